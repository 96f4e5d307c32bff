/** Tells apart what went wrong at the database, and with it what is to be done. */
import pg from 'pg';

/**
 * - `away`: there is no connection: it was lost, or the server stops or starts. Waited for.
 * - `busy`: the server has no room, lets nobody in or asks to come again. Waited for, as long as it lasts.
 * - `data`: it cannot hold this value, whatever one tries.
 * - `unknown`: everything else, such as a mistake of ours: trying again may help or not.
 */
export type FailureKind = 'away' | 'busy' | 'data' | 'unknown';

interface Fault {
  /** A class of SQLSTATE (two characters), or one state; a state goes before its class. */
  state: string;
  kind: FailureKind;
  /** For whoever asks meanwhile, where there is more to say than that the database does not answer. */
  says?: string;
}

const FULL = 'The disk of the database is full; free some space';
const LOCKED = 'Others are changing the same data in the database; try again shortly';

/** SQLSTATE by SQLSTATE; what is not listed is `unknown`. Source: PostgreSQL manual, appendix A "PostgreSQL Error Codes". */
const FAULTS: readonly Fault[] = [
  // Connection exception.
  { state: '08', kind: 'away' },
  // protocol_violation: we said what the server does not understand, such as too few parameters.
  { state: '08P01', kind: 'unknown' },
  // Invalid authorization specification, and invalid_catalog_name: nobody is let in, no row is to blame.
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
  // read_only_sql_transaction: a standby before it takes over, or a provider that stops writes when the disk is full.
  { state: '25006', kind: 'busy', says: 'The database takes no changes at the moment; try again shortly' },
  // serialization_failure, deadlock_detected, lock_not_available.
  { state: '40001', kind: 'busy', says: LOCKED },
  { state: '40P01', kind: 'busy', says: LOCKED },
  { state: '55P03', kind: 'busy', says: LOCKED },
  // query_canceled: by a time limit or an administrator.
  { state: '57014', kind: 'busy', says: 'The database did not answer in time; try again shortly' },

  // Data exception, and integrity constraint violation.
  { state: '22', kind: 'data' },
  { state: '23', kind: 'data' },
];
const FAULT_OF = new Map(FAULTS.map((fault) => [fault.state, fault]));

/** Of the operating system, on the way to the server. */
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
/** node-pg and its pool have no codes of their own. */
const CLIENT_ERRORS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after/;

const NO_ANSWER = 'The database does not answer at the moment; try again shortly';

/** The error's five characters; undefined where it did not come from the server. */
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

/** The database cannot hold this value, or a constraint forbids it. */
export const isBadData = (error: unknown): boolean => failureKind(error) === 'data';

/** Why the database cannot serve anybody now, as a sentence for whoever asked; undefined where it failed at this one thing. */
export function whyUnavailable(error: unknown): string | undefined {
  const { kind, says } = faultOf(error);
  return kind === 'away' || kind === 'busy' ? (says ?? NO_ANSWER) : undefined;
}

/** The database is out of reach or has no room: the same query may work later. */
export const isDatabaseAway = (error: unknown): boolean => whyUnavailable(error) !== undefined;

/** A table was in use by others for longer than the transaction was ready to wait (55P03), or both waited for each other (40P01). */
export const isLockTimeout = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlStateOf(error) ?? '');
