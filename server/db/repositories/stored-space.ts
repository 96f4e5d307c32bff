/** What room readings and figures take, and how fast they grow. */
import type { KeptKind } from '@plantops/shared/settings/retention.ts';
import type { Queryable } from '../pool.ts';
import { isHypertable } from './kept-from.ts';

/** By how many days the growth is judged. */
const JUDGED_DAYS = 7;
/** Room that a row takes with its indexes where the database has no statistics yet (bytes): 100 to 300, as measured. */
const USUAL_ROW_BYTES = 200;

export interface StoredSpace {
  /** On the disk, with indexes. */
  bytes: number;
  /** By how much it grows, by the last days. */
  bytesADay: number;
}

/** What each kind takes, and what comes in a day. */
export async function readStoredSpace(database: Queryable, now: Date): Promise<Record<KeptKind, StoredSpace>> {
  const readings = (await isHypertable(database))
    ? `SELECT hypertable_size('telemetry') AS bytes, approximate_row_count('telemetry') AS rows`
    : `SELECT sum(pg_total_relation_size(relid)) AS bytes, sum(greatest(reltuples, 0)) AS rows
       FROM pg_partition_tree('telemetry') JOIN pg_class ON oid = relid WHERE isleaf`;
  return {
    readings: await spaceOf(database, now, readings, {
      table: 'telemetry',
      owners: 'SELECT id FROM devices',
      key: 'device_id',
    }),
    five_minutes: await ofFigures(database, now, 'readings_5min'),
    hours: await ofFigures(database, now, 'readings_hourly'),
    days: await ofFigures(database, now, 'readings_daily'),
  };
}

const ofFigures = (database: Queryable, now: Date, table: string): Promise<StoredSpace> =>
  spaceOf(
    database,
    now,
    `SELECT pg_total_relation_size(oid) AS bytes, greatest(reltuples, 0) AS rows FROM pg_class WHERE oid = '${table}'::regclass`,
    { table, owners: 'SELECT id FROM plants', key: 'plant_id' },
  );

async function spaceOf(
  database: Queryable,
  now: Date,
  size: string,
  { table, owners, key }: { table: string; owners: string; key: string },
): Promise<StoredSpace> {
  // One look into an index for each device or plant: no index is by time alone.
  const { rows } = await database.query<{ bytes: number; rows: number; came: number; days: number | null }>(
    `SELECT s.bytes::bigint AS bytes, s.rows::float8 AS rows, c.came::bigint AS came,
            extract(epoch FROM $1 - c.first)::float8 / 86400 AS days
     FROM (${size}) s CROSS JOIN (
       SELECT coalesce(sum(r.came), 0) AS came, min(r.first) AS first FROM (${owners}) o CROSS JOIN LATERAL (
         SELECT count(*) AS came, min(time) AS first FROM ${table}
         WHERE ${key} = o.id AND time >= $1::timestamptz - make_interval(days => $2) AND time < $1
       ) r
     ) c`,
    [now, JUDGED_DAYS],
  );
  const { bytes = 0, rows: count = 0, came = 0, days = null } = rows[0] ?? {};
  const rowBytes = count > 0 ? bytes / count : USUAL_ROW_BYTES;
  // What came within an hour says little about a day; less than a day is taken as a day.
  return { bytes, bytesADay: days === null ? 0 : Math.round((came / Math.max(days, 1)) * rowBytes) };
}
