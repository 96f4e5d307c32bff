import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import type { AlertList } from '../alerts/alert-list.ts';
import type { Devices } from '../devices/devices.ts';
import type { PlantRooms } from '../plants/plant-rooms.ts';
import type { Plants } from '../plants/plants.ts';
import type { LiveEvents } from './live-events.ts';

/** The most of each: more than the first screen shows, and all that most houses have. */
const MOST = { plants: 100, devices: 120, unassigned: 20, openAlerts: 100, newestAlerts: 100 };

export interface StartStateOptions {
  plants: Pick<Plants, 'urgent'>;
  plantRooms: Pick<PlantRooms, 'list'>;
  devices: Pick<Devices, 'list' | 'ofPlants'>;
  alerts: Pick<AlertList, 'list'>;
  flows: () => Promise<FlowState>;
  live: Pick<LiveEvents, 'lastId' | 'ready'>;
}

/**
 * The most of each as JSON (bytes), because a plant of which much was found takes four times as much as another. All
 * together stay below 300 kB, a second on a slow phone.
 */
const MOST_BYTES = { plants: 150_000, devices: 90_000, alerts: 45_000 };

/** The first ones, as many as fit into so many bytes of JSON. */
function fitting<T>(items: readonly T[], bytes: number): T[] {
  let left = bytes;
  const last = items.findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return items.slice(0, last < 0 ? items.length : last);
}

const unique = <T extends Plant | Device | Alert>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** All devices if they are few, otherwise those of the plants and some that have none. */
async function firstDevices(
  devices: StartStateOptions['devices'],
  plants: readonly Plant[],
): Promise<{ devices: Device[]; isAll: boolean }> {
  const few = await devices.list({ limit: MOST.devices + 1 });
  if (few.length <= MOST.devices) return { devices: few, isAll: true };
  const plantIds = plants.map(({ id }) => id);
  const [ofPlants, unassigned] = await Promise.all([
    devices.ofPlants(plantIds, MOST.devices),
    devices.list({ unassigned: true, limit: MOST.unassigned }),
  ]);
  return { devices: unique([...ofPlants, ...unassigned]), isAll: false };
}

/** What a dashboard shows first, and the event after which its live updates continue. */
export async function startState({
  plants,
  plantRooms,
  devices,
  alerts,
  flows,
  live,
}: StartStateOptions): Promise<NonNullable<Start['state']>> {
  await live.ready();
  // Read first: an event in the meantime is sent again, which does no harm.
  const event_id = live.lastId;
  // One more than is sent, to know whether there are more.
  const [urgent, rooms, open, newest, flowState] = await Promise.all([
    plants.urgent(MOST.plants + 1),
    plantRooms.list(),
    alerts.list({ open: true, limit: MOST.openAlerts + 1 }),
    alerts.list({ limit: MOST.newestAlerts }),
    flows(),
  ]);
  const first = fitting(urgent.slice(0, MOST.plants), MOST_BYTES.plants);
  const known = await firstDevices(devices, first);
  const shownDevices = fitting(known.devices, MOST_BYTES.devices);
  const shownAlerts = fitting(unique([...open.slice(0, MOST.openAlerts), ...newest]), MOST_BYTES.alerts);
  return {
    event_id,
    plants: first,
    rooms,
    devices: shownDevices,
    alerts: shownAlerts,
    more:
      urgent.length > first.length ||
      !known.isAll ||
      shownDevices.length < known.devices.length ||
      open.length > Math.min(MOST.openAlerts, shownAlerts.length),
    flows: flowState,
  };
}
