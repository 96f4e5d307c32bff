import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Logger } from 'pino';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
/** Any number that no other program uses for an advisory lock in this database. */
const MIGRATION_LOCK = 7_308_212_004;

/**
 * Brings the schema up to date. Servers that start at the same time wait for one another.
 * @throws if a migration fails; its transaction is rolled back
 */
export async function migrate(connection: pg.ClientConfig, log: Logger): Promise<void> {
  const client = new pg.Client(connection);
  client.on('notice', ({ message }) => log.info(message));
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
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
  } finally {
    await client.end();
  }
}
