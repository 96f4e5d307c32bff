/** A database for each test, on the PostgreSQL that all tests share. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { PostgresConnection } from '../db/embedded-postgres.ts';
import { type Database, openPool } from '../db/pool.ts';
import { TEMPLATE } from './database-server.ts';

export const silentLog = pino({ level: 'silent' });

export interface TestDatabases {
  /** A database without our tables. */
  empty(): Promise<PostgresConnection>;
  /** A database with the current schema, cloned from a template in about 30 ms. */
  migrated(): Promise<PostgresConnection>;
  /**
   * A pool for a database with the current schema and no rows. After the test it is closed, and the database emptied for
   * the next one, unless its schema was changed.
   */
  pool(): Promise<Database>;
}

/** A database that one test after another is given. */
interface ReusedDatabase {
  connection: PostgresConnection;
  /** Empties it. It stays connected: a new connection would read the whole schema first, which costs more than the emptying. */
  keeper: pg.Client;
}

/** Empty databases with the current schema, for any test file of this worker. */
const emptied: ReusedDatabase[] = [];

/** Takes all rows away, and lets every sequence begin anew. */
const EMPTY = `
  SET session_replication_role = replica;
  DO $$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' LOOP
      EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
      FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'schema_migrations%';
  END $$;`;

/** What a test may have changed beside rows. */
const SCHEMA = `
  SELECT md5(string_agg(format('%s %s %s', attrelid::regclass, attname, atttypid), ',' ORDER BY attrelid::regclass::text, attnum))
    || (SELECT count(*) FROM pg_trigger) || (SELECT count(*) FROM pg_proc) || (SELECT count(*) FROM pg_constraint)
    || (SELECT string_agg(name, ' ' ORDER BY id) FROM schema_migrations) AS schema
  FROM pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`;
let expectedSchema: string | undefined;

async function keeperOf(connection: PostgresConnection): Promise<pg.Client> {
  // The database may be stopped before it.
  const keeper = new pg.Client(connection).on('error', () => undefined);
  await keeper.connect();
  // It does not keep the worker from ending. The types of pg leave this function out.
  (keeper as pg.Client & { unref(): void }).unref();
  return keeper;
}
const schemaOf = async (client: pg.Client): Promise<string | undefined> =>
  (await client.query<{ schema: string }>(SCHEMA)).rows[0]?.schema;

/** Call once at the top of a test file. What is not emptied is dropped after the file's last test. */
export function useTestDatabases(): TestDatabases {
  let admin: pg.Client | undefined;
  const pools: { pool: Database; reused: ReusedDatabase }[] = [];
  const databases: string[] = [];

  /** For one test only. */
  async function single(template: string): Promise<PostgresConnection> {
    const connection = await create(template);
    databases.push(connection.database);
    return connection;
  }

  async function create(template: string): Promise<PostgresConnection> {
    if (!admin) throw new Error('PostgreSQL is not connected: call this inside a test or a beforeEach');
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    // Copying files is faster here than writing the template to the WAL.
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY file_copy`);
    return { ...inject('postgres'), database };
  }

  async function newDatabase(): Promise<ReusedDatabase> {
    const connection = await create(TEMPLATE);
    return { connection, keeper: await keeperOf(connection) };
  }

  beforeAll(async () => {
    admin = new pg.Client({ ...inject('postgres'), database: 'postgres' });
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(
      pools.splice(0).map(async ({ pool, reused }) => {
        await pool.end();
        const { connection, keeper } = reused;
        if ((await schemaOf(keeper)) === expectedSchema) {
          await keeper.query(EMPTY);
          emptied.push(reused);
        } else {
          await keeper.end();
          databases.push(connection.database);
        }
      }),
    );
  });
  afterAll(async () => {
    for (const database of databases.splice(0)) await admin?.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin?.end();
  });

  return {
    empty: () => single('template0'),
    migrated: () => single(TEMPLATE),
    async pool() {
      const reused = emptied.pop() ?? (await newDatabase());
      expectedSchema ??= await schemaOf(reused.keeper);
      const pool = openPool(reused.connection, silentLog);
      pools.push({ pool, reused });
      return pool;
    },
  };
}
