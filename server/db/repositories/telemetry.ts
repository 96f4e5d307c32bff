import type { HistoryPoint } from '@plantops/nodes/shared/api.ts';
import type { Reading } from '@plantops/nodes/shared/messages.ts';
import { METRIC_NAMES, type Metric } from '@plantops/nodes/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

const columns = (template: (metric: Metric, index: number) => string): string => METRIC_NAMES.map(template).join(', ');

/**
 * Stores readings and moves the newest values forward, in one statement. It answers how many rows are new, and only
 * when some were there before, which ones: the usual case sends nothing back.
 */
const INSERT_READINGS = `
  WITH stored AS (
    INSERT INTO telemetry (time, device_id, plant_id, ${METRIC_NAMES.join(', ')})
    SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], ${columns((_, index) => `$${index + 4}::float8[]`)})
    ON CONFLICT (device_id, time) DO NOTHING
    RETURNING device_id, time
  ), latest AS (
    INSERT INTO latest_readings AS l (device_id, ${columns((metric) => `${metric}, ${metric}_at`)})
    SELECT n.* FROM unnest($8::text[], ${columns((_, index) => `$${9 + 2 * index}::float8[], $${10 + 2 * index}::timestamptz[]`)})
      AS n (device_id, ${columns((metric) => `${metric}, ${metric}_at`)})
    WHERE EXISTS (SELECT FROM devices d WHERE d.id = n.device_id)
    ORDER BY n.device_id
    ON CONFLICT (device_id) DO UPDATE SET ${columns(
      (metric) => `
      ${metric} = CASE WHEN EXCLUDED.${metric}_at > COALESCE(l.${metric}_at, '-infinity') THEN EXCLUDED.${metric} ELSE l.${metric} END,
      ${metric}_at = GREATEST(EXCLUDED.${metric}_at, l.${metric}_at)`,
    )}
  )
  SELECT count(*) AS stored,
         CASE WHEN count(*) < cardinality($1) THEN array_agg(device_id || ' ' || (extract(epoch FROM time) * 1000)::bigint) END AS keys
  FROM stored`;

const keyOf = ({ deviceId, time }: Reading): string => `${deviceId} ${time.getTime()}`;

type Newest = Partial<Record<Metric, { value: number; at: Date }>>;

/** The newest value of each metric of each device in a batch. */
function newestByDevice(readings: readonly Reading[]): Map<string, Newest> {
  const devices = new Map<string, Newest>();
  for (const { deviceId, time, values } of readings) {
    const newest = devices.get(deviceId) ?? {};
    devices.set(deviceId, newest);
    for (const metric of METRIC_NAMES) {
      const value = values[metric];
      const before = newest[metric];
      if (value !== undefined && (!before || time >= before.at)) newest[metric] = { value, at: time };
    }
  }
  return devices;
}

/**
 * Stores readings; the same device and time is stored once.
 * @returns per reading whether it is a new row
 */
export async function insertReadings(database: Queryable, readings: readonly Reading[]): Promise<boolean[]> {
  const devices = newestByDevice(readings);
  const newest = [...devices.values()];
  const { rows } = await database.query<{ stored: number; keys: string[] | null }>({
    name: 'insert_readings',
    text: INSERT_READINGS,
    values: [
      readings.map((reading) => reading.time),
      readings.map((reading) => reading.deviceId),
      readings.map((reading) => reading.plantId),
      ...METRIC_NAMES.map((metric) => readings.map((reading) => reading.values[metric] ?? null)),
      [...devices.keys()],
      ...METRIC_NAMES.flatMap((metric) => [newest.map((values) => values[metric]?.value ?? null), newest.map((values) => values[metric]?.at ?? null)]),
    ],
  });
  const result = rows[0];
  if (!result || result.stored === readings.length) return readings.map(() => true);
  const stored = new Set(result.keys ?? []);
  // Within one batch, too, only the first of the same device and time is new.
  return readings.map((reading) => stored.delete(keyOf(reading)));
}

const BUCKET_COLUMNS = columns((metric) => `avg(${metric}) AS ${metric}, min(${metric}) AS ${metric}_min, max(${metric}) AS ${metric}_max`);

/** Mean, least and greatest of each metric in buckets of `bucketS` seconds counted from `from`; empty ones are left out. */
export async function readHistory(database: Queryable, plantId: string, from: Date, to: Date, bucketS: number): Promise<HistoryPoint[]> {
  const { rows } = await database.query<Omit<HistoryPoint, 'time'> & { time: Date }>(
    `SELECT date_bin(make_interval(secs => $4), time, $2) AS time, ${BUCKET_COLUMNS}
     FROM telemetry WHERE plant_id = $1 AND time >= $2 AND time < $3 GROUP BY 1 ORDER BY 1`,
    [plantId, from, to, bucketS],
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}

/** Raw readings of a plant, oldest first, for a streaming query. */
export const exportQuery = (plantId: string, from: Date, to: Date): { text: string; values: unknown[] } => ({
  text: `SELECT time, device_id, ${METRIC_NAMES.join(', ')} FROM telemetry WHERE plant_id = $1 AND time >= $2 AND time < $3 ORDER BY time, device_id`,
  values: [plantId, from, to],
});


