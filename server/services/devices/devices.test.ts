import { NO_FINDINGS } from '@plantops/shared/findings/no-findings.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openOutages } from '../../db/repositories/alerts.ts';
import { listBrokerHashes, saveRejections } from '../../db/repositories/devices.ts';
import { findPlants, insertPlant, listPlants } from '../../db/repositories/plants.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { heardChanges } from '../../testing/heard-changes.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { Devices } from './devices.ts';
import { openDevices } from './open-devices.ts';

const NOT_FOUND = { code: 'device_not_found', status: 404 };
const databases = useTestDatabases();
let database: Database;
let bus: ChangeBus;
let heard: ReturnType<typeof heardChanges>;
let devices: Devices;
/** The devices that the broker accepts, as of each time that it was brought up to date. */
let accepted: string[][];
let brokerIsAway: boolean;

const count = async (plantId: string): Promise<number | undefined> =>
  (await findPlants(database, [plantId]))[0]?.device_count;

beforeEach(async () => {
  database = await databases.pool();
  bus = new ChangeBus(silentLog);
  accepted = [];
  brokerIsAway = false;
  devices = openDevices({
    database,
    bulk: database,
    bus,
    findings: NO_FINDINGS,
    async syncCredentials() {
      if (brokerIsAway) throw new Error('the broker is away');
      accepted.push((await listBrokerHashes(database)).map(({ username }) => username));
    },
    publicBroker: { host: undefined, port: 1883 },
    heartbeatIntervalS: 60,
    followedWays: () => Promise.resolve({ engine_started_at: null, ways: [] }),
    tellOfWill: () => undefined,
    maxDevices: 10,
    requests: { call: () => Promise.reject(new Error('no flow')) },
    clock: new FakeClock(),
    log: silentLog,
  }).devices;
  for (const id of ['plant_1', 'plant_2']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  await addDevice(database, 1, 'plant_1');
  await addDevice(database, 2);
  heard = heardChanges(bus);
});

describe('devices', () => {
  it('are listed in the order of their ids, page by page, all or those of a plant or of none', async () => {
    const ids = async (filter: Parameters<Devices['list']>[0]) => (await devices.list(filter)).map(({ id }) => id);
    expect(await ids({ limit: 10 })).toEqual(['dev_1', 'dev_2']);
    expect(await ids({ limit: 1, after: 'dev_1' })).toEqual(['dev_2']);
    expect(await ids({ limit: 10, plantId: 'plant_1' })).toEqual(['dev_1']);
    expect(await ids({ limit: 10, unassigned: true })).toEqual(['dev_2']);
  });

  it('move from one plant to another and back, and both plants are told of', async () => {
    expect(await devices.provision('dev_1', { plant_id: 'plant_2' })).toMatchObject({
      id: 'dev_1',
      plant_id: 'plant_2',
    });
    expect([await count('plant_1'), await count('plant_2')]).toEqual([0, 1]);
    await devices.provision('dev_1', { plant_id: 'plant_1' });
    expect(heard).toEqual([
      ['device_moved', { deviceIds: ['dev_1'], plantIds: ['plant_1', 'plant_2'] }],
      ['device_moved', { deviceIds: ['dev_1'], plantIds: ['plant_2', 'plant_1'] }],
    ]);
  });

  it('two can watch one plant; one that is taken away leaves the other', async () => {
    await devices.provision('dev_2', { plant_id: 'plant_1' });
    expect(await count('plant_1')).toBe(2);
    expect(await devices.provision('dev_1', { plant_id: null })).toMatchObject({ plant_id: null });
    expect(await count('plant_1')).toBe(1);
    expect(heard).toEqual([
      ['device_moved', { deviceIds: ['dev_2'], plantIds: ['plant_1'] }],
      ['device_moved', { deviceIds: ['dev_1'], plantIds: ['plant_1'] }],
    ]);
  });

  it('can be given a plant that is made for them, each its own', async () => {
    const made = [
      (await devices.provision('dev_1', { new_plant: { name: 'Monty', species: 'Monstera deliciosa' } })).plant_id ??
        '',
      (await devices.provision('dev_2', { new_plant: { name: 'Fern' } })).plant_id ?? '',
    ];
    expect(await findPlants(database, made)).toHaveLength(2);
    const [monty] = await findPlants(database, made.slice(0, 1));
    expect(monty).toMatchObject({ name: 'Monty', device_count: 1, thresholds: { soil_moisture: expect.anything() } });
    expect(heard[1]).toEqual(['device_moved', { deviceIds: ['dev_2'], plantIds: [made[1]] }]);
  });

  it('stay where they are if the plant is not there', async () => {
    await expect(devices.provision('dev_1', { plant_id: 'plant_0' })).rejects.toMatchObject({
      code: 'plant_not_found',
      message: 'There is no plant plant_0',
    });
    expect([(await devices.get('dev_1')).plant_id, heard]).toEqual(['plant_1', []]);
  });

  it('that are not there can do nothing, and no plant is made for them', async () => {
    for (const attempt of [
      () => devices.get('dev_0'),
      () => devices.provision('dev_0', { new_plant: { name: 'Fern' } }),
      () => devices.update('dev_0', { name: 'x' }),
      () => devices.remove('dev_0'),
      () => devices.rejected('dev_0'),
    ])
      await expect(attempt()).rejects.toMatchObject({ ...NOT_FOUND, message: 'There is no device dev_0' });
    expect([await listPlants(database, { limit: 10 }), heard, accepted]).toMatchObject([{ length: 2 }, [], []]);
  });

  it('get a name and a lock of their own, each without the other', async () => {
    expect(await devices.update('dev_1', { name: 'Sill' })).toMatchObject({ name: 'Sill', locked: false });
    expect(await devices.update('dev_1', { locked: true })).toMatchObject({ name: 'Sill', locked: true });
    expect(await devices.update('dev_1', { name: null })).toMatchObject({ name: null, locked: true });
    expect(await devices.get('dev_2')).toMatchObject({ name: null, locked: false });
    expect(heard).toEqual(Array(3).fill(['devices_changed', { deviceIds: ['dev_1'] }]));
  });

  it('show the messages of theirs that were refused, and not those of another', async () => {
    await saveRejections(database, [
      { deviceId: 'dev_1', receivedAt: new Date(1), topic: 't', payload: 'x', reason: 'no JSON' },
    ]);
    expect(await devices.rejected('dev_1')).toMatchObject([{ payload: 'x', reason: 'no JSON' }]);
    expect(await devices.rejected('dev_2')).toEqual([]);
  });

  it('say why they are in the status error as the message said that they are so for', async () => {
    const cause = { code: 'not_json', evidence: {} } as const;
    const bad = { receivedAt: new Date(1), topic: 't', payload: 'x', reason: 'no JSON', cause };
    await saveRejections(database, [
      { deviceId: 'dev_1', ...bad },
      { deviceId: 'dev_2', ...bad },
    ]);
    await database.query(`UPDATE devices SET status = 'error', error = 'no JSON' WHERE id = 'dev_1'`);
    const causes = [{ ...cause, metric: null }];
    expect(await devices.get('dev_1')).toMatchObject({ error: 'no JSON', error_causes: causes });
    expect(await devices.get('dev_2')).toMatchObject({ error: null, error_causes: null });
    expect(await devices.rejected('dev_1')).toMatchObject([{ causes }]);
    await database.query(`UPDATE devices SET error = 'of a message before' WHERE id = 'dev_1'`);
    expect(await devices.get('dev_1')).toMatchObject({ error_causes: null });
  });
});

describe('a device that is removed', () => {
  it('is refused by the broker, ends its outage, and is told of with its plant; the other stays', async () => {
    const [outage] = await openOutages(
      database,
      [{ deviceId: 'dev_1', plantId: 'plant_1', message: 'silent' }],
      new Date(),
    );
    await devices.remove('dev_1');
    expect(heard).toEqual([
      ['device_removed', { deviceId: 'dev_1', plantIds: ['plant_1'] }],
      ['alerts_changed', { alertIds: [outage?.alertId] }],
    ]);
    expect([accepted, await count('plant_1')]).toEqual([[['dev_2']], 0]);
    await expect(devices.remove('dev_1')).rejects.toMatchObject(NOT_FOUND);
  });

  it('had no plant and no outage: nothing is told of either', async () => {
    await devices.remove('dev_2');
    expect(heard).toEqual([
      ['device_removed', { deviceId: 'dev_2', plantIds: [] }],
      ['alerts_changed', { alertIds: [] }],
    ]);
    expect(accepted).toEqual([['dev_1']]);
  });

  it('is removed also if the broker is away, and the caller is told that', async () => {
    brokerIsAway = true;
    await expect(devices.remove('dev_1')).rejects.toThrow('the broker is away');
    await expect(devices.get('dev_1')).rejects.toMatchObject(NOT_FOUND);
  });
});

it('the broker accepts the devices of a backup once it is restored, each time', async () => {
  await bus.publish('data_replaced', {});
  await addDevice(database, 3);
  await bus.publish('data_replaced', {});
  expect(accepted).toEqual([
    ['dev_1', 'dev_2'],
    ['dev_1', 'dev_2', 'dev_3'],
  ]);
});
