import type { Rejection } from '@plantops/shared/messages.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { openOutages } from './alerts.ts';
import {
  assignDevice,
  countDevices,
  deleteDevice,
  findDevices,
  findKnownMacs,
  isKnownMac,
  listBrokerHashes,
  listDevices,
  listDevicesOf,
  listRejections,
  type NewCredentials,
  saveRegistration,
  saveRejections,
  updateDevice,
  withdrawDevice,
} from './devices.ts';
import { insertPlant } from './plants.ts';
import { savePresence } from './presence.ts';

const databases = useTestDatabases();
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
});

const registration = (number: number, more: Partial<NewCredentials> = {}): NewCredentials => ({
  deviceId: `dev_${number}`,
  macAddress: `a4:cf:12:00:00:0${number}`,
  passwordHash: `bcrypt ${number}`,
  brokerHash: `$7$ ${number}`,
  name: null,
  firmwareVersion: null,
  sensorTypes: null,
  ...more,
});
const rejection = (deviceId: string, number: number): Rejection => ({
  deviceId,
  receivedAt: new Date(number),
  topic: 't',
  payload: `<b>${number}`,
  reason: 'r',
});
const deviceOf = async (id: string) => (await findDevices(database, [id]))[0];

describe('saveRegistration', () => {
  it('adds a device that was never seen before', async () => {
    expect(
      await saveRegistration(
        database,
        registration(1, { name: "O'Brien", sensorTypes: ['soil'], firmwareVersion: '1.0' }),
      ),
    ).toEqual({ deviceId: 'dev_1', kind: 'device', created: true });
    expect(await deviceOf('dev_1')).toMatchObject({
      id: 'dev_1',
      name: "O'Brien",
      mac_address: 'a4:cf:12:00:00:01',
      mqtt_username: 'dev_1',
      plant_id: null,
      status: 'provisioning',
      locked: false,
      sensor_types: ['soil'],
      firmware_version: '1.0',
      last_seen_at: null,
      latest: null,
    });
  });

  it('gives a known MAC new credentials; the device keeps its id, plant, given name and fields that it does not send', async () => {
    await saveRegistration(database, registration(1, { firmwareVersion: '1.0', sensorTypes: ['soil'] }));
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await assignDevice(database, 'dev_1', 'plant_1');
    await updateDevice(database, 'dev_1', { name: 'Window sill' });
    const again = registration(1, {
      deviceId: 'dev_other',
      brokerHash: '$7$ new',
      name: 'sent by the device',
      firmwareVersion: '1.1',
    });
    expect(await saveRegistration(database, again)).toEqual({ deviceId: 'dev_1', kind: 'device', created: false });
    expect(await deviceOf('dev_1')).toMatchObject({
      name: 'Window sill',
      plant_id: 'plant_1',
      firmware_version: '1.1',
      sensor_types: ['soil'],
    });
    expect(await listBrokerHashes(database)).toEqual([{ username: 'dev_1', hash: '$7$ new' }]);
    expect(await listBrokerHashes(database, ['dev_2'])).toEqual([]);
    expect(await listBrokerHashes(database, ['dev_2', 'dev_1'])).toEqual([{ username: 'dev_1', hash: '$7$ new' }]);
  });

  it('keeps what kind of device it is, until it says another', async () => {
    const kindOf = async (kind?: 'device' | 'gateway') =>
      (await saveRegistration(database, registration(1, { kind })))?.kind;
    expect([await kindOf(), await kindOf('gateway'), await kindOf(), await kindOf('device')]).toEqual([
      'device',
      'gateway',
      'gateway',
      'device',
    ]);
  });

  it('refuses a locked device, which keeps its credentials', async () => {
    await saveRegistration(database, registration(1));
    await updateDevice(database, 'dev_1', { locked: true });
    expect(await saveRegistration(database, registration(1, { brokerHash: '$7$ stolen' }))).toBeUndefined();
    expect(await listBrokerHashes(database)).toEqual([{ username: 'dev_1', hash: '$7$ 1' }]);
    await updateDevice(database, 'dev_1', { locked: false });
    expect(await saveRegistration(database, registration(1))).toMatchObject({ created: false });
  });

  it('creates one device from many simultaneous registrations of a MAC', async () => {
    const saved = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        saveRegistration(database, registration(1, { deviceId: `dev_${index}` })),
      ),
    );
    expect(new Set(saved.map((each) => each?.deviceId)).size).toBe(1);
    expect(saved.filter((each) => each?.created)).toHaveLength(1);
    expect([
      await countDevices(database),
      await isKnownMac(database, 'a4:cf:12:00:00:01'),
      await isKnownMac(database, 'unknown'),
    ]).toEqual([1, true, false]);
  });
});

describe('findKnownMacs', () => {
  it('names those that belong to a device', async () => {
    for (const number of [1, 2, 3]) await saveRegistration(database, registration(number));
    const asked = ['a4:cf:12:00:00:03', 'a4:cf:12:00:00:09', 'a4:cf:12:00:00:01'];
    expect(await findKnownMacs(database, asked)).toEqual(new Set(['a4:cf:12:00:00:01', 'a4:cf:12:00:00:03']));
  });
});

describe('withdrawDevice', () => {
  it('removes a device, unless it has other credentials by now', async () => {
    await saveRegistration(database, registration(1));
    await saveRegistration(database, registration(2));
    await saveRegistration(database, registration(2, { passwordHash: 'bcrypt again' }));
    expect(await withdrawDevice(database, 'dev_1', 'bcrypt 1')).toBe(true);
    expect(await withdrawDevice(database, 'dev_1', 'bcrypt 1')).toBe(false);
    expect(await withdrawDevice(database, 'dev_2', 'bcrypt 2')).toBe(false);
    expect((await listDevices(database, { limit: 10 })).map(({ id }) => id)).toEqual(['dev_2']);
  });
});

describe('listDevices', () => {
  it('filters and lists by id, page by page', async () => {
    for (const number of [3, 1, 2]) await saveRegistration(database, registration(number));
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    await assignDevice(database, 'dev_2', 'plant_1');
    const idsOf = async (filter: object) => (await listDevices(database, { limit: 10, ...filter })).map(({ id }) => id);
    expect(await idsOf({})).toEqual(['dev_1', 'dev_2', 'dev_3']);
    expect(await idsOf({ unassigned: true })).toEqual(['dev_1', 'dev_3']);
    expect(await idsOf({ plantId: 'plant_1' })).toEqual(['dev_2']);
    expect(await idsOf({ status: 'online' })).toEqual([]);
    expect(await idsOf({ after: 'dev_1', limit: 1 })).toEqual(['dev_2']);
  });

  it('of some plants lists those of these plants, by id and not too many', async () => {
    for (const number of [4, 3, 2, 1]) {
      await saveRegistration(database, registration(number));
      await insertPlant(database, `plant_${number}`, { name: 'Fern', species: null, thresholds: {} });
    }
    for (const number of [1, 2, 3])
      await assignDevice(database, `dev_${number}`, number === 2 ? 'plant_1' : `plant_${number}`);
    const idsOf = async (limit: number) =>
      (await listDevicesOf(database, ['plant_1', 'plant_3', 'plant_4'], limit)).map(({ id }) => id);
    expect(await idsOf(10)).toEqual(['dev_1', 'dev_2', 'dev_3']);
    expect(await idsOf(2)).toEqual(['dev_1', 'dev_2']);
  });

  it('never shows a password or hash', async () => {
    await saveRegistration(database, registration(1, { passwordHash: 'canary-1', brokerHash: 'canary-2' }));
    expect(JSON.stringify(await listDevices(database, { limit: 10 }))).not.toMatch(/canary|hash|password/);
  });
});

describe('updateDevice', () => {
  it('changes only the given fields, and can remove a name', async () => {
    await saveRegistration(database, registration(1, { name: 'old' }));
    await updateDevice(database, 'dev_1', { locked: true });
    expect(await deviceOf('dev_1')).toMatchObject({ name: 'old', locked: true });
    await updateDevice(database, 'dev_1', { name: null });
    expect(await deviceOf('dev_1')).toMatchObject({ name: null, locked: true });
    expect(await updateDevice(database, 'dev_gone', { locked: true })).toBe(false);
  });
});

describe('deleteDevice', () => {
  it('ends the outage, keeps the readings, and lets the MAC register as a new device', async () => {
    await saveRegistration(database, registration(1));
    await openOutages(database, [{ deviceId: 'dev_1', plantId: null, message: 'silent' }], new Date());
    await database.query(`INSERT INTO telemetry (time, device_id, humidity) VALUES (now(), 'dev_1', 5)`);
    await saveRejections(database, [rejection('dev_1', 1)]);
    expect(await deleteDevice(database, 'dev_1')).toEqual([expect.any(Number)]);
    expect(await deleteDevice(database, 'dev_1')).toBeUndefined();
    expect((await database.query('SELECT FROM telemetry')).rowCount).toBe(1);
    expect((await database.query('SELECT FROM alerts WHERE closed_at IS NULL')).rowCount).toBe(0);
    expect(await saveRegistration(database, registration(1, { deviceId: 'dev_new' }))).toEqual({
      deviceId: 'dev_new',
      kind: 'device',
      created: true,
    });
  });
});

describe('rejected messages', () => {
  const kept = async (id: string) => (await listRejections(database, id)).map(({ payload }) => payload);
  const newest = (last: number) => Array.from({ length: 100 }, (_, index) => `<b>${last - index}`);

  it('are counted and kept, the last 100, newest first', async () => {
    for (const number of [1, 2]) await saveRegistration(database, registration(number));
    for (let number = 1; number <= 103; number += 1) await saveRejections(database, [rejection('dev_1', number)]);
    await saveRejections(database, [rejection('dev_1', 104), rejection('dev_2', 1), rejection('dev_1', 105)]);
    expect(await kept('dev_1')).toEqual(newest(105));
    expect(await kept('dev_2')).toEqual(['<b>1']);
    expect((await database.query('SELECT FROM rejected_messages')).rowCount).toBe(101);
    expect((await deviceOf('dev_1'))?.rejected_count).toBe(105);
  });

  it('are trimmed even if one batch has more than are kept', async () => {
    await saveRegistration(database, registration(1));
    await saveRejections(database, [rejection('dev_1', 0)]);
    await saveRejections(
      database,
      Array.from({ length: 150 }, (_, index) => rejection('dev_1', index + 1)),
    );
    expect(await kept('dev_1')).toEqual(newest(150));
    expect((await deviceOf('dev_1'))?.rejected_count).toBe(151);
  });

  it('are not trimmed if they are set-aside readings, which do not displace others either', async () => {
    await saveRegistration(database, registration(1));
    const setAside = (number: number) => ({ ...rejection('dev_1', number), setAside: true as const });
    await saveRejections(database, [setAside(1), rejection('dev_1', 2), setAside(3)]);
    for (let batch = 0; batch < 2; batch += 1)
      await saveRejections(
        database,
        Array.from({ length: 100 }, (_, index) => rejection('dev_1', 10 + 100 * batch + index)),
      );
    await saveRejections(
      database,
      Array.from({ length: 150 }, (_, index) => setAside(1000 + index)),
    );
    const count = async (what: string) =>
      (await database.query(`SELECT FROM rejected_messages WHERE ${what}`)).rowCount;
    expect([await count('set_aside'), await count('NOT set_aside')]).toEqual([152, 100]);
    expect((await listRejections(database, 'dev_1'))[0]).toMatchObject({ payload: '<b>1149', set_aside: true });
  });

  it('are dropped if their device no longer exists', async () => {
    await saveRegistration(database, registration(1));
    await saveRejections(database, [rejection('dev_gone', 1), rejection('dev_1', 1)]);
    expect((await database.query('SELECT device_id FROM rejected_messages')).rows).toEqual([{ device_id: 'dev_1' }]);
  });
});

describe('savePresence', () => {
  it('writes many devices at once, never moves the last-seen time back, and leaves other fields unchanged', async () => {
    for (const number of [1, 2]) await saveRegistration(database, registration(number, { firmwareVersion: '1.0' }));
    const change = {
      status: 'online' as const,
      error: null,
      clockWrong: undefined,
      batteryPct: undefined,
      rssiDbm: undefined,
      firmwareVersion: undefined,
    };
    await savePresence(database, [
      { ...change, deviceId: 'dev_1', lastSeenAt: new Date(2000), batteryPct: 80, clockWrong: true },
      {
        ...change,
        deviceId: 'dev_2',
        lastSeenAt: new Date(2000),
        status: 'error',
        error: 'bad',
        firmwareVersion: '1.1',
      },
      { ...change, deviceId: 'dev_gone', lastSeenAt: new Date(2000) },
    ]);
    await savePresence(database, [{ ...change, deviceId: 'dev_1', lastSeenAt: new Date(1000), rssiDbm: -60 }]);
    expect(await deviceOf('dev_1')).toMatchObject({
      status: 'online',
      battery_pct: 80,
      rssi_dbm: -60,
      clock_wrong: true,
      firmware_version: '1.0',
      last_seen_at: new Date(2000).toISOString(),
    });
    expect(await deviceOf('dev_2')).toMatchObject({
      status: 'error',
      error: 'bad',
      firmware_version: '1.1',
      battery_pct: null,
    });
  });
});
