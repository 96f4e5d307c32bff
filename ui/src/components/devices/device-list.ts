/** Which devices the table shows, and in what order. Pure. */
import type { Device, Plant } from '../../api/generated';
import { type DeviceLook, deviceLook, deviceName } from '../../stores/garden-state';
import { searchFor } from '../search-words';

export const DEVICE_FILTERS = [
  'online',
  'offline',
  'provisioning',
  'error',
  'paused',
  'unassigned',
  'noticed',
] as const;
export type DeviceFilter = (typeof DEVICE_FILTERS)[number];

export const DEVICE_COLUMNS = ['name', 'status', 'seen', 'plant', 'firmware', 'battery', 'signal'] as const;
export type DeviceColumn = (typeof DEVICE_COLUMNS)[number];

export interface DeviceQuery {
  /** Words that must all occur in the name, MAC address, plant or firmware. */
  search: string;
  /** Undefined means all devices. */
  filter: DeviceFilter | undefined;
  column: DeviceColumn;
  isDescending: boolean;
}

type Plants = Readonly<Record<string, Pick<Plant, 'name'>>>;

const plantName = ({ plant_id: id }: Device, plants: Plants): string | undefined =>
  id === null ? undefined : plants[id]?.name;

/** Devices that need the owner come first. */
const URGENCY: Record<DeviceLook, number> = { paused: 0, error: 1, offline: 2, provisioning: 3, online: 4 };

const VALUES: Record<DeviceColumn, (device: Device, plants: Plants) => string | number | null | undefined> = {
  name: deviceName,
  status: (device) => URGENCY[deviceLook(device)],
  seen: ({ last_seen_at: at }) => (at === null ? null : -Date.parse(at)),
  plant: plantName,
  firmware: ({ firmware_version: version }) => version,
  battery: ({ battery_pct: percent }) => percent,
  signal: ({ rssi_dbm: dbm }) => dbm,
};

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), undefined, { numeric: true });

function fits(device: Device, filter: DeviceFilter | undefined): boolean {
  if (filter === 'unassigned') return device.plant_id === null;
  if (filter === 'noticed') return device.findings.length > 0;
  return filter === undefined || deviceLook(device) === filter;
}

/** How many devices match each filter. */
export const countDevices = (devices: readonly Device[]): Record<DeviceFilter, number> =>
  Object.fromEntries(
    DEVICE_FILTERS.map((filter) => [filter, devices.filter((device) => fits(device, filter)).length]),
  ) as Record<DeviceFilter, number>;

/**
 * The devices that match a query, in its order. Devices without a value for the column come last in both directions.
 */
export function findDevices(
  devices: readonly Device[],
  plants: Plants,
  { search, filter, column, isDescending }: DeviceQuery,
): Device[] {
  const isFound = searchFor(search);
  return devices
    .filter(
      (device) =>
        fits(device, filter) &&
        isFound([device.name, device.mac_address, device.firmware_version, plantName(device, plants)]),
    )
    .sort((a, b) => {
      const [first, second] = [VALUES[column](a, plants), VALUES[column](b, plants)];
      if (first == null || second == null) return Number(first == null) - Number(second == null) || compare(a.id, b.id);
      return compare(first, second) * (isDescending ? -1 : 1) || compare(deviceName(a), deviceName(b));
    });
}

const isOneOf = <T extends string>(value: unknown, values: readonly T[]): value is T =>
  (values as readonly unknown[]).includes(value);

/**
 * Reads a query from a page's address. `sort=-seen` means the column `seen` in reverse order. Anything not understood
 * is ignored.
 */
export function deviceQueryOf(query: Record<string, unknown>): DeviceQuery {
  const sort = typeof query.sort === 'string' ? query.sort : '';
  const column = sort.replace(/^-/, '');
  return {
    search: typeof query.q === 'string' ? query.q : '',
    filter: isOneOf(query.status, DEVICE_FILTERS) ? query.status : undefined,
    column: isOneOf(column, DEVICE_COLUMNS) ? column : 'name',
    isDescending: isOneOf(column, DEVICE_COLUMNS) && sort.startsWith('-'),
  };
}

/** The shortest address parameters for a query. */
export const addressOf = ({ search, filter, column, isDescending }: DeviceQuery): Record<string, string> => ({
  ...(search && { q: search }),
  ...(filter && { status: filter }),
  ...((column !== 'name' || isDescending) && { sort: `${isDescending ? '-' : ''}${column}` }),
});
