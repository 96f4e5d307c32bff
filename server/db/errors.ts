/** Tells apart what went wrong at the database: the data, or the database itself. */
import pg from 'pg';

const sqlState = (error: unknown): string | undefined => (error instanceof pg.DatabaseError ? error.code : undefined);

/**
 * The database cannot hold this value (SQLSTATE class 22) or a constraint forbids it (class 23).
 * Source: PostgreSQL manual, appendix A.
 */
export function isBadData(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (state.startsWith('22') || state.startsWith('23'));
}

/** A table was in use by others for longer than the transaction was ready to wait (55P03), or both waited for each other (40P01). */
export const isLockTimeout = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlState(error) ?? '');

/** The database is stopped, starting, out of connections or out of reach: the same query may work later. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return ['08', '53', '57'].includes(state.slice(0, 2));
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (
    code &&
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EACCES'].includes(code)
  )
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after/.test(
    error.message,
  );
}
