/** Reads the history of a plant for a chart, from figures that are kept and from the readings themselves. */
import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

/** The tables that figures can be read from. */
export type FiguresSource = 'telemetry' | 'readings_5min' | 'readings_hourly' | 'readings_daily';

/** A time to be read from one table; `to` is exclusive (ms since 1970). */
export interface HistoryPart {
  source: FiguresSource;
  from: number;
  to: number;
}

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

const OF_READINGS = columns(
  (m) => `count(${m}) AS ${m}_count, sum(${m}) AS ${m}_sum, min(${m}) AS ${m}_min, max(${m}) AS ${m}_max`,
);
const OF_FIGURES = columns(
  (m) =>
    `sum(${m}_count) AS ${m}_count, sum(${m}_sum) AS ${m}_sum, min(${m}_min) AS ${m}_min, max(${m}_max) AS ${m}_max`,
);
/** The mean of equal values may differ from them by a rounding error, so it is clamped between least and greatest. */
const POINT = columns(
  (m) =>
    `LEAST(GREATEST(sum(${m}_sum) / NULLIF(sum(${m}_count), 0), min(${m}_min)), max(${m}_max)) AS ${m}, min(${m}_min) AS ${m}_min, max(${m}_max) AS ${m}_max`,
);
const SOURCES: readonly FiguresSource[] = ['readings_daily', 'readings_hourly', 'readings_5min', 'telemetry'];

/** Instants as PostgreSQL reads them. A Date would be sent in the zone of this machine. */
const instants = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString());

/** The line of one device. */
export interface DeviceLine {
  device_id: string;
  points: HistoryPoint[];
}

/**
 * The same for each device that measured the plant, from the readings themselves: figures do not tell devices apart.
 * @param starts when each bucket begins, in order (ms since 1970)
 */
export async function readDeviceLines(
  database: Queryable,
  { plantId, from, to }: { plantId: string; from: Date; to: Date },
  starts: readonly number[],
): Promise<DeviceLine[]> {
  const { rows } = await database.query<Omit<HistoryPoint, 'time'> & { bucket: number; device_id: string }>(
    `SELECT device_id, bucket, ${POINT} FROM (
       SELECT device_id, width_bucket(time, $4::timestamptz[]) AS bucket, ${OF_READINGS} FROM telemetry
       WHERE plant_id = $1 AND time >= $2 AND time < $3 GROUP BY 1, 2
     ) f GROUP BY device_id, bucket ORDER BY device_id, bucket`,
    [plantId, from, to, instants(starts)],
  );
  const lines = new Map<string, HistoryPoint[]>();
  for (const { bucket, device_id, ...point } of rows) {
    const points = lines.get(device_id) ?? [];
    lines.set(device_id, points);
    points.push({ ...point, time: new Date(starts[bucket - 1] ?? 0).toISOString() });
  }
  return [...lines].map(([device_id, points]) => ({ device_id, points }));
}

/**
 * Mean, least and greatest value of each metric in each bucket; empty buckets are left out.
 * @param parts times that do not overlap, each with the table that it is read from
 * @param starts when each bucket begins, in order (ms since 1970); the first at or before all parts
 */
export async function readHistoryParts(
  database: Queryable,
  plantId: string,
  parts: readonly HistoryPart[],
  starts: readonly number[],
): Promise<HistoryPoint[]> {
  const values: unknown[] = [plantId, instants(starts)];
  const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const branches = SOURCES.flatMap((source) => {
    const own = parts.filter((part) => part.source === source);
    if (own.length === 0) return [];
    const from = instants(own.map((part) => part.from));
    const to = instants(own.map((part) => part.to));
    // The outermost times also stand by themselves: planning leaves out partitions and chunks by them.
    const least = instants([Math.min(...own.map((part) => part.from))])[0];
    const greatest = instants([Math.max(...own.map((part) => part.to))])[0];
    const between = `t.plant_id = $1 AND t.time >= ${bind(least, 'timestamptz')} AND t.time < ${bind(greatest, 'timestamptz')}`;
    const rows =
      own.length === 1
        ? `${source} t WHERE ${between}`
        : // OFFSET 0 keeps each span a look into the index of its own: joined, all between the outermost would be read.
          `unnest(${bind(from, 'timestamptz[]')}, ${bind(to, 'timestamptz[]')}) AS s (lower, upper) CROSS JOIN LATERAL
           (SELECT * FROM ${source} t WHERE ${between} AND t.time >= s.lower AND t.time < s.upper OFFSET 0) t`;
    return `SELECT width_bucket(t.time, $2::timestamptz[]) AS bucket, ${source === 'telemetry' ? OF_READINGS : OF_FIGURES} FROM ${rows} GROUP BY 1`;
  });
  if (branches.length === 0) return [];
  const { rows } = await database.query<Omit<HistoryPoint, 'time'> & { bucket: number }>(
    `SELECT bucket, ${POINT} FROM (${branches.join(' UNION ALL ')}) f GROUP BY bucket ORDER BY bucket`,
    values,
  );
  return rows.map(({ bucket, ...point }) => ({ ...point, time: new Date(starts[bucket - 1] ?? 0).toISOString() }));
}
