import type { Logger } from 'pino';
import pg from 'pg';

export type Database = pg.Pool;
/** A pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

// Timestamps arrive as Date and counts as number; BIGINT ids stay within the safe range of a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** How long a caller waits for a connection before the database counts as unreachable (ms). */
const CONNECT_TIMEOUT_MS = 1500;
/** The longest that any query except an export may take (ms). */
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
  // A broken idle connection is replaced at the next use. Without a listener it would end the process.
  // The error itself carries the whole client: only its text is worth a line in the log.
  pool.on('error', (error) => log.warn(`a database connection broke: ${error.message}`));
  // A connection that breaks in use fails its query, which reports the error; it also emits this event.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in a transaction on one connection; rolls back if it throws. */
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
