import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { MOST_NEW_SENSORS, type SensorIdentity } from '@plantops/shared/ports.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { allowSensor, listIgnoredSensors } from '../../db/repositories/gateway-sensors.ts';
import { deleteDevice, saveRegistration, updateDevice } from '../../db/repositories/devices.ts';
import { addDevice } from '../../testing/add-device.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { GatewaySensors } from './gateway-sensors.ts';

const databases = useTestDatabases();
const log = pino({ level: 'silent' });
let database: Database;
let clock: FakeClock;
let bus: ChangeBus;
let sensors: GatewaySensors;

/** The sensors as a newly started engine knows them. */
async function open(): Promise<GatewaySensors> {
  bus = new ChangeBus(log);
  const opened = new GatewaySensors({ database, nameOf: (id) => `name of ${id}`, bus, clock, log });
  await opened.load();
  return opened;
}
beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  await addDevice(database, 1);
  await addDevice(database, 2);
  await database.query(`UPDATE devices SET kind = 'gateway'`);
  sensors = await open();
});

const FERN: SensorIdentity = { local: 'fern', name: 'fern' };
const MAC = 'mac:c4:7c:8d:00:00:01';
async function admit(sensor: SensorIdentity, gateway = 'dev_1'): Promise<string> {
  const admission = await sensors.admit(gateway, sensor, ['soil_moisture'], 'json');
  if ('refused' in admission) throw new Error(admission.refused);
  return admission.deviceId;
}
async function rows(): Promise<Record<string, unknown>[]> {
  await sensors.stop();
  const { rows: found } = await database.query<Record<string, unknown>>(
    `SELECT id, name, via, sensor_key, mac_address, name_at_gateway, dialect, sensor_types, mqtt_username, kind
     FROM devices WHERE sensor_key IS NOT NULL ORDER BY created_at, id`,
  );
  return found;
}

describe('a sensor behind a gateway', () => {
  it('becomes a device at its first value, once, without credentials', async () => {
    expect(sensors.find('dev_1', FERN, [])).toBeUndefined();
    expect(await sensors.admit('dev_1', FERN, [], 'json')).toEqual({ refused: 'empty' });
    const [one, other] = await Promise.all([admit(FERN), admit(FERN)]);
    expect(other).toBe(one);
    expect(sensors.find('dev_1', FERN, ['soil_moisture', 'temperature'])).toBe(one);
    expect(await rows()).toEqual([
      {
        id: one,
        name: 'fern',
        via: 'dev_1',
        sensor_key: 'dev_1:fern',
        mac_address: null,
        name_at_gateway: 'fern',
        dialect: 'json',
        sensor_types: ['soil_moisture', 'temperature'],
        mqtt_username: null,
        kind: 'device',
      },
    ]);
    expect((await open()).find('dev_1', FERN, []), 'after a restart').toBe(one);
  });

  it('of the same name behind another gateway is another one', async () => {
    expect(await admit(FERN)).not.toBe(await admit(FERN, 'dev_2'));
  });

  it('is named after the gateway where it has no name, and without what cannot be shown', async () => {
    await admit({ local: '', name: '' });
    await admit({ local: 'x', name: `a\u0007b${'c'.repeat(200)}` });
    expect((await rows()).map(({ name }) => name)).toEqual(['name of dev_1', `a b${'c'.repeat(97)}`]);
  });

  it('with an address is one device, whichever gateway hears it', async () => {
    const flower = { local: MAC, name: 'Flower care', address: MAC };
    const id = await admit(flower);
    expect(await admit(flower, 'dev_2')).toBe(id);
    expect(await rows()).toMatchObject([{ via: 'dev_1', mac_address: 'c4:7c:8d:00:00:01' }]);
    // Its own gateway does not hear it any more.
    await clock.advance(16 * 60_000);
    sensors.find('dev_2', flower, []);
    expect(await rows()).toMatchObject([{ id, via: 'dev_2' }]);
  });

  it('goes over to the gateway that hears it when its own is removed', async () => {
    const flower = { local: MAC, name: 'Flower care', address: MAC };
    const id = await admit(flower);
    await deleteDevice(database, 'dev_1');
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    expect(await rows()).toMatchObject([{ id, via: null }]);
    expect(sensors.find('dev_2', flower, [])).toBe(id);
    expect(await rows()).toMatchObject([{ id, via: 'dev_2' }]);
  });

  it('never is a board that has credentials of its own, even with its MAC', async () => {
    const { rows: boards } = await database.query<{ mac_address: string }>(
      `SELECT mac_address FROM devices WHERE id = 'dev_2'`,
    );
    const mac = String(boards[0]?.mac_address);
    const id = await admit({ local: mac, name: 'x', address: `mac:${mac}` });
    expect(id).not.toBe('dev_2');
    expect(await rows()).toMatchObject([{ id, mac_address: null, sensor_key: `mac:${mac}` }]);
  });

  it('speaks for itself once it registers', async () => {
    const id = await admit({ local: MAC, name: 'Flower care', address: MAC });
    const saved = await saveRegistration(database, {
      deviceId: 'dev_new',
      macAddress: MAC.slice('mac:'.length),
      passwordHash: 'p',
      brokerHash: 'b',
      name: null,
      firmwareVersion: null,
      sensorTypes: null,
    });
    expect(saved).toEqual({ deviceId: id, kind: 'device', created: false });
    await bus.publish('devices_changed', { deviceIds: [id] });
    expect(await rows()).toEqual([]);
  });
});

describe('names at the gateway', () => {
  const IEEE = 'ieee:0x00158d0001000001';
  const roster = (name: string) => ({ isComplete: true, entries: [{ local: name, name, address: IEEE }] });
  const named = (name: string): SensorIdentity => ({ local: name, name });

  it('are followed by address, unless the owner gave another', async () => {
    sensors.listed('dev_1', roster('one'));
    const id = await admit(named('one'));
    sensors.listed('dev_1', roster('two'));
    expect(sensors.find('dev_1', named('two'), [])).toBe(id);
    expect(await rows()).toMatchObject([{ sensor_key: IEEE, name: 'two', name_at_gateway: 'two' }]);
    await updateDevice(database, id, { name: 'Basil' });
    sensors.listed('dev_1', roster('three'));
    expect(await rows()).toMatchObject([{ name: 'Basil', name_at_gateway: 'three' }]);
    sensors = await open();
    expect(sensors.find('dev_1', named('three'), []), 'after a restart, before the list').toBe(id);
  });

  it('of a sensor that was heard before the list keep their device', async () => {
    const id = await admit(named('one'));
    sensors.listed('dev_1', roster('one'));
    sensors.renamed('dev_1', 'one', 'two');
    expect(sensors.find('dev_1', named('two'), [])).toBe(id);
    expect(await rows()).toMatchObject([{ id, sensor_key: IEEE, name: 'two' }]);
  });

  it('are followed without an address where the gateway says what was renamed', async () => {
    const id = await admit(named('one'));
    sensors.renamed('dev_1', 'one', 'two');
    expect(sensors.find('dev_1', named('two'), [])).toBe(id);
    expect(await rows()).toMatchObject([{ id, sensor_key: 'dev_1:two', name: 'two' }]);
  });

  it('that are missing in a complete list are told, of this gateway only', async () => {
    sensors.listed('dev_1', roster('one'));
    const id = await admit(named('one'));
    await admit(FERN);
    await admit({ local: MAC, name: 'x', address: MAC }, 'dev_2');
    expect(sensors.listed('dev_1', { isComplete: true, entries: [] })).toEqual([id]);
    expect(sensors.listed('dev_1', { isComplete: false, entries: [] })).toEqual([]);
  });
});

describe('several probes of one node', () => {
  const probe = (objectId: string): SensorIdentity => ({
    local: 'node',
    name: 'node',
    probe: { local: `node/${objectId}`, name: `node ${objectId}` },
  });

  it('share its device until two give the same metric, also after a restart in another order', async () => {
    const node = await admit(probe('soil_1'));
    const other = await admit(probe('soil_2'));
    expect(sensors.find('dev_1', probe('temperature'), ['temperature'])).toBe(node);
    expect(await rows()).toMatchObject([{ name: 'node' }, { name: 'node soil_2' }]);
    sensors = await open();
    expect(sensors.find('dev_1', probe('soil_2'), ['soil_moisture'])).toBe(other);
    expect(sensors.find('dev_1', probe('soil_1'), ['soil_moisture'])).toBe(node);
  });
});

describe('sensors that the owner removed', () => {
  it('stay away until they are allowed again', async () => {
    const id = await admit(FERN);
    await deleteDevice(database, id);
    await bus.publish('device_removed', { deviceId: id, plantIds: [] });
    expect(await sensors.admit('dev_1', FERN, ['soil_moisture'], 'json')).toEqual({ refused: 'ignored' });
    expect(await listIgnoredSensors(database, 'dev_1')).toMatchObject([{ key: 'dev_1:fern', name: 'fern' }]);
    sensors = await open();
    expect(await sensors.admit('dev_1', FERN, ['soil_moisture'], 'json')).toEqual({ refused: 'ignored' });
    expect(await allowSensor(database, 'dev_2', 'dev_1:fern')).toBe(false);
    expect(await allowSensor(database, 'dev_1', 'dev_1:fern')).toBe(true);
    await bus.publish('devices_changed', { deviceIds: ['dev_1'] });
    expect(await admit(FERN)).not.toBe(id);
  });
});

it('a gateway has so many new sensors an hour, and those that are known go on', async () => {
  const numbered = (number: number): SensorIdentity => ({ local: `s${number}`, name: `s${number}` });
  for (let number = 0; number < MOST_NEW_SENSORS; number += 1) await admit(numbered(number));
  const next = () => sensors.admit('dev_1', numbered(99), ['soil_moisture'], 'json');
  expect(await next()).toEqual({ refused: 'many' });
  expect(sensors.find('dev_1', numbered(0), [])).toBeDefined();
  await admit(FERN, 'dev_2');
  await clock.advance(3_600_001);
  expect(await next()).toHaveProperty('deviceId');
});
