import { describe, expect, it } from 'vitest';
import type { Device } from '../../api/generated';
import { addressOf, countDevices, type DeviceQuery, deviceQueryOf, findDevices } from './device-list';

const ALL: DeviceQuery = { search: '', filter: undefined, column: 'name', isDescending: false };

const device = (id: string, more: Partial<Device>): Device => ({
  id,
  mqtt_username: `device_${id}`,
  kind: 'device',
  via: null,
  dialect: null,
  mac_address: `02:00:00:00:00:${id}`,
  name: null,
  plant_id: null,
  status: 'online',
  firmware_version: null,
  sensor_types: [],
  last_seen_at: null,
  created_at: '2026-05-01T00:00:00.000Z',
  latest: null,
  findings: [],
  error: null,
  error_causes: null,
  clock_wrong: false,
  locked: false,
  paused_at: null,
  report_interval_s: null,
  report_interval_source: 'default',
  battery_pct: null,
  rssi_dbm: null,
  link_quality: null,
  rejected_count: 0,
  ...more,
});
const devices = [
  device('01', {
    name: 'Shelf 10',
    plant_id: 'p1',
    battery_pct: 80,
    firmware_version: '1.10.0',
    last_seen_at: '2026-05-01T10:00:00.000Z',
  }),
  device('02', {
    name: 'Shelf 9',
    status: 'offline',
    battery_pct: 8,
    firmware_version: '1.9.0',
    last_seen_at: '2026-05-01T09:00:00.000Z',
  }),
  device('03', { status: 'error', rssi_dbm: -70 }),
];
const ids = (query: Partial<DeviceQuery>): string =>
  findDevices(devices, { p1: { name: 'Aloë' } }, { ...ALL, ...query })
    .map(({ id }) => id)
    .join(' ');

describe('findDevices', () => {
  it.each([
    ['name', '03 02 01', '01 02 03'],
    ['status', '03 02 01', '01 02 03'],
    ['seen', '01 02 03', '02 01 03'],
    ['plant', '01 02 03', '01 02 03'],
    ['firmware', '02 01 03', '01 02 03'],
    ['battery', '02 01 03', '01 02 03'],
    ['signal', '03 01 02', '03 01 02'],
  ] as const)('sorts by %s in both directions, with missing values last', (column, up, down) => {
    expect([ids({ column }), ids({ column, isDescending: true })]).toEqual([up, down]);
  });

  it.each([
    ['SHELF', '02 01'],
    ['aloe', '01'],
    ['00:03', '03'],
    ['1.9', '02'],
    ['shelf 10', '01'],
    ['nothing', ''],
  ])('finds %j by name, address, plant and firmware', (search, found) => {
    expect(ids({ search })).toBe(found);
  });

  it('applies a filter, and counts the devices of each', () => {
    expect([ids({ filter: 'unassigned' }), ids({ filter: 'error' })]).toEqual(['03 02', '03']);
    expect(countDevices(devices)).toEqual({
      online: 1,
      offline: 1,
      provisioning: 0,
      error: 1,
      paused: 0,
      unassigned: 2,
      noticed: 0,
    });
  });
});

describe('devices of which something was noticed', () => {
  it('are found together, whatever their status', () => {
    const finding = { code: 'clock_off', metric: null } as Device['findings'][number];
    const noticed = [
      device('11', { status: 'online', findings: [finding] }),
      device('12', { status: 'offline', findings: [finding, finding] }),
      device('13', { status: 'online' }),
    ];
    expect(findDevices(noticed, {}, { ...ALL, filter: 'noticed' }).map(({ id }) => id)).toEqual(['11', '12']);
    expect(countDevices(noticed).noticed).toBe(2);
    expect(deviceQueryOf({ status: 'noticed' }).filter).toBe('noticed');
  });
});

describe('the address of a query', () => {
  it('converts back to the query', () => {
    const query: DeviceQuery = { search: 'shelf', filter: 'offline', column: 'battery', isDescending: true };
    expect(deviceQueryOf(addressOf(query))).toEqual(query);
    expect(addressOf(ALL)).toEqual({});
  });

  it('ignores what it does not understand', () => {
    expect(deviceQueryOf({ q: null, status: 'sleepy', sort: '-toString' })).toEqual(ALL);
  });
});

describe('a device that is not let in', () => {
  it('is stopped, and neither online nor offline', () => {
    const stopped = device('21', { status: 'offline', paused_at: '2026-05-01T10:00:00.000Z' });
    const all = [stopped, device('22', { status: 'offline' })];
    expect(countDevices(all)).toMatchObject({ paused: 1, offline: 1, online: 0 });
    expect(findDevices(all, {}, { ...ALL, filter: 'paused' })).toEqual([stopped]);
    expect(findDevices(all, {}, { ...ALL, column: 'status' })[0]).toBe(stopped);
  });
});
