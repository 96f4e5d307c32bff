import path from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { migrate } from './migrate.ts';

const databases = useTestDatabases();
const MIGRATIONS = path.join(import.meta.dirname, 'migrations');
/** How many migrations there were before. */
const BEFORE = 19;
let connection: pg.ClientConfig;
let client: pg.Client;

/** A database of before readings had partitions. */
beforeEach(async () => {
  connection = await databases.empty();
  client = new pg.Client(connection);
  await client.connect();
  await runner({
    dbClient: client,
    dir: MIGRATIONS,
    direction: 'up',
    count: BEFORE,
    migrationsTable: 'schema_migrations',
    noLock: true,
    log: () => undefined,
  });
  expect((await client.query('SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1')).rows).toEqual([
    { name: '0021_open_alerts' },
  ]);
});
afterEach(() => client.end());

const ask = async (sql: string): Promise<unknown[]> => (await client.query<Record<string, unknown>>(sql)).rows;
const partitionOf = async (time: string): Promise<unknown> =>
  ask(`SELECT tableoid::regclass::text AS name, count(*) FROM telemetry WHERE time = ${time} GROUP BY 1`);
const insert = (time: string): Promise<unknown> =>
  client.query(
    `INSERT INTO telemetry (time, device_id, plant_id, humidity) VALUES (${time}, 'd', 'p', 1) ON CONFLICT (device_id, time) DO NOTHING RETURNING device_id`,
  );
const NEXT_MONTH = `date_trunc('month', now(), 'UTC') + INTERVAL '40 days'`;

describe('readings of before there were partitions', () => {
  it('stay where they are, as the first partition, and those from the next month on have partitions of their own', async () => {
    await client.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity)
       SELECT TIMESTAMPTZ '2024-01-01Z' + n * INTERVAL '1 hour', 'd', 'p', n FROM generate_series(1, 5000) n`,
    );
    const file = await ask(`SELECT pg_relation_filenode('telemetry') AS file`);
    await migrate(connection, silentLog);
    expect(await ask(`SELECT pg_relation_filenode('telemetry_before_months') AS file`)).toEqual(file);
    expect(await ask('SELECT count(*), sum(humidity) FROM telemetry')).toEqual([
      { count: 5000, sum: (5000 * 5001) / 2 },
    ]);
    await insert('now()');
    expect(await partitionOf('now()')).toEqual([]);
    await insert(NEXT_MONTH);
    await insert(`'1999-01-01Z'`);
    expect(
      await ask(
        `SELECT regexp_replace(tableoid::regclass::text, '[0-9_]+$', '') AS name, count(*) FROM telemetry GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      { name: 'telemetry', count: 1 },
      { name: 'telemetry_before_months', count: 5002 },
    ]);
  });

  it('remain unique by device and time, in the first partition and in later ones', async () => {
    await insert(`'2024-01-01Z'`);
    await migrate(connection, silentLog);
    for (const time of [`'2024-01-01Z'`, NEXT_MONTH]) {
      await insert(time);
      expect((await insert(time)) as pg.QueryResult).toMatchObject({ rowCount: 0 });
      expect(await ask(`SELECT count(*) FROM telemetry WHERE time = ${time}`)).toEqual([{ count: 1 }]);
    }
  });

  it('of a clock that ran ahead do not keep the months to come in the first partition', async () => {
    await insert(`'2024-01-01Z'`);
    await insert(`'2091-01-01Z'`);
    await migrate(connection, silentLog);
    expect(await partitionOf(`'2091-01-01Z'`)).toEqual([{ name: 'telemetry_other', count: 1 }]);
    await insert(NEXT_MONTH);
    expect(await ask(`SELECT count(*) FROM telemetry_before_months`)).toEqual([{ count: 1 }]);
  });

  it('can be read by whom the owner lets read, and their changes are noted for figures', async () => {
    await insert(`'2024-01-01Z'`);
    const role = `reader_${Math.random().toString(36).slice(2)}`;
    await client.query(
      `CREATE ROLE ${role}; GRANT SELECT ON telemetry TO ${role}; GRANT SELECT ON telemetry TO PUBLIC`,
    );
    await migrate(connection, silentLog);
    expect(
      await ask(
        `SELECT has_table_privilege('${role}', 'telemetry', 'SELECT') AS can_read, has_table_privilege('${role}', 'telemetry', 'INSERT') AS can_write`,
      ),
    ).toEqual([{ can_read: true, can_write: false }]);
    await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await client.query(
      `INSERT INTO figures_mark (mark) VALUES (date_trunc('month', now(), 'UTC') + INTERVAL '90 days')`,
    );
    await insert(`'2024-01-01T05:00Z'`);
    await insert(NEXT_MONTH);
    await client.query(`DELETE FROM telemetry WHERE time = '2024-01-01Z'`);
    expect(await ask(`SELECT count(*) FROM stale_figures`)).toEqual([{ count: 3 }]);
  });

  it('are as before when the change is cut off, and taken over at the next start', async () => {
    await insert(`'2024-01-01Z'`);
    const reader = new pg.Client(connection);
    await reader.connect();
    try {
      // Something that reads the table makes the change wait until it is killed.
      await reader.query('BEGIN; LOCK TABLE telemetry IN ACCESS SHARE MODE');
      const cut = expect(migrate(connection, silentLog)).rejects.toThrow('terminating connection');
      await expect
        .poll(() =>
          ask(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'telemetry'::regclass AND NOT granted`),
        )
        .toHaveLength(1);
      await cut;
      expect(await ask(`SELECT relkind FROM pg_class WHERE oid = 'telemetry'::regclass`)).toEqual([{ relkind: 'r' }]);
    } finally {
      await reader.end();
    }
    await migrate(connection, silentLog);
    expect(await partitionOf(`'2024-01-01Z'`)).toEqual([{ name: 'telemetry_before_months', count: 1 }]);
  });
});
