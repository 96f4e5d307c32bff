import type { MetricValues } from '@plantops/shared/metrics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { readDirectoryDevices } from '../../db/repositories/directory.ts';
import { findDevices } from '../../db/repositories/devices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Devices } from './devices.ts';
import { ProbeCalibrations } from './probe-calibrations.ts';

const databases = useTestDatabases();
const HOUR_MS = 3_600_000;
let database: Database;
let now: Date;
let bus: ChangeBus;
let calibrations: ProbeCalibrations;

beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'fern', { name: 'Fern', species: null, thresholds: {} });
  await addDevice(database, 1, 'fern');
  // The newest raw value is looked for by the database's own time.
  now = new Date();
  bus = new ChangeBus(silentLog);
  calibrations = open();
});
const open = () =>
  new ProbeCalibrations({
    database,
    bulk: database,
    devices: new Devices({ database, bus, syncCredentials: () => Promise.resolve() }),
    bus,
    clock: new FakeClock(now),
    log: silentLog,
  });

const store = (hoursAgo: number, values: MetricValues, raw?: MetricValues) => {
  const time = new Date(now.getTime() - hoursAgo * HOUR_MS);
  const reading = { deviceId: 'dev_1', plantId: 'fern', time, receivedAt: time, clockWrong: false, values };
  return insertReadings(database, [{ ...reading, ...(raw && { raw }) }]);
};
const rows = async () =>
  (
    await database.query<{ soil_moisture: number | null; raw: unknown }>(
      'SELECT soil_moisture, raw FROM telemetry ORDER BY time',
    )
  ).rows.map(({ soil_moisture, raw }) => [soil_moisture, raw]);
const soil = async () => (await calibrations.list('dev_1')).find(({ metric }) => metric === 'soil_moisture');
const allDone = () => expect.poll(async () => (await soil())?.done).toBeNull();

describe('the calibration of a probe', () => {
  it('is not there at first: the raw value is the value', async () => {
    expect(await calibrations.list('dev_1')).toEqual([]);
    await store(1, { soil_moisture: 41.5 });
    expect(await calibrations.list('dev_1')).toEqual([
      {
        metric: 'soil_moisture',
        points: null,
        since: null,
        raw: 41.5,
        raw_at: new Date(now.getTime() - HOUR_MS).toISOString(),
        done: null,
      },
    ]);
  });

  it('counts from now on: what is stored stays, and the engine is told before the answer', async () => {
    await store(1, { soil_moisture: 40 });
    const heard = heardChanges(bus);
    const [set] = await calibrations.set('dev_1', 'soil_moisture', { dry: 20, saturated: 70 });
    expect(set).toMatchObject({
      points: { dry: 20, saturated: 70, dry_value: 0, saturated_value: 100 },
      since: now.toISOString(),
      done: null,
    });
    expect(heard).toEqual([['calibration_changed', { deviceIds: ['dev_1'], plantIds: ['fern'] }]]);
    expect(await rows()).toEqual([[40, null]]);
    expect((await readDirectoryDevices(database, ['dev_1']))[0]?.calibrations).toEqual({
      soil_moisture: { dry: 20, saturated: 70, dryValue: 0, saturatedValue: 100 },
    });
  });

  it('counts backwards: stored values are made anew, raw values kept, the newest one first', async () => {
    for (const [days, value] of [
      [40, 70],
      [9, 45],
      [3, 20],
      [0, 32.5],
    ] as const)
      await store(days * 24 + 1, { soil_moisture: value, temperature: 20 });
    await calibrations.set('dev_1', 'soil_moisture', { dry: 20, saturated: 70, backwards: true });
    await allDone();
    expect(await rows()).toEqual([
      [100, { soil_moisture: 70 }],
      [50, { soil_moisture: 45 }],
      [0, { soil_moisture: 20 }],
      [25, { soil_moisture: 32.5 }],
    ]);
    const [device] = await findDevices(database, ['dev_1']);
    expect(device?.latest).toMatchObject({ soil_moisture: 25, temperature: 20 });
    expect(await soil()).toMatchObject({ raw: 32.5 });
  });

  it('may be set again: everything follows from the raw values, not from the last calibration', async () => {
    await store(30, { soil_moisture: 45 });
    await store(1, { soil_moisture: 0 }, { soil_moisture: 3150 });
    await calibrations.set('dev_1', 'soil_moisture', { dry: 40, saturated: 50, backwards: true });
    await allDone();
    await calibrations.set('dev_1', 'soil_moisture', { dry: 4095, saturated: 45, backwards: true });
    await allDone();
    const values = (await rows()).map(([value]) => value);
    expect(values[0]).toBe(100);
    expect(values[1]).toBeCloseTo(23.33, 2);
  });

  it('taken away leaves what the probe sent; a raw value that is no percentage stays beside the column', async () => {
    await store(2, { soil_moisture: 45 });
    await store(1, { soil_moisture: 60 }, { soil_moisture: 2200 });
    await calibrations.set('dev_1', 'soil_moisture', { dry: 40, saturated: 50, backwards: true });
    await allDone();
    await calibrations.remove('dev_1', 'soil_moisture');
    await allDone();
    expect(await rows()).toEqual([
      [45, { soil_moisture: 45 }],
      [null, { soil_moisture: 2200 }],
    ]);
    expect(await soil()).toMatchObject({ points: null, raw: 2200 });
    expect((await readDirectoryDevices(database, ['dev_1']))[0]?.calibrations).toBeUndefined();
  });

  it('goes on after a restart with what was left', async () => {
    for (const days of [5, 3, 1]) await store(days * 24, { soil_moisture: 45 });
    await calibrations.stop();
    await calibrations.set('dev_1', 'soil_moisture', { dry: 40, saturated: 50, backwards: true });
    await calibrations.stop();
    expect(await soil()).toMatchObject({ done: expect.any(Number) });
    expect(await rows()).toEqual(Array(3).fill([45, null]));
    calibrations = open();
    calibrations.start();
    await allDone();
    expect(await rows()).toEqual(Array(3).fill([50, { soil_moisture: 45 }]));
  });

  it('notes the figures of charts as stale', async () => {
    await store(30, { soil_moisture: 45 });
    await database.query(`INSERT INTO figures_mark (mark) VALUES (date_trunc('hour', now()))`);
    await calibrations.set('dev_1', 'soil_moisture', { dry: 40, saturated: 50, backwards: true });
    await allDone();
    expect((await database.query('SELECT FROM stale_figures WHERE plant_id = $1', ['fern'])).rowCount).toBeGreaterThan(
      0,
    );
  });

  it('is shown before it is set, over the last week', async () => {
    await store(8 * 24, { soil_moisture: 1 });
    await store(30, { soil_moisture: 45 });
    await store(1, { soil_moisture: 60 }, { soil_moisture: 50 });
    const { points } = await calibrations.preview('dev_1', 'soil_moisture', { dry: 40, saturated: 50 });
    expect(points.map(({ before, after }) => [before, after])).toEqual([
      [45, 50],
      [60, 100],
    ]);
    expect((await rows()).map(([value]) => value)).toEqual([1, 45, 60]);
  });

  it('has values that the metric can have, and two different ones', async () => {
    const wrong = (request: object) => calibrations.set('dev_1', 'soil_moisture', { dry: 1, saturated: 2, ...request });
    await expect(wrong({ saturated_value: 101 })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/saturated_value', detail: 'must be 0 to 100 %' }],
    });
    await expect(wrong({ dry_value: 50, saturated_value: 50 })).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(calibrations.list('dev_9')).rejects.toMatchObject({ code: 'device_not_found' });
    await expect(calibrations.remove('dev_9', 'ph')).rejects.toMatchObject({ code: 'device_not_found' });
  });
});
