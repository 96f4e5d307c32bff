import type { Retention as Shown } from '@plantops/shared/settings/retention.ts';
import type { Retention } from '../../services/retention/retention.ts';
import type { SpaceWatch } from '../../services/retention/space-watch.ts';
import type { Handlers } from '../router.ts';

export function retentionHandlers(retention: Retention, space: SpaceWatch) {
  const shown = async (): Promise<Shown> => ({ months: await retention.months(), ...(await space.read()) });
  return {
    async getRetention() {
      return { status: 200, body: await shown() };
    },
    async previewRetention({ body }) {
      return { status: 200, body: await retention.preview(body) };
    },
    async changeRetention({ body }) {
      await retention.change(body);
      return { status: 200, body: await shown() };
    },
  } satisfies Partial<Handlers>;
}
