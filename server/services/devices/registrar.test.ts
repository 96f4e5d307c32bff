import { pbkdf2Sync } from 'node:crypto';
import { ProblemError } from '@plantops/shared/problem.ts';
import bcrypt from 'bcrypt';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { findDevices, updateDevice } from '../../db/repositories/devices.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Callers } from './callers.ts';
import { Registrar, type RegistrarOptions } from './registrar.ts';

const databases = useTestDatabases();
let database: Database;
let steps: string[];
let bus: ChangeBus;
let callers: Callers;

beforeEach(async () => {
  database = await databases.pool();
  steps = [];
  callers = new Callers();
  bus = new ChangeBus(silentLog);
  bus.on('device_removed', ({ deviceId }) => steps.push(`removed ${deviceId}`));
  bus.on('devices_changed', ({ deviceIds }) => steps.push(`known ${deviceIds.join()}`));
});

const newRegistrar = (options: Partial<RegistrarOptions> = {}): Registrar =>
  new Registrar({
    database,
    bus,
    takeovers: { admit: ({ deviceId }) => void steps.push(`taken ${deviceId}`), registered: () => undefined },
    syncCredentials: () => Promise.resolve(void steps.push('accepted')),
    publicBroker: { host: undefined, port: 1883 },
    heartbeatIntervalS: 60,
    maxDevices: 2,
    callers,
    log: silentLog,
    ...options,
  });
const registration = (mac: string) => ({ request: { mac_address: mac }, requestHost: 'plants.local' });

describe('the registrar', () => {
  it('gives a new device an id, credentials, topics and the address it used, once the broker accepts them', async () => {
    const { created, credentials } = await newRegistrar().register(registration('A4-CF-12-00-00-01'));
    const id = credentials.device_id;
    expect(created).toBe(true);
    expect(id).toMatch(/^dev_[0-9a-f]{16}$/);
    expect(credentials).toEqual({
      device_id: id,
      mqtt_username: id,
      mqtt_password: expect.stringMatching(/^[\w-]{32}$/),
      mqtt: { host: 'plants.local', port: 1883 },
      topics: { telemetry: `devices/${id}/telemetry`, heartbeat: `devices/${id}/heartbeat` },
      heartbeat_interval_s: 60,
    });
    expect(steps).toEqual([`known ${id}`, 'accepted']);
  });

  it('gives another address if one is configured', async () => {
    const { credentials } = await newRegistrar({ publicBroker: { host: 'mqtt.example.org', port: 8883 } }).register(
      registration('a4cf12000001'),
    );
    expect(credentials.mqtt).toEqual({ host: 'mqtt.example.org', port: 8883 });
  });

  it('stores only hashes of the password: bcrypt, and PBKDF2 for the broker', async () => {
    const {
      credentials: { mqtt_password: password },
    } = await newRegistrar().register(registration('a4cf12000001'));
    const {
      rows: [row],
    } = await database.query<{ mac_address: string; mqtt_password_hash: string; mqtt_broker_hash: string }>(
      'SELECT * FROM devices',
    );
    expect(row?.mac_address).toBe('a4:cf:12:00:00:01');
    expect(JSON.stringify(row)).not.toContain(password);
    expect(await bcrypt.compare(password, row?.mqtt_password_hash ?? '')).toBe(true);
    const [, , iterations, salt = '', hash] = row?.mqtt_broker_hash.split('$') ?? [];
    expect(pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 64, 'sha512').toString('base64')).toBe(
      hash,
    );
  });

  it('gives a known MAC, in any form, the same id and a new password', async () => {
    const first = await newRegistrar().register(registration('a4:cf:12:00:00:01'));
    const second = await newRegistrar().register(registration('A4CF12000001'));
    expect(second).toMatchObject({ created: false, credentials: { device_id: first.credentials.device_id } });
    expect(second.credentials.mqtt_password).not.toBe(first.credentials.mqtt_password);
  });

  it('lets a known MAC keep the name that the owner gave it, and notes what else the board says', async () => {
    const { credentials } = await newRegistrar().register({
      request: { mac_address: 'a4cf12000001', name: 'Board', firmware_version: '1.0', sensor_types: ['soil'] },
      requestHost: 'plants.local',
    });
    expect(await findDevices(database, [credentials.device_id])).toMatchObject([{ name: 'Board' }]);
    await updateDevice(database, credentials.device_id, { name: 'Window sill' });
    const again = { mac_address: 'a4cf12000001', name: 'Board', firmware_version: '2.0' };
    await newRegistrar().register({ request: again, requestHost: 'plants.local' });
    expect(await findDevices(database, [credentials.device_id])).toMatchObject([
      { name: 'Window sill', firmware_version: '2.0', sensor_types: ['soil'] },
    ]);
    expect(steps).toEqual([
      `known ${credentials.device_id}`,
      'accepted',
      `taken ${credentials.device_id}`,
      `known ${credentials.device_id}`,
      'accepted',
    ]);
  });

  it('gives two boards that register at once ids and passwords of their own', async () => {
    const registrar = newRegistrar();
    const both = await Promise.all(
      ['a4cf12000001', 'a4cf12000002'].map((mac) => registrar.register(registration(mac))),
    );
    for (const field of ['device_id', 'mqtt_password'] as const)
      expect(new Set(both.map(({ credentials }) => credentials[field])).size).toBe(2);
  });

  it('gives one board that registers twice at once one id, and the later password is the one that counts', async () => {
    const registrar = newRegistrar();
    const both = await Promise.all([1, 2].map(() => registrar.register(registration('a4cf12000001'))));
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(new Set(both.map(({ credentials }) => credentials.device_id)).size).toBe(1);
    const { rows } = await database.query<{ mqtt_password_hash: string }>('SELECT mqtt_password_hash FROM devices');
    const fits = await Promise.all(
      both.map(({ credentials }) => bcrypt.compare(credentials.mqtt_password, rows[0]?.mqtt_password_hash ?? '')),
    );
    expect(fits.filter(Boolean)).toHaveLength(1);
  });

  it('refuses a locked device without telling the broker', async () => {
    const { credentials } = await newRegistrar().register(registration('a4cf12000001'));
    await updateDevice(database, credentials.device_id, { locked: true });
    steps = [];
    await expect(newRegistrar().register(registration('a4cf12000001'))).rejects.toMatchObject({
      code: 'device_locked',
      status: 409,
    });
    expect(steps).toEqual([]);
  });

  it("renews credentials on the owner's request, even for a locked device, once the broker accepts them", async () => {
    const { credentials: before } = await newRegistrar().register(registration('a4cf12000001'));
    await updateDevice(database, before.device_id, { locked: true });
    steps = [];
    const after = await newRegistrar().renew(before.device_id, 'other.local');
    expect(after).toEqual({
      ...before,
      mqtt_password: expect.stringMatching(/^[\w-]{32}$/),
      mqtt: { host: 'other.local', port: 1883 },
    });
    expect(after.mqtt_password).not.toBe(before.mqtt_password);
    const {
      rows: [row],
    } = await database.query<{ mqtt_password_hash: string; locked: boolean }>('SELECT * FROM devices');
    expect(await bcrypt.compare(after.mqtt_password, row?.mqtt_password_hash ?? '')).toBe(true);
    expect([row?.locked, steps]).toEqual([true, [`known ${after.device_id}`, 'accepted']]);
  });

  it('renews nothing for an unknown device, without telling the broker', async () => {
    await expect(newRegistrar().renew('dev_0', 'plants.local')).rejects.toMatchObject({
      code: 'device_not_found',
      status: 404,
    });
    expect(steps).toEqual([]);
  });

  it('refuses one device too many, but still accepts known ones', async () => {
    for (const mac of ['a4cf12000001', 'a4cf12000002']) await newRegistrar().register(registration(mac));
    await expect(newRegistrar().register(registration('a4cf12000003'))).rejects.toMatchObject({
      code: 'device_limit_reached',
      message: expect.stringContaining('MAX_DEVICES'),
    });
    expect(await newRegistrar().register(registration('a4cf12000002'))).toMatchObject({ created: false });
  });

  it('fails if the broker does not accept the credentials, and the device can retry', async () => {
    const failing = newRegistrar({
      syncCredentials: () => Promise.reject(new ProblemError('broker_unavailable', 'The broker is away')),
    });
    await expect(failing.register(registration('a4cf12000001'))).rejects.toMatchObject({ code: 'broker_unavailable' });
    expect(await newRegistrar().register(registration('a4cf12000001'))).toMatchObject({ created: false });
  });
});

describe('a registration whose caller goes away', () => {
  const from = (callerId: string) => ({ ...registration('a4cf12000001'), callerId });
  const devices = async (): Promise<string[]> =>
    (await database.query<{ id: string }>('SELECT id FROM devices')).rows.map(({ id }) => id);

  it('changes nothing if it went away before', async () => {
    const callerId = callers.arrive('192.168.0.2');
    callers.leave(callerId, false);
    await expect(newRegistrar().register(from(callerId))).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringContaining('nothing was changed'),
    });
    expect([await devices(), steps]).toEqual([[], []]);
  });

  it('leaves no device behind, also if it goes away while the broker takes the credentials', async () => {
    const callerId = callers.arrive('192.168.0.2');
    const registrar = newRegistrar({
      syncCredentials: () => {
        steps.push('accepted');
        callers.leave(callerId, false);
        return Promise.resolve();
      },
    });
    const { credentials } = await registrar.register(from(callerId));
    const id = credentials.device_id;
    await expect.poll(() => steps).toEqual([`known ${id}`, 'accepted', `removed ${id}`, 'accepted']);
    expect(await devices()).toEqual([]);
  });

  it('leaves a known device, and one that has registered again since', async () => {
    const registrar = newRegistrar();
    const [first, second] = [callers.arrive('192.168.0.2'), callers.arrive('192.168.0.2')];
    const { credentials } = await registrar.register(from(first));
    await registrar.register(from(second));
    callers.leave(first, false);
    callers.leave(second, false);
    await registrar.register(registration('a4cf12000002'));
    expect(await devices()).toContain(credentials.device_id);
  });

  it('leaves the device if it got its answer', async () => {
    const callerId = callers.arrive('192.168.0.2');
    const { credentials } = await newRegistrar().register(from(callerId));
    callers.leave(callerId, true);
    expect(await devices()).toEqual([credentials.device_id]);
  });
});
