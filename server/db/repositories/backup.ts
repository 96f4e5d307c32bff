import { to as copyTo } from 'pg-copy-streams';
import type { Queryable } from '../pool.ts';
import { FORMER_NOTICE_COLUMNS, insertFormerNotices } from './former-notices.ts';
import { adoptRoomsOfPlaces } from './plant-rooms.ts';

export interface BackupTable {
  name: string;
  /** Columns left out of the file because they are secret or useless elsewhere. */
  without?: readonly string[];
  /** A sequence generates its `id`. */
  counted?: true;
  /** All columns are texts, numbers, times or JSON objects, so that its many rows can be restored by COPY. */
  isFlat?: true;
  /** Which rows are backed up; all if not given. */
  only?: string;
  /** Columns that rows of older files have and the table has no more; `insert` puts rows with them `into` tables by name. */
  former?: {
    columns: Readonly<Record<string, string>>;
    insert: (connection: Queryable, rows: string, into: (table: string) => string) => Promise<void>;
  };
}

/** Figures of readings that were let go; the others are made again from the readings. */
const NOT_MADE_AGAIN = `time < (SELECT k.time FROM kept_from k WHERE k.kind = 'readings')`;

/**
 * The tables in a backup, in an order that foreign keys allow for inserting. A new table must be listed here or in
 * `LEFT_OUT`; a test checks this.
 */
export const BACKED_UP: readonly BackupTable[] = [
  { name: 'rooms' },
  { name: 'plants' },
  // Includes both password hashes, so that devices keep working.
  { name: 'devices' },
  { name: 'device_rhythms' },
  { name: 'calibrations' },
  { name: 'ignored_sensors' },
  // With the alerts about them.
  { name: 'device_findings' },
  { name: 'telemetry', isFlat: true },
  // With the readings that they brought, so that they can be undone.
  { name: 'reading_imports', counted: true },
  { name: 'kept_from' },
  ...['readings_5min', 'readings_hourly', 'readings_daily'].map((name): BackupTable => ({
    name,
    isFlat: true,
    only: NOT_MADE_AGAIN,
  })),
  { name: 'latest_readings' },
  { name: 'alerts', counted: true },
  { name: 'notices', former: { columns: FORMER_NOTICE_COLUMNS, insert: insertFormerNotices } },
  { name: 'deliveries' },
  { name: 'mutes' },
  { name: 'journal_entries', counted: true },
  { name: 'today_marks' },
  { name: 'plant_photos' },
  { name: 'removed_plants' },
  { name: 'care_plans', counted: true },
  { name: 'care_failures' },
  { name: 'plant_questions', counted: true },
  { name: 'question_photos' },
  { name: 'llm_calls', counted: true },
  { name: 'flow_versions' },
  // Readings that wait until they are sent again; those that cannot be one are for finding a fault while it is there.
  { name: 'rejected_messages', counted: true, only: 'set_aside' },
  // Keys and webhook addresses are never backed up.
  { name: 'settings', without: ['secret'] },
];

/** What a backup leaves out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  device_clocks: 'learned again from the next readings; emptied by a restore, since its devices are replaced',
  waiting_messages:
    'messages on their way, which the broker has forgotten; a restore leaves them, and the restored flows take them',
  figures_mark: 'emptied by a restore, so that figures are made again',
  stale_figures: 'emptied by a restore, so that figures are made again',
  receipt_times: "about deliveries of this server's own broker; a restore leaves it as it is",
  canary: 'the newest reading of the server itself; every few seconds there is another',
  durability_facts: "about this server's own broker, engine and backups; a restore leaves it as it is",
  sessions: 'of browsers with this server; a restore leaves them as they are',
  audit: 'what was done with this server; a restore leaves it as it is, and is itself in it',
  access_tokens: 'keys to this server, and so no part of a file; a restore leaves them as they are',
  reading_accounts:
    'logins of other programs with this database and broker, which have their passwords; a restore leaves them as they are',
  engine_at_work: 'which engine is at work now; the one that restores is',
  shared_flow_files:
    "the edits and settings of the flows, which the backup holds itself; credentials are this server's own",
  schema_migrations: 'the header names the migrations; the server that restores has its own',
};

/** The table that is by far the largest, and that others add to all the time. */
export const READINGS = 'telemetry';

export const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

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

/**
 * Columns that rows of a file may have, also those that older versions wrote, each with PostgreSQL's name of its type; by
 * table.
 */
export async function listRestorableColumns(connection: Queryable): Promise<Map<string, Map<string, string>>> {
  const { rows } = await connection.query<{ table_name: string; column_name: string; udt_name: string }>(
    `SELECT table_name::text, column_name::text, udt_name::text FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = ANY($1)`,
    [BACKED_UP.map(({ name }) => name)],
  );
  const types = new Map(rows.map((row) => [`${row.table_name} ${row.column_name}`, row.udt_name]));
  const columns = await listBackupColumns(connection);
  return new Map(
    BACKED_UP.map(({ name, former }) => [
      name,
      new Map([
        ...(columns.get(name) ?? []).map((column) => [column, types.get(`${name} ${column}`) ?? ''] as const),
        ...Object.entries(former?.columns ?? {}),
      ]),
    ]),
  );
}

/** Names of the applied migrations, in order. */
export async function listMigrations(connection: Queryable): Promise<string[]> {
  const { rows } = await connection.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/**
 * All rows of a table as lines of a backup, as seen by the transaction of `connection`, in chunks of bytes. PostgreSQL
 * itself writes the lines, so that microseconds, bytes and arrays survive unchanged and no row is held here.
 * @returns how many rows there are
 */
export async function* readTable(
  connection: Queryable,
  { name, only }: BackupTable,
  columns: readonly string[],
): AsyncGenerator<Buffer, number> {
  // JSON has neither of these characters unescaped, so that no line is quoted.
  const lines = connection.query(
    copyTo(
      `COPY (SELECT '{"table":"${name}","row":' || row_to_json(r)::text || '}'
             FROM (SELECT ${columns.map(quoted).join(', ')} FROM ${name} ${only === undefined ? '' : `WHERE ${only}`}) r)
       TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`,
    ),
  );
  for await (const chunk of lines) yield chunk as Buffer;
  return lines.rowCount;
}

/** Tables whose rows `insertStagedRows` takes as `copyText` writes them; those of the others are a JSON array. */
export const FLAT_TABLES: readonly string[] = BACKED_UP.filter(({ isFlat }) => isFlat).map(({ name }) => name);

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
  await adoptRoomsOfPlaces(connection);
  await connection.query(
    `UPDATE notices n SET state = 'skipped'
     WHERE state = 'made' OR (state = 'released' AND NOT EXISTS (SELECT FROM deliveries WHERE notice_id = n.id))`,
  );
  await connection.query(
    `UPDATE deliveries SET state = 'skipped', held_back = FALSE WHERE state IN ('queued', 'not_configured')`,
  );
}
