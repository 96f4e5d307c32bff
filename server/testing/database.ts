/** A real PostgreSQL for tests: started once per test file, with a separate database for each test. */
import { statfsSync } from 'node:fs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll } from 'vitest';
import pg from 'pg';
import { temporaryDataDir } from './place.ts';
import { type EmbeddedPostgres, type PostgresConnection, startEmbeddedPostgres } from '../db/embedded-postgres.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, openPool } from '../db/pool.ts';

export const silentLog = pino({ level: 'silent' });

const TEMPLATE = 'migrated';

const MEMORY_FOLDER = '/dev/shm';
/** Some containers have only 64 MB there. */
const ENOUGH_MEMORY_BYTES = 1e9;

/** Keeps files in memory if there is room. The tests do not check durability, and run in a quarter of the time. */
function fastestFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize > ENOUGH_MEMORY_BYTES ? MEMORY_FOLDER : undefined;
  } catch {
    return undefined;
  }
}

export interface TestDatabases {
  /** A database without our tables. */
  empty(): Promise<PostgresConnection>;
  /** A database with the current schema, cloned from a template in about 30 ms. */
  migrated(): Promise<PostgresConnection>;
  /** Like `migrated`, with a pool that is closed after the test. */
  pool(): Promise<Database>;
}

/** Call once at the top of a test file: starts PostgreSQL before its tests and stops it after them. */
export function useTestDatabases(): TestDatabases {
  let server: EmbeddedPostgres | undefined;
  let admin: pg.Client | undefined;
  let remove: () => void = () => undefined;
  const pools: Database[] = [];
  let count = 0;

  async function create(template: string): Promise<PostgresConnection> {
    if (!server || !admin) throw new Error('PostgreSQL is not started: call this inside a test or a beforeEach');
    count += 1;
    const database = `test_${count}`;
    // Copying files is faster here than writing the template to the WAL.
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY file_copy`);
    return { ...server.connection, database };
  }

  beforeAll(async () => {
    const place = temporaryDataDir(fastestFolder());
    remove = place.remove;
    server = await startEmbeddedPostgres({ dataDir: place.dataDir, log: silentLog });
    admin = new pg.Client({ ...server.connection, database: 'postgres' });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${TEMPLATE}`);
    await migrate({ ...server.connection, database: TEMPLATE }, silentLog);
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
    remove();
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
