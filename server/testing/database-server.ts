/** Vitest's global set-up of the tests that need a database: one PostgreSQL for all of them, stopped at the end. */
import { pino } from 'pino';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type PostgresConnection, startEmbeddedPostgres } from '../db/embedded-postgres.ts';
import { migrate } from '../db/migrate.ts';
import { temporaryDataDir } from './place.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of all tests; the database in it that has the current schema is only ever cloned. */
    postgres: PostgresConnection;
  }
}

/** Name of the database with the current schema. Tests clone it and never connect to it. */
export const TEMPLATE = 'migrated';

export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const log = pino({ level: 'silent' });
  const place = temporaryDataDir();
  const server = await startEmbeddedPostgres({ dataDir: place.dataDir, log });
  const admin = new pg.Client({ ...server.connection, database: 'postgres' });
  await admin.connect();
  // Its looks at tables keep what a test has deleted for a moment longer, which a test of freed room would see.
  await admin.query('ALTER SYSTEM SET autovacuum = off');
  await admin.query('SELECT pg_reload_conf()');
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  await migrate({ ...server.connection, database: TEMPLATE }, log);
  project.provide('postgres', server.connection);
  return async () => {
    await server.stop();
    place.remove();
  };
}
