import type { Logger } from 'pino';
import pg from 'pg';
import { type SessionSettings, settle } from './through-pooler.ts';

export type Database = pg.Pool;
/** A pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

// Timestamps arrive as Date and counts as number; BIGINT ids stay within the safe range of a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** How many connections work of one kind has, how long its statements may take, and how long it waits for a connection. */
interface Bounds {
  connections: number;
  /** The database itself ends a statement after this time (ms), also when nobody waits for its answer any more. */
  statementMs: number;
  /** Also how long until the database counts as unreachable (ms). */
  connectMs: number;
}

/**
 * Kinds of work that must not hold each other up. Each has a small pool of its own, so that charts cannot take the
 * connections of a page, and neither can take those of readings.
 */
const BOUNDS = {
  /** What a page or a script waits for: many short statements. */
  requests: { connections: 8, statementMs: 20_000, connectMs: 1500 },
  /** History and sparklines. As many at once as keep two processors busy; more would only be slower together. */
  charts: { connections: 3, statementMs: 10_000, connectMs: 1500 },
  /** Exports, backup, restore and upkeep: nobody waits for one statement of these. */
  bulk: { connections: 5, statementMs: 600_000, connectMs: 10_000 },
  /** Everything in the flow engine. */
  readings: { connections: 5, statementMs: 20_000, connectMs: 1500 },
} as const satisfies Record<string, Bounds>;
export type Purpose = keyof typeof BOUNDS;

/** How much later than the database itself a client gives up, as when the network swallows the answer (ms). */
const NETWORK_MS = 5000;

/**
 * Set in each session, or each transaction, because a database of the owner's has its own defaults.
 * - `jit`: compiling a query takes longer than any of ours runs. Measured: a year of history took 8.9 s, and 0.5 s without.
 * - `idle_in_transaction_session_timeout`: a transaction that was forgotten keeps its locks no longer than this. Bulk work
 *   sets its own.
 */
const sessionSettings = (purpose: Purpose): SessionSettings => ({
  jit: 'off',
  statement_timeout: String(BOUNDS[purpose].statementMs),
  ...(purpose !== 'bulk' && { idle_in_transaction_session_timeout: '60000' }),
});

/** @param purpose what the pool is for, which bounds it; short statements that somebody waits for by default */
export function openPool(connection: pg.PoolConfig, log: Logger, purpose: Purpose = 'requests'): Database {
  const { connections, statementMs, connectMs } = BOUNDS[purpose];
  const settings = sessionSettings(purpose);
  const pool = new pg.Pool({
    ...connection,
    max: connections,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + NETWORK_MS,
    keepAlive: true,
    application_name: purpose === 'requests' ? 'plantops' : `plantops-${purpose}`,
    // The pool waits for it, whatever the type of the option says.
    onConnect: (client) => settle(client as pg.Client, settings) as unknown as undefined,
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
