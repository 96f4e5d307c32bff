/**
 * What the dashboard knows, and how each live event changes it, one device or plant at a time. Pure, except that it
 * changes `state`.
 */
import { toRaw } from 'vue';
import { METRIC_NAMES, perMetric } from '@plantops/shared/metrics.ts';
import type {
  Alert,
  Device,
  DeviceEvent,
  FlowState,
  LatestReading,
  Plant,
  PlantEvent,
  ReadingEvent,
  Room,
} from '../api/generated';

export interface GardenState {
  plants: Record<string, Plant>;
  devices: Record<string, Device>;
  alerts: Record<number, Alert>;
  /** In the order in which a person walks through them. */
  rooms: readonly Room[];
  /** Undefined until it is known: neither an older server nor the copy of an earlier visit tells. */
  flows: FlowState | undefined;
}

export const emptyGarden = (): GardenState => ({ plants: {}, devices: {}, alerts: {}, rooms: [], flows: undefined });

/** Whether the flows do not run as they should, or wait for somebody. */
export const hasFlowTrouble = (flows: FlowState | undefined): boolean =>
  flows !== undefined &&
  (!flows.running ||
    flows.safe_mode !== null ||
    flows.went_back !== null ||
    flows.is_proposed ||
    flows.failing_nodes.length + flows.set_aside.length > 0);

const nothingMeasured = (): Omit<LatestReading, 'time'> => ({
  ...perMetric(() => null),
  measured_at: perMetric(() => null),
});

/** The latest values after a reading. Each metric only moves forward in time. */
export function mergeReading(latest: LatestReading | null, event: ReadingEvent): LatestReading {
  const before = latest ?? { time: event.time, ...nothingMeasured() };
  const merged: LatestReading = { ...before, measured_at: { ...before.measured_at } };
  for (const metric of METRIC_NAMES) {
    const value = event[metric];
    const measuredAt = before.measured_at[metric];
    if (value === undefined || (measuredAt != null && measuredAt > event.time)) continue;
    merged[metric] = value;
    merged.measured_at[metric] = event.time;
  }
  if (event.time > before.time) merged.time = event.time;
  return merged;
}

export function applyReading(state: GardenState, event: ReadingEvent): void {
  const device = state.devices[event.device_id];
  if (device) {
    device.latest = mergeReading(device.latest, event);
    device.last_seen_at =
      device.last_seen_at === null || event.time > device.last_seen_at ? event.time : device.last_seen_at;
  }
  const plant = event.plant_id === null ? undefined : state.plants[event.plant_id];
  if (plant) plant.latest = mergeReading(plant.latest, { ...event, ...event.plant_values });
}

export function applyDevice(state: GardenState, event: DeviceEvent): void {
  if ('removed' in event) delete state.devices[event.id];
  else state.devices[event.id] = event;
}

export function applyPlant(state: GardenState, event: PlantEvent): void {
  if ('removed' in event) delete state.plants[event.id];
  else state.plants[event.id] = event;
}

export function applyAlert(state: GardenState, event: Alert): void {
  state.alerts[event.id] = event;
}

export const byId = <T extends { id: string | number }>(items: readonly T[]): Record<T['id'], T> =>
  Object.fromEntries(items.map((item) => [item.id, item])) as Record<T['id'], T>;

/** How many of a plant's open alerts the owner has not acknowledged. The copy of an earlier visit may not tell. */
export const unseenAlerts = (plant: Pick<Plant, 'open_alerts'> & { unseen_alerts?: number }): number =>
  plant.unseen_alerts ?? plant.open_alerts;

/**
 * How a plant looks, from its verdict. `alert`: act today, or look at an open alert; `seen`: the owner has acknowledged
 * all of that; `attention`: look at it; `unjudged`: too little can be believed to say. Where the trouble is that nothing
 * is heard of it, its status says more precisely what is missing.
 */
export type PlantLook = Plant['status'] | 'seen' | 'attention' | 'unjudged';

type Judged = Pick<Plant, 'status' | 'open_alerts' | 'unseen_alerts'> & Partial<Pick<Plant, 'verdict'>>;

/** Findings that say no more than a status without values does. */
const NOT_HEARD: readonly string[] = ['never_measured', 'all_silent', 'metric_stale', 'device_offline', 'soil_unknown'];

export function lookOf(plant: Judged): PlantLook {
  const { status, open_alerts: open } = plant;
  // The copy of an earlier visit may have no verdict.
  const verdict = plant.verdict ?? undefined;
  if (status === 'alert') return open > 0 && unseenAlerts(plant) === 0 ? 'seen' : 'alert';
  const [first] = verdict?.findings ?? [];
  const isHeard = status === 'ok' || (first !== undefined && !NOT_HEARD.includes(first.code));
  if (isHeard && verdict?.level === 'urgent') return 'alert';
  if (isHeard && verdict?.level === 'attention') return 'attention';
  return status === 'ok' && verdict?.level !== 'well' ? 'unjudged' : status;
}

const URGENCY: Record<PlantLook, number> = {
  alert: 0,
  attention: 1,
  offline: 2,
  stale: 3,
  no_data: 4,
  unjudged: 5,
  seen: 6,
  ok: 7,
  no_sensor: 8,
};

const names = new Intl.Collator();

/**
 * Plants that need the owner most come first, then by name. Each is looked at once, past the proxies: comparing hundreds
 * through them would hold up a phone at each event. What changes how a plant looks replaces it, so nothing is missed.
 */
export const plantsByUrgency = (plants: readonly Plant[]): Plant[] =>
  plants
    .map((plant) => {
      const { name, id, ...judged } = toRaw(plant);
      return { plant, name, id, urgency: URGENCY[lookOf(judged)] };
    })
    .sort((a, b) => a.urgency - b.urgency || names.compare(a.name, b.name) || names.compare(a.id, b.id))
    .map(({ plant }) => plant);

/** The name of a device, or its MAC address if it has none. */
export const deviceName = (device: Pick<Device, 'name' | 'mac_address'> & { id?: string }): string =>
  device.name ?? device.mac_address ?? device.id ?? '';

/** How a device is told to the owner: one that the broker does not let in is stopped, not silent. */
export type DeviceLook = Device['status'] | 'paused';
export const deviceLook = ({ status, paused_at: pausedAt }: Pick<Device, 'status' | 'paused_at'>): DeviceLook =>
  pausedAt === null ? status : 'paused';
