import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { openAlert, openOutages } from './alerts.ts';
import { openFindingAlert } from './findings.ts';
import { findPlants, insertPlant, listPlants, listUrgentPlants, updatePlant } from './plants.ts';
import { insertReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
  await insertPlant(database, 'plant_1', {
    name: 'Fern',
    species: 'Nephrolepis exaltata',
    thresholds: { humidity: { min: 40 } },
  });
});

const plantOf = async (id: string) => (await findPlants(database, [id]))[0];

async function addDevice(id: string, plantId: string | null = 'plant_1'): Promise<void> {
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id, status) VALUES ($1, $1, $1, 'h', 'h', $2, 'online')`,
    [id, plantId],
  );
}
const measure = (deviceId: string, seconds: number, humidity: number, temperature?: number) =>
  insertReadings(database, [
    {
      deviceId,
      plantId: 'plant_1',
      time: new Date(seconds * 1000),
      receivedAt: new Date(),
      clockWrong: false,
      values: { humidity, ...(temperature !== undefined && { temperature }) },
    },
  ]);
const breach = {
  plantId: 'plant_1',
  deviceId: 'dev_1',
  metric: 'humidity',
  value: 1,
  threshold: 2,
  direction: 'min',
  message: 'm',
  at: new Date(),
} as const;
const silent = (deviceId: string) =>
  openOutages(database, [{ deviceId, plantId: null, message: 'silent' }], new Date());

describe('a plant', () => {
  it('is shown with one value of each metric, made from those of its devices', async () => {
    await addDevice('dev_1');
    await addDevice('dev_2');
    await addDevice('dev_3', null);
    await measure('dev_1', 100, 50, 20);
    await measure('dev_2', 200, 60);
    await measure('dev_3', 300, 99);
    expect(await plantOf('plant_1')).toMatchObject({
      name: 'Fern',
      species: 'Nephrolepis exaltata',
      thresholds: { humidity: { min: 40 } },
      device_count: 2,
      open_alerts: 0,
      status: 'ok',
      latest: { time: new Date(200_000).toISOString(), humidity: 55, temperature: 20, soil_moisture: null },
    });
  });

  it('combines its devices as the owner chose, and leaves out one that is silent', async () => {
    await addDevice('dev_1');
    await addDevice('dev_2');
    await measure('dev_1', 100, 50);
    await measure('dev_2', 200, 60);
    for (const [how, humidity] of [
      ['min', 50],
      ['max', 60],
      ['mean', 55],
    ] as const) {
      await updatePlant(database, 'plant_1', { combine: { humidity: how } });
      expect(await plantOf('plant_1')).toMatchObject({ combine: { humidity: how }, latest: { humidity } });
    }
    await measure('dev_2', 10_000, 62);
    expect((await plantOf('plant_1'))?.latest).toMatchObject({
      humidity: 62,
      measured_at: { humidity: new Date(10_000_000).toISOString() },
    });
  });

  it('has the most urgent status: alert, then offline, then no data', async () => {
    const status = async () => (await plantOf('plant_1'))?.status;
    expect(await status()).toBe('no_sensor');
    await addDevice('dev_1');
    await addDevice('dev_2');
    expect(await status()).toBe('no_data');
    await measure('dev_1', 1, 50);
    expect(await status()).toBe('ok');
    await silent('dev_1');
    expect(await status(), 'one of two devices is silent').toBe('alert');
    await silent('dev_2');
    expect(await status()).toBe('offline');
    await openAlert(database, breach, true);
    expect(await status()).toBe('alert');
  });

  it.each([
    ['a board that another one replaced', 'two_boards', null, 'ok'],
    ['a probe that is out of the soil', 'probe_out_of_soil', 'humidity', 'alert'],
  ] as const)('with %s is judged by what that says of the plant', async (_what, code, metric, status) => {
    await addDevice('dev_1');
    await measure('dev_1', 100, 50);
    const now = new Date();
    const finding = { deviceId: 'dev_1', code, metric, since: now, lastAt: now, count: 1, evidence: {} };
    await openFindingAlert(database, finding, 'Something was noticed.', now);
    expect(await plantOf('plant_1')).toMatchObject({ status, open_alerts: 1 });
    expect((await listUrgentPlants(database, 1))[0]).toMatchObject({ id: 'plant_1', status });
  });

  it('is changed only in the given fields', async () => {
    expect(await updatePlant(database, 'plant_1', { name: 'Boston fern' })).toBe(true);
    expect(await plantOf('plant_1')).toMatchObject({
      name: 'Boston fern',
      species: 'Nephrolepis exaltata',
      thresholds: { humidity: { min: 40 } },
    });
    await updatePlant(database, 'plant_1', { species: null, thresholds: { temperature: { max: 30 } } });
    expect(await plantOf('plant_1')).toMatchObject({
      name: 'Boston fern',
      species: null,
      thresholds: { temperature: { max: 30 } },
    });
    expect(await updatePlant(database, 'plant_gone', { name: 'x' })).toBe(false);
  });

  it.each([`'; DROP TABLE plants; --`, '<script>alert(1)</script>', '$1', '%s', '\\', '🌿'])(
    'called %s is kept literally',
    async (name) => {
      await updatePlant(database, 'plant_1', { name });
      expect((await plantOf('plant_1'))?.name).toBe(name);
    },
  );
});

describe('listPlants', () => {
  it('gives the growth form of a species that the library knows by any name', async () => {
    const formOf = async (species: string | null): Promise<string | null | undefined> => {
      await updatePlant(database, 'plant_1', { species });
      return (await plantOf('plant_1'))?.form;
    };
    expect([
      await formOf('Nephrolepis exaltata'),
      await formOf('ALOE'),
      await formOf('Triffidus celestus'),
      await formOf(null),
    ]).toEqual(['fern', 'succulent', null, null]);
  });

  it('lists by id, page by page', async () => {
    for (const id of ['plant_3', 'plant_2'])
      await insertPlant(database, id, { name: id, species: null, thresholds: {} });
    expect((await listPlants(database, { limit: 2 })).map(({ id }) => id)).toEqual(['plant_1', 'plant_2']);
    expect((await listPlants(database, { after: 'plant_2', limit: 2 })).map(({ id }) => id)).toEqual(['plant_3']);
  });
});

describe('listUrgentPlants', () => {
  const urgent = async (limit: number) =>
    (await listUrgentPlants(database, limit)).map(({ id, status }) => [id, status]);

  it('begins with those that need the owner most, in the order of their statuses and names', async () => {
    for (const id of ['well', 'silent', 'half_silent', 'breached', 'breached_and_silent', 'unmeasured', 'also_well'])
      await insertPlant(database, id, { name: `The ${id}`, species: null, thresholds: {} });
    await addDevice('dev_well', 'well');
    await addDevice('dev_also_well', 'also_well');
    await addDevice('dev_silent', 'silent');
    await addDevice('dev_half_1', 'half_silent');
    await addDevice('dev_half_2', 'half_silent');
    await addDevice('dev_breached', 'breached');
    await addDevice('dev_both', 'breached_and_silent');
    await addDevice('dev_unmeasured', 'unmeasured');
    for (const device of ['well', 'also_well', 'silent', 'half_1', 'breached', 'both'])
      await measure(`dev_${device}`, 1, 50);
    for (const [device, plantId] of [
      ['dev_silent', 'silent'],
      ['dev_half_2', 'half_silent'],
      ['dev_both', 'breached_and_silent'],
    ] as const)
      await openOutages(database, [{ deviceId: device, plantId, message: 'silent' }], new Date());
    for (const plantId of ['breached', 'breached_and_silent']) await openAlert(database, { ...breach, plantId }, true);
    expect(await urgent(20)).toEqual([
      ['breached', 'alert'],
      ['breached_and_silent', 'alert'],
      ['half_silent', 'alert'],
      ['silent', 'offline'],
      ['unmeasured', 'no_data'],
      ['also_well', 'ok'],
      ['well', 'ok'],
      ['plant_1', 'no_sensor'],
    ]);
    expect(await urgent(2)).toEqual([
      ['breached', 'alert'],
      ['breached_and_silent', 'alert'],
    ]);
  });
});
