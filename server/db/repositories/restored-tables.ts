/**
 * The tables that a restore fills beside those in use, and how they take their place. They are made, filled and used up in one
 * transaction: nobody else sees them, and whatever ends that leaves nothing of them.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reading } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import { from as copyFrom } from 'pg-copy-streams';
import { isLockTimeout } from '../errors.ts';
import type { Queryable } from '../pool.ts';
import { BACKED_UP, finishRestore, listBackupColumns, quoted, READINGS } from './backup.ts';
import { deviceOfImport } from './reading-imports.ts';
import { insertReadings } from './telemetry.ts';

/** What a restore empties beside the tables of a backup. */
const EMPTIED_TOO = ['device_clocks', 'figures_mark', 'stale_figures'];
/**
 * So long each try to lock waits for those who use a table (ms): less than the second after which PostgreSQL looks for
 * deadlocks, so that in one it is the restore that steps back, and tries again.
 */
const LOCK_MS = 800;
const LOCK_TRIES = 15;
/** The readings that came meanwhile are stored so many at a time. */
const PAGE_ROWS = 1000;

const names = (tables: readonly { name: string }[]): string => tables.map(({ name }) => name).join(', ');
const staged = (table: string): string => `restored_${table}`;

/** Where readings go while they wait, and how they get into the table. */
export interface StagedTables {
  /** Partitions of months, by the name that each is to have; undefined on TimescaleDB, whose chunks are its own. */
  months: ReadonlyMap<string, { from: string; to: string }> | undefined;
  /** Which transactions were over when the tables were made, as PostgreSQL writes it. */
  snapshot: string;
}

function monthsByName(months: Iterable<number>): Map<string, { from: string; to: string }> {
  return new Map(
    [...months].map((month) => {
      const begins = new Date(month);
      const [year, index] = [begins.getUTCFullYear(), begins.getUTCMonth()];
      return [
        `telemetry_${String(year).padStart(4, '0')}_${String(index + 1).padStart(2, '0')}`,
        { from: begins.toISOString(), to: new Date(Date.UTC(year, index + 1)).toISOString() },
      ];
    }),
  );
}

/**
 * Makes the tables, empty. Readings get partitions of their own, which need not be copied once more.
 * @param months with readings, each by its beginning (ms since 1970)
 */
export async function stageTables(connection: Queryable, months: Iterable<number>): Promise<StagedTables> {
  // Nobody waits for it: it works in tables of its own.
  await connection.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
  const { rows } = await connection.query<{ is_plain: boolean; snapshot: string }>(
    `SELECT to_regclass('telemetry_other') IS NOT NULL AS is_plain,
            pg_current_snapshot()::text AS snapshot`,
  );
  const { is_plain: isPlain = false, snapshot = '' } = rows[0] ?? {};
  for (const { name } of BACKED_UP) {
    if (name === READINGS) continue;
    await connection.query(
      `CREATE TEMP TABLE ${staged(name)} (LIKE ${name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES) ON COMMIT DROP`,
    );
  }
  const table = staged(READINGS);
  if (!isPlain) {
    await connection.query(`CREATE TEMP TABLE ${table} (LIKE ${READINGS} INCLUDING DEFAULTS) ON COMMIT DROP`);
    return { months: undefined, snapshot };
  }
  const partitions = monthsByName(months);
  await connection.query(`
    CREATE TABLE ${table} (LIKE ${READINGS} INCLUDING DEFAULTS) PARTITION BY RANGE (time);
    CREATE TABLE ${table}_other PARTITION OF ${table} DEFAULT`);
  for (const [name, { from, to }] of partitions)
    // The constraint says what the partition will say, which spares a look at all rows when it moves.
    await connection.query(`
      CREATE TABLE ${staged(name)} (LIKE ${READINGS} INCLUDING DEFAULTS,
        CONSTRAINT in_month CHECK (time >= '${from}' AND time < '${to}'));
      ALTER TABLE ${table} ATTACH PARTITION ${staged(name)} FOR VALUES FROM ('${from}') TO ('${to}')`);
  return { months: partitions, snapshot };
}

/**
 * Inserts rows that all have exactly these columns; columns added by a later version get their default.
 * @param rows as text: of a flat table as `copyText` writes them, of another a JSON array
 */
export async function insertStagedRows(
  connection: Queryable,
  table: string,
  columns: readonly string[],
  rows: string,
): Promise<void> {
  const { former, isFlat } = BACKED_UP.find(({ name }) => name === table) ?? {};
  if (former && columns.some((column) => column in former.columns)) return former.insert(connection, rows, staged);
  const list = columns.map(quoted).join(', ');
  if (isFlat)
    // Takes less than half the time of other ways.
    return pipeline(
      Readable.from([rows], { objectMode: false }),
      connection.query(copyFrom(`COPY ${staged(table)} (${list}) FROM STDIN`)),
    );
  await connection.query(
    `INSERT INTO ${staged(table)} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${staged(table)}, $1::json)`,
    [rows],
  );
}

/** To be called after the last row: makes the indexes of readings, which takes less time than to keep them up to date. */
export async function indexStagedReadings(connection: Queryable, { months }: StagedTables): Promise<void> {
  for (const name of months?.keys() ?? [])
    await connection.query(`
      ALTER TABLE ${staged(name)} ADD CONSTRAINT ${staged(name)}_pkey PRIMARY KEY (device_id, time);
      CREATE INDEX ${staged(name)}_plant ON ${staged(name)} (plant_id, time DESC) WHERE plant_id IS NOT NULL`);
}

/**
 * Keeps others from writing to the tables until the transaction ends, or from reading them too.
 * @throws 55P03 if somebody uses them for long
 */
export async function lockForRestore(connection: Queryable, mode: 'EXCLUSIVE' | 'ACCESS EXCLUSIVE'): Promise<void> {
  await connection.query(`SET LOCAL lock_timeout = ${LOCK_MS}; SAVEPOINT before_lock`);
  for (let tries = 1; ; tries += 1)
    try {
      await connection.query(`LOCK TABLE ${names(BACKED_UP)}, ${EMPTIED_TOO.join(', ')} IN ${mode} MODE`);
      return;
    } catch (failure) {
      if (!isLockTimeout(failure) || tries === LOCK_TRIES) throw failure;
      await connection.query('ROLLBACK TO SAVEPOINT before_lock');
    }
}

/**
 * Puts the staged rows in the place of what is there; all tables must be locked. Settings with a secret stay, because the file
 * contains no secret to replace it. Readings that were stored since the tables were staged stay too, each with the plant that
 * its device has now.
 */
export async function replaceTables(connection: Queryable, tables: StagedTables): Promise<void> {
  const columns = await listBackupColumns(connection);
  if (tables.months) await setNewReadingsAside(connection, tables.snapshot);
  // Figures go with the readings, by a trigger.
  await connection.query(
    `TRUNCATE ${names(BACKED_UP.filter(({ name, only }) => name !== 'settings' && only === undefined))}, rejected_messages, device_clocks`,
  );
  await connection.query('DELETE FROM settings WHERE secret IS NULL');
  for (const { name } of BACKED_UP) {
    if (name === READINGS && tables.months) {
      await movePartitions(connection, tables.months);
      continue;
    }
    const list = (columns.get(name) ?? []).map(quoted).join(', ');
    await connection.query(
      `INSERT INTO ${name} (${list}) SELECT ${list} FROM ${staged(name)}${name === 'settings' ? ' ON CONFLICT DO NOTHING' : ''}`,
    );
  }
  await finishRestore(connection);
  if (tables.months) await storeNewReadings(connection);
}

async function movePartitions(
  connection: Queryable,
  months: ReadonlyMap<string, { from: string; to: string }>,
): Promise<void> {
  const table = staged(READINGS);
  for (const [name, { from, to }] of months) {
    const { rows } = await connection.query<{ name: string }>(
      `SELECT name FROM telemetry_partitions WHERE coalesce(from_time, '-infinity') < $2 AND to_time > $1`,
      [from, to],
    );
    // They are empty. The one for what was there before there were partitions would get nothing new.
    for (const emptied of rows) await connection.query(`DROP TABLE ${quoted(emptied.name)}`);
    await connection.query(`
      ALTER TABLE ${table} DETACH PARTITION ${staged(name)};
      ALTER TABLE ${staged(name)} RENAME TO ${name};
      ALTER TABLE ${name} RENAME CONSTRAINT ${staged(name)}_pkey TO ${name}_pkey;
      ALTER INDEX ${staged(name)}_plant RENAME TO ${name}_plant_id_time_idx;
      ALTER TABLE ${READINGS} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}');
      ALTER TABLE ${name} DROP CONSTRAINT in_month`);
  }
  await connection.query(
    `DROP TABLE IF EXISTS telemetry_before_months; INSERT INTO ${READINGS} SELECT * FROM ${table}; DROP TABLE ${table}`,
  );
}

/**
 * Those of transactions that were not over when the tables were made. An import that runs meanwhile is gone with its plant.
 * A row tells the low half of its transaction's number; its age, counted from this transaction, gives the whole one. Rows of long
 * ago have no age that can be counted.
 */
async function setNewReadingsAside(connection: Queryable, snapshot: string): Promise<void> {
  const ours = 'pg_current_xact_id()::text::bigint';
  const made = `'${snapshot}'::pg_snapshot`;
  await connection.query(
    `CREATE TEMP TABLE readings_meanwhile ON COMMIT DROP AS
     SELECT row_number() OVER () AS place, time, device_id, ${METRIC_NAMES.join(', ')}, raw FROM ${READINGS}
     WHERE CASE WHEN age(xmin) <= ${ours} - pg_snapshot_xmin(${made})::text::bigint
             THEN NOT pg_visible_in_snapshot((${ours} - age(xmin))::text::xid8, ${made}) ELSE FALSE END
       AND device_id NOT LIKE '${deviceOfImport('%')}'`,
  );
}

async function storeNewReadings(connection: Queryable): Promise<void> {
  for (let after = 0; ; after += PAGE_ROWS) {
    const { rows } = await connection.query<
      { time: Date; device_id: string; plant_id: string | null; raw: MetricValues | null } & Record<
        Metric,
        number | null
      >
    >(
      `SELECT r.*, d.plant_id FROM readings_meanwhile r LEFT JOIN devices d ON d.id = r.device_id
       WHERE place > $1 AND place <= $2`,
      [after, after + PAGE_ROWS],
    );
    if (rows.length === 0) return;
    await insertReadings(
      connection,
      rows.map(({ time, device_id: deviceId, plant_id: plantId, raw, ...row }): Reading => {
        const values: MetricValues = {};
        for (const metric of METRIC_NAMES) if (row[metric] !== null) values[metric] = row[metric];
        // One that is there already has what the file says, and what it lacks.
        return { deviceId, plantId, time, receivedAt: time, clockWrong: false, values, ...(raw && { raw }) };
      }),
    );
  }
}
