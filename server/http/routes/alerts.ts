import { ProblemError } from '@plantops/shared/problem.ts';
import type { AlertList } from '../../services/alerts/alert-list.ts';
import { type Handlers, linkNextPage } from '../router.ts';

/** Ids are of PostgreSQL's type INTEGER. */
const MAX_ID = 2_147_483_647;

export function alertHandlers(alerts: AlertList) {
  return {
    async listAlerts(call) {
      const { limit, cursor, plant_id, device_id, open, about } = call.query;
      const before = cursor === undefined ? undefined : Number(cursor);
      if (before !== undefined && !(Number.isInteger(before) && before > 0 && before <= MAX_ID)) {
        throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
          { pointer: '/cursor', detail: 'is not an alert id' },
        ]);
      }
      const body = await alerts.list({ plantId: plant_id, deviceId: device_id, open, about, before, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async acknowledgeAlert({ params }) {
      return { status: 200, body: await alerts.acknowledge(params.id) };
    },
    async unacknowledgeAlert({ params }) {
      return { status: 200, body: await alerts.unacknowledge(params.id) };
    },
    async listNotices(call) {
      const { limit, cursor, alert_id, state } = call.query;
      const body = await alerts.notices({ alertId: alert_id, state, after: cursor, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
  } satisfies Partial<Handlers>;
}
