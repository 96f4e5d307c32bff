import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Logger } from 'pino';
import { adoptTimescale } from './adopt-timescale.ts';
import { assertKnownSchema } from './schema-version.ts';
import { updateTimescale } from './update-timescale.ts';

/** The steps by which a database came to be what it is. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
/** Any number that no other program uses for an advisory lock in this database. */
const MIGRATION_LOCK = 7_308_212_004;

/**
 * Brings the schema up to date. Servers that start at the same time wait for one another.
 * @throws EnvironmentError if a newer version has been there; or the failure of a migration, whose transaction is rolled back
 */
export async function migrate(connection: pg.ClientConfig, log: Logger): Promise<void> {
  await updateTimescale(connection, log);
  const client = new pg.Client(connection);
  client.on('notice', ({ message }) => log.info(message));
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const isUpToDate = await assertKnownSchema(client, MIGRATIONS_FOLDER);
    if (!isUpToDate) await applyMigrations(client, log);
    await adoptTimescale(client, log);
  } finally {
    await client.end();
  }
}

/** What reads and applies them is loaded only where some wait. */
async function applyMigrations(client: pg.Client, log: Logger): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  const applied = await runner({
    dbClient: client,
    dir: MIGRATIONS_FOLDER,
    direction: 'up',
    migrationsTable: 'schema_migrations',
    noLock: true,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => log.warn(text),
      error: (text) => log.error(text),
    },
  });
  for (const { name } of applied) log.info(`database migrated: ${name}`);
}
