import pg from 'pg';

/** A failure as the database reports it, with this SQLSTATE. */
export const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 0, 'error'), { code });
