import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { PostgresConnection } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';

const databases = useTestDatabases();
const files = readdirSync(path.join(import.meta.dirname, 'migrations'))
  .map((file) => path.basename(file, '.sql'))
  .sort();

async function ask<Row extends pg.QueryResultRow>(connection: PostgresConnection, sql: string): Promise<Row[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const appliedTo = (connection: PostgresConnection): Promise<string[]> =>
  ask<{ name: string }>(connection, 'SELECT name FROM schema_migrations ORDER BY id').then((rows) =>
    rows.map(({ name }) => name),
  );

describe('migrate', () => {
  it('applies every migration in order, and logs each once', async () => {
    const connection = await databases.empty();
    const lines: string[] = [];
    const log = pino(
      { level: 'info' },
      {
        write: (line: string) => {
          lines.push((JSON.parse(line) as { msg: string }).msg);
        },
      },
    );
    await migrate(connection, log);
    expect(await appliedTo(connection)).toEqual(files);
    expect(lines.filter((line) => line.startsWith('database migrated'))).toEqual(
      files.map((name) => `database migrated: ${name}`),
    );
    lines.length = 0;
    await migrate(connection, log);
    expect(await appliedTo(connection)).toEqual(files);
    expect(lines).toEqual([]);
  });

  it('refuses a database that a newer version has changed, says what to do, and changes nothing', async () => {
    const connection = await databases.migrated();
    await ask(connection, `INSERT INTO schema_migrations (name, run_on) VALUES ('9001_from_the_future', now())`);
    await ask(connection, `DELETE FROM schema_migrations WHERE name = '${files.at(-1)}'`);
    await expect(migrate(connection, silentLog)).rejects.toThrow(
      /^This version of PlantOps is older than the database, which a newer one has changed \(9001_from_the_future\)\. Start that version again; or .*backup.*docs\/upgrade\.md/,
    );
    expect(await appliedTo(connection)).toEqual([...files.slice(0, -1), '9001_from_the_future']);
  });

  it('may run in several servers at once: one migrates, the others wait', async () => {
    const connection = await databases.empty();
    await Promise.all([1, 2, 3].map(() => migrate(connection, silentLog)));
    expect(await appliedTo(connection)).toEqual(files);
  });

  it('creates the columns in the contract', async () => {
    const columns = await ask<{ table_name: string; columns: string[] }>(
      await databases.migrated(),
      `
      SELECT table_name, array_agg(column_name::text) AS columns FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name`,
    );
    const of = (table: string): string[] => columns.find(({ table_name }) => table_name === table)?.columns ?? [];
    expect(of('devices')).toEqual(
      expect.arrayContaining([
        'id',
        'mac_address',
        'mqtt_username',
        'mqtt_password_hash',
        'plant_id',
        'status',
        'firmware_version',
        'sensor_types',
        'last_seen_at',
        'created_at',
      ]),
    );
    expect(of('plants')).toEqual(expect.arrayContaining(['id', 'name', 'species', 'thresholds', 'created_at']));
    expect(of('telemetry')).toEqual(
      expect.arrayContaining([
        'time',
        'device_id',
        'plant_id',
        'soil_moisture',
        'temperature',
        'humidity',
        'light_level',
      ]),
    );
    expect(of('alerts')).toEqual(expect.arrayContaining(['id', 'plant_id', 'metric', 'value', 'threshold', 'sent_at']));
  });

  it('notifies listeners of every change to the directory, even through SQL', async () => {
    const connection = await databases.migrated();
    const listener = new pg.Client(connection);
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.connect();
    try {
      await listener.query('LISTEN plantops_directory');
      await ask(
        connection,
        `
        INSERT INTO plants (id, name) VALUES ('p1', 'Fern');
        INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) VALUES ('d1', 'm', 'd1', 'h', 'h')`,
      );
      await ask(connection, `UPDATE devices SET plant_id = 'p1'`);
      await ask(connection, `UPDATE devices SET last_seen_at = now()`);
      await ask(connection, `UPDATE plants SET thresholds = '{"humidity":{"min":1}}'`);
      await ask(connection, `DELETE FROM plants`);
      await ask(connection, `DELETE FROM devices`);
      await expect.poll(() => heard).toEqual(['device:d1', 'device:d1', 'plant:p1', 'device:d1', 'device:d1']);
    } finally {
      await listener.end();
    }
  });
});
