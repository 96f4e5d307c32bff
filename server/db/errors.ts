/** Classifies database errors, and thereby how to handle them. */
import pg from 'pg';

/**
 * - `away`: there is no connection; it was lost, or the server is stopping or starting. Retried until it is back.
 * - `busy`: the server is out of resources, rejects logins or asks to retry. Retried for as long as that lasts.
 * - `data`: the database can never store this value.
 * - `unknown`: everything else, such as a bug of ours; a retry may or may not help.
 */
export type FailureKind = 'away' | 'busy' | 'data' | 'unknown';

interface Fault {
  /** A class of SQLSTATE (two characters) or a single state. A single state takes precedence over its class. */
  state: string;
  kind: FailureKind;
  /** Text for callers in the meantime, if there is more to say than that the database does not answer. */
  says?: string;
}

const FULL = 'The disk of the database is full; free some space';
const LOCKED = 'Others are changing the same data in the database; try again shortly';

/**
 * Faults by SQLSTATE; a state that is not listed is `unknown`. Source: PostgreSQL manual, appendix A "PostgreSQL Error
 * Codes".
 */
const FAULTS: readonly Fault[] = [
  // Connection exception.
  { state: '08', kind: 'away' },
  // protocol_violation: we sent something that the server does not understand, such as too few parameters.
  { state: '08P01', kind: 'unknown' },
  // Invalid authorization specification, and invalid_catalog_name: all logins fail, so no row is to blame.
  { state: '28', kind: 'busy', says: 'The database does not let this server in; its log says more' },
  { state: '3D000', kind: 'busy', says: 'The database that this server uses is not there; its log says more' },
  // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout.
  { state: '57P01', kind: 'away' },
  { state: '57P02', kind: 'away' },
  { state: '57P03', kind: 'away' },
  { state: '57P04', kind: 'away' },
  { state: '57P05', kind: 'away' },

  // Insufficient resources: disk_full, out_of_memory, too_many_connections, configuration_limit_exceeded.
  { state: '53', kind: 'busy', says: 'The database has no room for more at the moment; try again shortly' },
  { state: '53100', kind: 'busy', says: FULL },
  { state: '53200', kind: 'busy', says: 'The database is out of memory; try again shortly' },
  { state: '53300', kind: 'busy', says: 'The database takes no more connections at the moment; try again shortly' },
  // io_error: a disk that cannot be read or written.
  { state: '58030', kind: 'busy', says: 'The disk of the database cannot be read or written; its log says more' },
  // read_only_sql_transaction: a standby that has not taken over yet, or a provider that stops writes when the disk is
  // full.
  { state: '25006', kind: 'busy', says: 'The database takes no changes at the moment; try again shortly' },
  // serialization_failure, deadlock_detected, lock_not_available.
  { state: '40001', kind: 'busy', says: LOCKED },
  { state: '40P01', kind: 'busy', says: LOCKED },
  { state: '55P03', kind: 'busy', says: LOCKED },
  // query_canceled: by a timeout or an administrator.
  { state: '57014', kind: 'busy', says: 'The database did not answer in time; try again shortly' },

  // Data exception, and integrity constraint violation.
  { state: '22', kind: 'data' },
  { state: '23', kind: 'data' },
];
const FAULT_OF = new Map(FAULTS.map((fault) => [fault.state, fault]));

/** Errors from the operating system while connecting to the server. */
const SOCKET_ERRORS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
]);
/** node-pg and its pool have no error codes of their own. */
const CLIENT_ERRORS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after/;

const NO_ANSWER = 'The database does not answer at the moment; try again shortly';

/** The error's five-character code; undefined if the error did not come from the server. */
export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

function faultOf(error: unknown): Omit<Fault, 'state'> {
  const state = sqlStateOf(error);
  if (state !== undefined) return FAULT_OF.get(state) ?? FAULT_OF.get(state.slice(0, 2)) ?? { kind: 'unknown' };
  if (!(error instanceof Error)) return { kind: 'unknown' };
  const { code } = error as NodeJS.ErrnoException;
  const isOnTheWay = (code !== undefined && SOCKET_ERRORS.has(code)) || CLIENT_ERRORS.test(error.message);
  return { kind: isOnTheWay ? 'away' : 'unknown' };
}

export const failureKind = (error: unknown): FailureKind => faultOf(error).kind;

/** Whether the database cannot store this value, or a constraint forbids it. */
export const isBadData = (error: unknown): boolean => failureKind(error) === 'data';

/**
 * Why the database cannot serve anyone now, as a sentence for the caller; undefined if only this one operation failed.
 */
export function whyUnavailable(error: unknown): string | undefined {
  const { kind, says } = faultOf(error);
  return kind === 'away' || kind === 'busy' ? (says ?? NO_ANSWER) : undefined;
}

/** Whether the database is unreachable or out of resources; the same query may work later. */
export const isDatabaseAway = (error: unknown): boolean => whyUnavailable(error) !== undefined;

/**
 * Whether a table was in use for longer than the transaction was willing to wait (55P03), or there was a deadlock
 * (40P01).
 */
export const isLockTimeout = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlStateOf(error) ?? '');

/** Whether a row names one of another table that is not there, by the foreign key of this name (23503). */
export const isMissingReference = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23503' && error.constraint === constraint;
