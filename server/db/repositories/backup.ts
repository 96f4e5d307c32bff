import type { Queryable } from '../pool.ts';
import { FORMER_NOTICE_COLUMNS, insertFormerNotices } from './former-notices.ts';

export interface BackupTable {
  name: string;
  /** Columns left out of the file because they are secret or useless elsewhere. */
  without?: readonly string[];
  /** A sequence generates its `id`. */
  counted?: true;
  /** How many rows are read at a time; fewer if they are large. */
  page?: number;
  /** Columns that rows of older files have and the table has no more; `insert` takes rows with them. */
  former?: { columns: readonly string[]; insert: (connection: Queryable, rows: readonly unknown[]) => Promise<void> };
}

/**
 * The tables in a backup, in an order that foreign keys allow for inserting. A new table must be listed here or in
 * `LEFT_OUT`; a test checks this.
 */
export const BACKED_UP: readonly BackupTable[] = [
  { name: 'plants' },
  // Includes both password hashes, so that devices keep working.
  { name: 'devices' },
  { name: 'device_rhythms' },
  { name: 'calibrations' },
  { name: 'ignored_sensors' },
  // With the alerts about them.
  { name: 'device_findings' },
  { name: 'telemetry' },
  { name: 'latest_readings' },
  { name: 'alerts', counted: true },
  { name: 'notices', former: { columns: FORMER_NOTICE_COLUMNS, insert: insertFormerNotices } },
  { name: 'deliveries' },
  { name: 'mutes' },
  { name: 'journal_entries', counted: true },
  { name: 'plant_photos', page: 4 },
  { name: 'removed_plants' },
  { name: 'care_plans', counted: true },
  { name: 'care_failures' },
  { name: 'llm_calls', counted: true },
  { name: 'flow_versions', page: 20 },
  // Keys and webhook addresses are never backed up.
  { name: 'settings', without: ['secret'] },
];

/** What a backup leaves out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  rejected_messages:
    'for finding a fault while it is there, and readings to be sent again; emptied by a restore, since its devices are replaced',
  device_clocks: 'learned again from the next readings; emptied by a restore, since its devices are replaced',
  waiting_messages: 'messages on their way through the flows, which a restore replaces; emptied by a restore',
  readings_5min: 'made again from the readings',
  readings_hourly: 'made again from the readings',
  readings_daily: 'made again from the readings',
  figures_mark: 'emptied by a restore, so that figures are made again',
  stale_figures: 'emptied by a restore, so that figures are made again',
  receipt_times: "about deliveries of this server's own broker; a restore leaves it as it is",
  schema_migrations: 'the header names the migrations; the server that restores has its own',
};

const PAGE_ROWS = 1000;
/** How long to wait for others that are reading or writing a table, such as a running download. */
const LOCK_TIMEOUT_MS = 15_000;

const names = (tables: readonly { name: string }[]): string => tables.map(({ name }) => name).join(', ');
const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

/** The columns of each backed-up table, in order. */
export async function listBackupColumns(connection: Queryable): Promise<Map<string, string[]>> {
  const { rows } = await connection.query<{ table_name: string; column_name: string }>(
    `SELECT table_name::text, column_name::text FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = ANY($1) ORDER BY table_name, ordinal_position`,
    [BACKED_UP.map(({ name }) => name)],
  );
  const columns = new Map<string, string[]>(BACKED_UP.map(({ name }) => [name, []]));
  for (const { table_name, column_name } of rows) {
    const { without = [] } = BACKED_UP.find(({ name }) => name === table_name) ?? {};
    if (!without.includes(column_name)) columns.get(table_name)?.push(column_name);
  }
  return columns;
}

/** Columns that rows of a file may have: also those that older versions wrote. */
export async function listRestorableColumns(connection: Queryable): Promise<Map<string, string[]>> {
  const columns = await listBackupColumns(connection);
  for (const { name, former } of BACKED_UP) if (former) columns.get(name)?.push(...former.columns);
  return columns;
}

/** Names of the applied migrations, in order. */
export async function listMigrations(connection: Queryable): Promise<string[]> {
  const { rows } = await connection.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/**
 * All rows of a table as JSON texts, page by page, as seen by the transaction of `connection`. PostgreSQL itself
 * formats the values, so microseconds, bytes and arrays survive unchanged.
 */
export async function* readTable(
  connection: Queryable,
  table: BackupTable,
  columns: readonly string[],
): AsyncGenerator<string[]> {
  const page = table.page ?? PAGE_ROWS;
  await connection.query(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS json FROM (SELECT ${columns.map(quoted).join(', ')} FROM ${table.name}) r`,
  );
  for (;;) {
    const { rows } = await connection.query<{ json: string }>(`FETCH ${page} FROM backup_rows`);
    if (rows.length > 0) yield rows.map(({ json }) => json);
    if (rows.length < page) break;
  }
  await connection.query('CLOSE backup_rows');
}

/** Prevents others from writing to the restored tables until the transaction ends; reading is still possible. */
export async function lockForRestore(connection: Queryable): Promise<void> {
  await connection.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await connection.query(`LOCK TABLE ${names(BACKED_UP)}, rejected_messages IN EXCLUSIVE MODE`);
}

/**
 * Empties the tables to be refilled. Settings with a secret stay, because the file contains no secret to replace it.
 */
export async function emptyTables(connection: Queryable): Promise<void> {
  await connection.query(
    `TRUNCATE ${names(BACKED_UP.filter(({ name }) => name !== 'settings'))}, rejected_messages, waiting_messages, device_clocks`,
  );
  await connection.query('DELETE FROM settings WHERE secret IS NULL');
}

/** @param rows as JSON, all with exactly these columns; columns added by a later version get their default */
export async function insertBackupRows(
  connection: Queryable,
  table: string,
  columns: readonly string[],
  rows: readonly unknown[],
): Promise<void> {
  const former = BACKED_UP.find(({ name }) => name === table)?.former;
  if (former?.columns.some((column) => columns.includes(column))) return former.insert(connection, rows);
  const list = columns.map(quoted).join(', ');
  await connection.query(
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${table}, $1::json)${table === 'settings' ? ' ON CONFLICT DO NOTHING' : ''}`,
    [JSON.stringify(rows)],
  );
}

/**
 * To be called after the last row. Sequences continue after the highest id. Messages that were waiting when the backup
 * was made stay unsent: they are outdated, and the next reading reports what still applies.
 */
export async function finishRestore(connection: Queryable): Promise<void> {
  for (const { name } of BACKED_UP.filter(({ counted }) => counted)) {
    await connection.query(
      `SELECT setval(pg_get_serial_sequence('${name}', 'id'), GREATEST((SELECT max(id) FROM ${name}), 1), EXISTS (SELECT FROM ${name}))`,
    );
  }
  await connection.query(
    `UPDATE notices n SET state = 'skipped'
     WHERE state = 'made' OR (state = 'released' AND NOT EXISTS (SELECT FROM deliveries WHERE notice_id = n.id))`,
  );
  await connection.query(
    `UPDATE deliveries SET state = 'skipped', held_back = FALSE WHERE state IN ('queued', 'not_configured')`,
  );
}
