/** From when on readings and figures are kept, and how the rest goes. See migration 0023. */
import { KEPT_KINDS, type KeptKind } from '@plantops/shared/settings/retention.ts';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import { canKeepFigures, KEEPER_LOCK, type KeptFrom } from './figures.ts';

/** The tables of the figures, by kind. */
const TABLES: Readonly<Record<Exclude<KeptKind, 'readings'>, string>> = {
  five_minutes: 'readings_5min',
  hours: 'readings_hourly',
  days: 'readings_daily',
};
const tableOf = (kind: KeptKind): string => (kind === 'readings' ? 'telemetry' : TABLES[kind]);

/** Readings of before there were partitions, see migration 0022. */
const FIRST_PARTITION = 'telemetry_before_months';
/** Readings wait while their table is locked, so a removal gives up soon (ms). */
const LOCK_MS = 2000;
/** How much of a table is looked through in one statement (pages of 8 kB). */
const PAGES_AT_ONCE = 2000;

export async function readKeptFrom(database: Queryable): Promise<KeptFrom> {
  const { rows } = await database.query<{ kind: KeptKind; time: Date }>('SELECT kind, time FROM kept_from');
  return Object.fromEntries(rows.map(({ kind, time }) => [kind, time]));
}

/** Kinds of which something that was let go is not gone yet. */
export async function listUnfinishedRemovals(database: Queryable): Promise<{ kind: KeptKind; before: Date }[]> {
  const { rows } = await database.query<{ kind: KeptKind; before: Date }>(
    'SELECT kind, time AS before FROM kept_from WHERE NOT is_gone ORDER BY array_position($1, kind)',
    [KEPT_KINDS],
  );
  return rows;
}

/** How many rows of a kind are of before a time. */
export async function countBefore(database: Queryable, kind: KeptKind, before: Date): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*) AS count FROM ${tableOf(kind)} WHERE time < $1`,
    [before],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Lets everything of a kind go that is of before a time. From now on charts do not count on it, and what arrives for
 * before that changes no figures. Readings go only once their figures are made.
 * @returns whether it was done; otherwise figures must be made first
 * @throws 55P03 if something holds the table for long, such as a backup
 */
export function letGo(database: Database, kind: KeptKind, before: Date): Promise<boolean> {
  return inTransaction(database, async (connection) => {
    await connection.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
    await connection.query('SELECT pg_advisory_xact_lock($1)', [KEEPER_LOCK]);
    if (kind === 'readings') {
      // Whoever stores readings has ended, or begins after it is known what is let go.
      await connection.query('LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE');
      if ((await canKeepFigures(connection)) && !(await hasFiguresUpTo(connection, before))) return false;
    }
    await connection.query(
      `INSERT INTO kept_from AS k (kind, time) VALUES ($1, $2)
       ON CONFLICT (kind) DO UPDATE SET time = EXCLUDED.time, is_gone = FALSE WHERE k.time < EXCLUDED.time`,
      [kind, before],
    );
    if (kind === 'readings') await dropPartitions(connection, before);
    return true;
  });
}

async function hasFiguresUpTo(connection: Queryable, time: Date): Promise<boolean> {
  const { rows } = await connection.query<{ is_made: boolean }>(
    `SELECT EXISTS (SELECT FROM figures_mark WHERE mark >= $1)
        AND NOT EXISTS (SELECT FROM stale_figures WHERE from_time < $1
                        AND to_time > coalesce((SELECT k.time FROM kept_from k WHERE k.kind = 'readings'), '-infinity')) AS is_made`,
    [time],
  );
  return rows[0]?.is_made === true;
}

/** Drops what holds readings of before a time only. */
async function dropPartitions(connection: Queryable, before: Date): Promise<void> {
  const { rows } = await connection.query<{ name: string }>(
    'SELECT name FROM telemetry_partitions WHERE to_time <= $1',
    [before],
  );
  for (const { name } of rows) await connection.query(`DROP TABLE ${quoted(name)}`);
  if (await isHypertable(connection))
    await connection.query(`SELECT drop_chunks('telemetry', older_than => $1::timestamptz)`, [before]);
}

/**
 * Removes what is left of what was let go, step by step, so that nobody waits for it.
 * @param isStopped asked before each step
 * @returns how many rows have gone
 */
export async function removeRest(
  database: Database,
  kind: KeptKind,
  before: Date,
  isStopped: () => boolean,
): Promise<number> {
  let gone = 0;
  for (const table of await tablesToThin(database, kind, before)) {
    const ofTable = await thin(database, table, before, isStopped);
    if (table === FIRST_PARTITION && ofTable > 0 && !isStopped()) await giveBackRoom(database, ofTable);
    gone += ofTable;
  }
  if (!isStopped())
    await database.query('UPDATE kept_from SET is_gone = TRUE WHERE kind = $1 AND time = $2', [kind, before]);
  return gone;
}

/** Tables that hold rows of both before and after a time. Of a hypertable, a chunk stays until all of it is too old. */
async function tablesToThin(database: Queryable, kind: KeptKind, before: Date): Promise<string[]> {
  if (kind !== 'readings') return [TABLES[kind]];
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM telemetry_partitions WHERE coalesce(from_time, '-infinity') < $1
     UNION ALL SELECT 'telemetry_other' WHERE to_regclass('telemetry_other') IS NOT NULL`,
    [before],
  );
  return rows.map(({ name }) => name);
}

/**
 * Nothing new is put into the first partition, so what is free in it would stay so. It is written anew once that takes less
 * room than it gives back; charts of its time, and readings that come late for it, wait meanwhile.
 */
async function giveBackRoom(database: Database, gone: number): Promise<void> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${FIRST_PARTITION}`);
  if ((rows[0]?.count ?? 0) <= gone) await database.query(`VACUUM (FULL, ANALYZE) ${FIRST_PARTITION}`);
}

/** Deletes page by page: no index is by time alone, and a table that is read once through is not read again and again. */
async function thin(database: Queryable, table: string, before: Date, isStopped: () => boolean): Promise<number> {
  const { rows } = await database.query<{ pages: number }>(
    `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS pages`,
    [quoted(table)],
  );
  let gone = 0;
  for (let page = 0; page < (rows[0]?.pages ?? 0) && !isStopped(); page += PAGES_AT_ONCE) {
    // Deleted where it lies, beside the triggers of telemetry: its figures stay.
    const { rowCount } = await database.query(
      `DELETE FROM ${quoted(table)} WHERE ctid >= $1::tid AND ctid < $2::tid AND time < $3`,
      [`(${page},0)`, `(${page + PAGES_AT_ONCE},0)`, before],
    );
    gone += rowCount ?? 0;
  }
  return gone;
}

/** Whether readings are in a hypertable of TimescaleDB. */
export async function isHypertable(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ is_plain: boolean }>(
    `SELECT to_regclass('telemetry_other') IS NOT NULL AS is_plain`,
  );
  return rows[0]?.is_plain !== true;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
