import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import type { AlertList } from '../alerts/alert-list.ts';
import type { Devices } from '../devices/devices.ts';
import type { LiveEvents } from './live-events.ts';
import type { Plants } from '../plants/plants.ts';

const PAGE = 1000;
/** Besides all open alerts, a dashboard starts with this many of the newest ones; it requests others when needed. */
const NEWEST_ALERTS = 200;

export interface StartStateOptions {
  plants: Pick<Plants, 'list'>;
  devices: Pick<Devices, 'list'>;
  alerts: Pick<AlertList, 'list'>;
  flows: () => Promise<FlowState>;
  live: Pick<LiveEvents, 'lastId' | 'ready'>;
}

/** All items of a list, read page by page. */
async function everyPage<T extends { id: string }>(page: (after: string | undefined) => Promise<T[]>): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const next = await page(items.at(-1)?.id);
    items.push(...next);
    if (next.length < PAGE) return items;
  }
}

/** A dashboard's initial data, and the event after which its live updates continue. */
export async function startState({
  plants,
  devices,
  alerts,
  flows,
  live,
}: StartStateOptions): Promise<NonNullable<Start['state']>> {
  await live.ready();
  // Read first: an event in the meantime is sent again, which does no harm.
  const event_id = live.lastId;
  const [allPlants, allDevices, open, newest, flowState] = await Promise.all([
    everyPage((after) => plants.list({ after, limit: PAGE })),
    everyPage((after) => devices.list({ after, limit: PAGE })),
    alerts.list({ open: true, limit: PAGE }),
    alerts.list({ limit: NEWEST_ALERTS }),
    flows(),
  ]);
  const byId = new Map<number, Alert>([...open, ...newest].map((alert) => [alert.id, alert]));
  return { event_id, plants: allPlants, devices: allDevices, alerts: [...byId.values()], flows: flowState };
}
