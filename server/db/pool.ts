import type { Logger } from 'pino';
import pg from 'pg';

export type Database = pg.Pool;
/** A pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

// Instants travel as Date, counts as number; BIGINT ids stay within what a number can hold.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** How long a caller waits for a connection before the database counts as away. */
const CONNECT_TIMEOUT_MS = 1500;
/** The slowest answer any query but an export may take. */
const QUERY_TIMEOUT_MS = 20_000;

export function openPool(connection: pg.PoolConfig, log: Logger): Database {
  const pool = new pg.Pool({
    ...connection,
    max: 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'plantops',
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
  // One that breaks in use fails its query, which reports it; it also emits this.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in a transaction on one connection; rolls back when it throws. */
export async function inTransaction<T>(database: Database, work: (connection: Queryable) => Promise<T>): Promise<T> {
  const connection = await database.connect();
  let broken: Error | undefined;
  try {
    await connection.query('BEGIN');
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (failure) {
    await connection.query('ROLLBACK').catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    throw failure;
  } finally {
    connection.release(broken);
  }
}
