import pg from 'pg';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { addDevice } from '../testing/add-device.ts';
import { useTestDatabases } from '../testing/database.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { engineAccess } from './engine-account.ts';
import { openPool } from './pool.ts';

const KEY = 'ab'.repeat(32);
const databases = useTestDatabases();
let connection: PostgresConnection;
let lines: string;
const log = pino({}, { write: (line: string) => void (lines += line) });
beforeEach(async () => {
  lines = '';
  connection = await databases.migrated();
});

/** Makes the account, with this key and as this user. */
async function account(key = KEY, as: pg.ClientConfig = { ...connection }): Promise<pg.ClientConfig> {
  const database = openPool(as, log);
  try {
    return (await engineAccess({ connection: as, direct: as }, database, key, log)).connection;
  } finally {
    await database.end();
  }
}

async function ask(as: pg.ClientConfig, statement: string): Promise<unknown> {
  const client = new pg.Client(as);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe("the engine's account", () => {
  it("sees no secret and cannot change what is the owner's", async () => {
    const own = await account();
    expect([own.user, lines]).toEqual([`${connection.database.slice(0, 56)}_engine`, '']);
    for (const statement of [
      'SELECT * FROM settings',
      'SELECT * FROM care_plans',
      'SELECT * FROM llm_calls',
      'SELECT * FROM plant_photos',
      'SELECT * FROM deliveries',
      'SELECT mqtt_password_hash FROM devices',
      'SELECT mqtt_broker_hash FROM devices',
      'SELECT * FROM devices',
      'DELETE FROM telemetry',
      'DELETE FROM devices',
      'DELETE FROM ignored_sensors',
      "INSERT INTO devices (id, sensor_key, mqtt_username, mqtt_broker_hash) VALUES ('d', 'k', 'd', 'h')",
      "INSERT INTO plants (id, name) VALUES ('p', 'p')",
      'CREATE TABLE mine (id INT)',
      "COPY telemetry TO PROGRAM 'id'",
      "SELECT pg_read_file('/etc/passwd')",
      'SET ROLE plantops',
    ])
      await expect(ask(own, statement), statement).rejects.toThrow(/permission denied|must be|insufficient/i);
  });

  it('does what a reading needs', async () => {
    const database = openPool({ ...connection }, log);
    await addDevice(database, 1);
    await database.end();
    const own = await account();
    for (const statement of [
      'SELECT id, name, mac_address, plant_id, status FROM devices',
      "UPDATE devices SET status = 'online' WHERE id = 'dev_1'",
      "INSERT INTO telemetry (time, device_id, temperature) VALUES (now(), 'dev_1', 20)",
      "INSERT INTO latest_readings (device_id) VALUES ('dev_1') ON CONFLICT DO NOTHING",
      "INSERT INTO alerts (kind, device_id, message) VALUES ('offline', 'dev_1', 'x') RETURNING id",
      "INSERT INTO rejected_messages (device_id, time, topic, payload, reason) VALUES ('dev_1', now(), 't', 'p', 'r')",
      "INSERT INTO waiting_messages (device_id, topic, payload, received_at) VALUES ('dev_1', 't', 'p', now())",
      'DELETE FROM waiting_messages',
      'SELECT * FROM mutes',
      'LISTEN plantops_directory',
    ])
      await expect(ask(own, statement), statement).resolves.toBeDefined();
  });

  it('stays usable over starts, and gets another password with another key', async () => {
    const [first, again] = [await account(), await account()];
    expect(again).toEqual(first);
    const other = await account('cd'.repeat(32));
    await expect(ask(other, 'SELECT FROM plants')).resolves.toEqual([]);
    await expect(ask(first, 'SELECT FROM plants')).rejects.toThrow(/password/);
  });

  it('is put into an address in place of the one that is there, wherever that stands', async () => {
    const host = encodeURIComponent(connection.host);
    const url = `postgres://localhost/${connection.database}?host=${host}&user=${connection.user}${connection.password === undefined ? '' : `&password=${connection.password}`}`;
    const own = await account(KEY, { connectionString: url });
    expect(lines).toBe('');
    expect(await ask(own, 'SELECT current_user AS name')).toEqual([
      { name: `${connection.database.slice(0, 56)}_engine` },
    ]);
  });

  it("is the server's own where there can be no other, and the owner is told", async () => {
    await ask({ ...connection }, "CREATE ROLE modest LOGIN PASSWORD 'p'");
    await ask({ ...connection }, 'GRANT ALL ON ALL TABLES IN SCHEMA public TO modest');
    const modest = { ...connection, user: 'modest', password: 'p' };
    expect(await account(KEY, modest)).toEqual(modest);
    expect(lines).toContain('The flow engine has no database account of its own');
  });
});
