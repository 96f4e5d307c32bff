import bcrypt from 'bcrypt';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { DeviceLogin } from './device-login.ts';

const databases = useTestDatabases();
let database: Database;
let wrong: string[];
let login: DeviceLogin;

/** Lets so many wrong passwords pass. */
const countTo = (most: number) => ({
  isExhausted: (key: string) => wrong.filter((one) => one === key).length >= most,
  failed: (key: string) => void wrong.push(key),
});
const setPassword = (id: string, password: string): Promise<unknown> =>
  database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) VALUES ($1, $1, $1, $2, 'h')
     ON CONFLICT (id) DO UPDATE SET mqtt_password_hash = EXCLUDED.mqtt_password_hash`,
    [id, bcrypt.hashSync(password, 4)],
  );

beforeEach(async () => {
  database = await databases.pool();
  wrong = [];
  login = new DeviceLogin({ database, attempts: { ofDevice: countTo(2), ofAddress: countTo(5) } });
  for (const id of ['dev_1', 'dev_2']) await setPassword(id, `secret of ${id}`);
});

/** @returns the code of the refusal */
async function check(
  deviceId: string,
  name: string,
  password: string,
  address = '10.0.0.7',
): Promise<string | undefined> {
  const header = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  return login.check(deviceId, header, address).then(
    () => undefined,
    (refusal: unknown) => (refusal as { code: string }).code,
  );
}

describe('the login of devices', () => {
  it('lets a device in for itself, and compares its password with bcrypt once', async () => {
    const compare = vi.spyOn(bcrypt, 'compare');
    for (let time = 0; time < 5; time += 1) expect(await check('dev_1', 'dev_1', 'secret of dev_1')).toBeUndefined();
    expect(compare).toHaveBeenCalledTimes(1);
    compare.mockRestore();
  });

  it('lets nobody in for another device, nor with what is no password of a device', async () => {
    expect(await check('dev_1', 'dev_2', 'secret of dev_2')).toBe('not_this_device');
    expect(await check('dev_1', 'dev_1', 'secret of dev_2', 'a')).toBe('device_credentials_required');
    expect(await check('dev_3', 'dev_3', 'nobody has this', 'b')).toBe('device_credentials_required');
    for (const header of [undefined, '', 'Bearer abc', 'Basic !', 'Basic ZGV2XzE=', `Basic ${'QQ=='.repeat(500)}`])
      await expect(login.check('dev_1', header, 'c')).rejects.toMatchObject({ code: 'device_credentials_required' });
  });

  it('believes a password no longer once it was renewed, or its device is gone', async () => {
    expect(await check('dev_1', 'dev_1', 'secret of dev_1')).toBeUndefined();
    await setPassword('dev_1', 'another');
    expect(await check('dev_1', 'dev_1', 'secret of dev_1')).toBe('device_credentials_required');
    expect(await check('dev_1', 'dev_1', 'another')).toBeUndefined();
    await database.query(`DELETE FROM devices WHERE id = 'dev_1'`);
    expect(await check('dev_1', 'dev_1', 'another')).toBe('device_credentials_required');
  });

  it('bounds wrong passwords of a device at an address, and of an address', async () => {
    for (const guess of ['a', 'b']) expect(await check('dev_1', 'dev_1', guess)).toBe('device_credentials_required');
    expect(await check('dev_1', 'dev_1', 'secret of dev_1')).toBe('too_many_requests');
    expect(await check('dev_2', 'dev_2', 'secret of dev_2'), 'another board behind the same router').toBeUndefined();
    expect(await check('dev_1', 'dev_1', 'secret of dev_1', '10.0.0.8')).toBeUndefined();
    for (const name of ['dev_3', 'dev_4', 'dev_5']) await check(name, name, 'x');
    expect(await check('dev_2', 'dev_2', 'secret of dev_2')).toBe('too_many_requests');
  });
});
