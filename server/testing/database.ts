/** A database of its own for each test, on the PostgreSQL that all tests share. */
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
  /** Like `migrated`, with a pool that is closed after the test. */
  pool(): Promise<Database>;
}

/** Call once at the top of a test file. The databases that it makes are dropped after the file's last test. */
export function useTestDatabases(): TestDatabases {
  let admin: pg.Client | undefined;
  const pools: Database[] = [];
  const databases: string[] = [];

  async function create(template: string): Promise<PostgresConnection> {
    if (!admin) throw new Error('PostgreSQL is not connected: call this inside a test or a beforeEach');
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    // Copying files is faster here than writing the template to the WAL.
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY file_copy`);
    databases.push(database);
    return { ...inject('postgres'), database };
  }

  beforeAll(async () => {
    admin = new pg.Client({ ...inject('postgres'), database: 'postgres' });
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
  });
  afterAll(async () => {
    for (const database of databases.splice(0)) await admin?.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin?.end();
  });

  return {
    empty: () => create('template0'),
    migrated: () => create(TEMPLATE),
    async pool() {
      const pool = openPool(await create(TEMPLATE), silentLog);
      pools.push(pool);
      return pool;
    },
  };
}
