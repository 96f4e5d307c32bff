import type { DryRuns } from '../../services/dry-runs/dry-runs.ts';
import type { Handlers } from '../router.ts';

export function dryRunHandlers(dryRuns: DryRuns) {
  return {
    async startDryRun({ body }) {
      return { status: 202, body: await dryRuns.start(body) };
    },
    async listDryRuns() {
      return { status: 200, body: dryRuns.list() };
    },
    async getDryRun({ params }) {
      return { status: 200, body: dryRuns.get(params.id) };
    },
    async cancelDryRun({ params }) {
      dryRuns.cancel(params.id);
      return { status: 204, body: undefined };
    },
    async keepDryRun({ params }) {
      return { status: 200, body: { kept: await dryRuns.keep(params.id) } };
    },
  } satisfies Partial<Handlers>;
}
