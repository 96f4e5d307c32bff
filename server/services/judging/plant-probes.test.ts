import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { PlantProbes } from './plant-probes.ts';

const databases = useTestDatabases();
const NOON = Date.parse('2026-03-01T12:00:00Z');
let database: Database;
let bus: ChangeBus;
let values: PlantValues;
let probes: PlantProbes;

beforeEach(async () => {
  database = await databases.pool();
  bus = new ChangeBus(silentLog);
  values = new PlantValues();
  probes = new PlantProbes({ database, values, bus });
  for (const id of ['fern', 'palm']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  await addDevice(database, 1, 'fern');
  await addDevice(database, 2, 'fern');
});

const store = (deviceId: string, minutes: number, measured: MetricValues) => {
  const time = new Date(NOON + minutes * 60_000);
  return insertReadings(database, [
    { deviceId, plantId: 'fern', time, receivedAt: time, clockWrong: false, values: measured },
  ]);
};
const moistureOf = (plantId: string) => values.judged(plantId, {}).soil_moisture?.value;
const move = (deviceId: string, plantId: string | null) =>
  database.query('UPDATE devices SET plant_id = $2 WHERE id = $1', [deviceId, plantId]);

it('the values of plants are known after a start', async () => {
  await store('dev_1', 0, { soil_moisture: 10, temperature: 20 });
  await store('dev_2', 1, { soil_moisture: 45 });
  await store('dev_1', 2, { soil_moisture: 12 });
  await probes.load();
  expect(values.judged('fern', {})).toEqual({
    soil_moisture: { value: 28.5, at: new Date(NOON + 120_000), deviceId: 'dev_1' },
    temperature: { value: 20, at: new Date(NOON), deviceId: 'dev_1' },
  });
});

it('a value that jumped before the start still waits for the one that confirms it', async () => {
  await move('dev_2', null);
  for (const [minute, temperature] of [20, 21, 21.5, 85].entries()) await store('dev_1', minute, { temperature });
  await probes.load();
  expect(values.judged('fern', {}).temperature?.value).toBe(21.5);
  const time = new Date(NOON + 5 * 60_000);
  expect(values.fold({ deviceId: 'dev_1', time, values: { temperature: 84 } }, { id: 'fern' })).toMatchObject({
    temperature: { value: 84 },
  });
});

it('a value that was measured long before the last reading is known, too', async () => {
  await store('dev_1', -3 * 24 * 60, { soil_moisture: 40 });
  for (const minute of [0, 1, 2, 3, 4]) await store('dev_1', minute, { temperature: 20 });
  await probes.load();
  expect(moistureOf('fern')).toBe(40);
});

it('devices count at the plant that they were moved to, however that became known', async () => {
  await store('dev_1', 0, { soil_moisture: 10 });
  await store('dev_2', 0, { soil_moisture: 40 });
  await probes.load();
  await move('dev_2', 'palm');
  await bus.publish('device_moved', { deviceIds: ['dev_2'], plantIds: ['fern', 'palm'] });
  expect([moistureOf('fern'), moistureOf('palm')]).toEqual([10, 40]);
  await move('dev_1', 'palm');
  await bus.publish('database_changed', { deviceIds: ['dev_1'], plantIds: [] });
  expect([moistureOf('fern'), moistureOf('palm')]).toEqual([undefined, 25]);
  await move('dev_1', null);
  await bus.publish('plant_removed', { plantId: 'fern', deviceIds: ['dev_1'] });
  expect(moistureOf('palm')).toBe(40);
  await move('dev_1', 'fern');
  await bus.publish('plant_restored', { plantIds: ['fern'], deviceIds: ['dev_1'] });
  expect(moistureOf('fern')).toBe(10);
});

it('a device that was decommissioned counts nowhere, nor does one that another process removed', async () => {
  await store('dev_1', 0, { soil_moisture: 10 });
  await store('dev_2', 0, { soil_moisture: 40 });
  await probes.load();
  await database.query(`DELETE FROM devices WHERE id = 'dev_2'`);
  await bus.publish('device_removed', { deviceId: 'dev_2', plantIds: ['fern'] });
  expect(moistureOf('fern')).toBe(10);
  await database.query(`DELETE FROM devices WHERE id = 'dev_1'`);
  await bus.publish('changes_missed', {});
  expect(moistureOf('fern')).toBeUndefined();
});

it('after a restored backup everything is read anew', async () => {
  await store('dev_1', 5, { soil_moisture: 10 });
  await probes.load();
  await database.query(`UPDATE latest_readings SET soil_moisture = 33, soil_moisture_at = $1`, [new Date(NOON)]);
  await database.query('DELETE FROM telemetry');
  await bus.publish('data_replaced', {});
  expect(moistureOf('fern')).toBe(33);
});
