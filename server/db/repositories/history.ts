/** Reads the history of a plant for a chart, from figures that are kept and from the readings themselves. */
import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { JsonText } from '@plantops/shared/json-text.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { prepared } from '../prepared.ts';

/** The tables that figures can be read from. */
export type FiguresSource = 'telemetry' | 'readings_5min' | 'readings_hourly' | 'readings_daily';

/** A time to be read from one table; `to` is exclusive (ms since 1970). */
export interface HistoryPart {
  source: FiguresSource;
  from: number;
  to: number;
}

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

/** A reading in the form of a figure. */
const OF_READING = columns(
  (m) => `(${m} IS NOT NULL)::int AS ${m}_count, ${m} AS ${m}_sum, ${m} AS ${m}_min, ${m} AS ${m}_max`,
);
const OF_FIGURE = columns((m) => `${m}_count, ${m}_sum, ${m}_min, ${m}_max`);
/** The mean of equal values may differ from them by a rounding error, so it is clamped between least and greatest. */
const POINT = columns(
  (m) =>
    `LEAST(GREATEST(sum(${m}_sum) / NULLIF(sum(${m}_count), 0), min(${m}_min)), max(${m}_max)) AS ${m}, min(${m}_min) AS ${m}_min, max(${m}_max) AS ${m}_max`,
);
/** So many parts of a source are written out in a statement. */
const FEW_PARTS = 4;
const SOURCES: readonly FiguresSource[] = ['readings_daily', 'readings_hourly', 'readings_5min', 'telemetry'];

/** An instant as PostgreSQL reads it. A Date would be sent in the zone of this machine. */
const instant = (time: number): string => new Date(time).toISOString();
/** The same for an array of them, as one text: pg would write it piece by piece. */
const instants = (times: readonly number[]): string => `{${times.map(instant).join()}}`;

type Bind = (value: unknown, type: string) => string;
/** What is taken of the rows of a source. */
type Taken = (source: FiguresSource) => string;
const ALL_METRICS: Taken = (source) => (source === 'telemetry' ? OF_READING : OF_FIGURE);
const between = (source: FiguresSource, taken: Taken, from: string, to: string): string =>
  `SELECT t.time, ${taken(source)} FROM ${source} t WHERE t.plant_id = $1 AND t.time >= ${from} AND t.time < ${to}`;

/** Rows of a few parts: planning leaves out partitions and chunks by the times of each. */
const eachOf = (source: FiguresSource, taken: Taken, parts: readonly HistoryPart[], bind: Bind): string =>
  parts
    .map(({ from, to }) => between(source, taken, bind(instant(from), 'timestamptz'), bind(instant(to), 'timestamptz')))
    .join(' UNION ALL ');

/** Rows of many parts. The outermost times also stand by themselves, for planning. */
function allOf(source: FiguresSource, taken: Taken, parts: readonly HistoryPart[], bind: Bind): string {
  const from = parts.map((part) => part.from);
  const to = parts.map((part) => part.to);
  const [least, greatest] = [Math.min(...from), Math.max(...to)].map(instant);
  const outermost = between(source, taken, bind(least, 'timestamptz'), bind(greatest, 'timestamptz'));
  // OFFSET 0 keeps each span a look into the index of its own: joined, all between the outermost would be read.
  return `SELECT t.* FROM unnest(${bind(instants(from), 'timestamptz[]')}, ${bind(instants(to), 'timestamptz[]')}) AS s (lower, upper)
          CROSS JOIN LATERAL (${outermost} AND t.time >= s.lower AND t.time < s.upper OFFSET 0) t`;
}

/** Rows of all parts. @returns undefined if there are none to read */
function rowsOf(parts: readonly HistoryPart[], taken: Taken, bind: Bind): string | undefined {
  const branches = SOURCES.flatMap((source) => {
    const own = parts.filter((part) => part.source === source);
    if (own.length === 0) return [];
    return own.length <= FEW_PARTS ? eachOf(source, taken, own, bind) : allOf(source, taken, own, bind);
  });
  return branches.length > 0 ? branches.join(' UNION ALL ') : undefined;
}

/** What a chart is drawn from. */
export interface HistoryText {
  /** Mean, least and greatest value of each metric in each bucket; empty buckets are left out. */
  points: JsonText<HistoryPoint[]>;
  /** The time zone whose days there were figures of when the points were read. */
  dayZone: string | null;
}

const POINT_FIELDS = columns((m) => `${m}, ${m}_min, ${m}_max`);

/**
 * Reads the points of a chart. The database writes them as JSON: hundreds of rows of numbers would keep this process, which
 * answers everybody, three times as long.
 * @param parts times that do not overlap, each with the table that it is read from
 * @param starts when each bucket begins, in order (ms since 1970); the first at or before all parts
 */
export async function readHistoryText(
  database: Queryable,
  plantId: string,
  parts: readonly HistoryPart[],
  starts: readonly number[],
): Promise<HistoryText> {
  const times = instants(starts);
  const values: unknown[] = [plantId, times, times];
  const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const found = rowsOf(parts, ALL_METRICS, bind);
  if (found === undefined) return { points: new JsonText('[]'), dayZone: null };
  // The beginnings as names, which are all of one length: in an array of texts each is looked for from the first on.
  const { rows } = await database.query<{ points: string; day_zone: string | null }>(
    prepared(
      `SELECT coalesce(json_agg(p)::text, '[]') AS points, (SELECT day_zone FROM figures_mark) AS day_zone FROM (
         SELECT ($3::name[])[b.bucket] AS time, ${POINT_FIELDS} FROM (
           SELECT width_bucket(f.time, $2::timestamptz[]) AS bucket, ${POINT} FROM (${found}) f GROUP BY 1 ORDER BY 1
         ) b
       ) p`,
      values,
    ),
  );
  const [{ points, day_zone }] = rows as [{ points: string; day_zone: string | null }];
  return { points: new JsonText(points), dayZone: day_zone };
}

/** When the step of a row begins, in seconds since 1970; steps count from the full hour. */
const stepOf = (stepS: number): string =>
  `extract(epoch FROM date_bin('${stepS} seconds', time, TIMESTAMPTZ '2000-01-01 00:00:00Z'))::int`;

/** Least, mean and greatest value of one metric of a plant in an hour. `at`: when it begins (ms since 1970). */
export interface HourOfMetric {
  at: number;
  min: number;
  mean: number;
  max: number;
}

/** The hours of each metric in which it was measured. @param parts see readHistoryText */
export async function readHours(
  database: Queryable,
  plantId: string,
  parts: readonly HistoryPart[],
): Promise<Record<Metric, HourOfMetric[]>> {
  const values: unknown[] = [plantId];
  const found = rowsOf(parts, ALL_METRICS, (value, type) => `$${values.push(value)}::${type}`);
  const hours = perMetric((): HourOfMetric[] => []);
  if (found === undefined) return hours;
  // Numbers by their place, since names would take longer than all else.
  const { rows } = await database.query<(number | null)[]>({
    text: `SELECT ${stepOf(3600)} AS step, ${POINT} FROM (${found}) f GROUP BY 1 ORDER BY 1`,
    values,
    rowMode: 'array',
  });
  for (const row of rows)
    for (const [index, metric] of METRIC_NAMES.entries()) {
      const [mean, min, max] = row.slice(3 * index + 1, 3 * index + 4);
      if (mean != null && min != null && max != null) hours[metric].push({ at: (row[0] ?? 0) * 1000, min, mean, max });
    }
  return hours;
}

/** A value, and when the step begins of which it is the mean (ms since 1970). */
export interface StepMean {
  at: number;
  value: number;
}

const toStepMeans = (pairs: readonly [number, number][] | null): StepMean[] =>
  (pairs ?? []).map(([step, value]) => ({ at: step * 1000, value }));

/** The mean of one metric in each step in which it was measured. @param parts see readHistoryText */
export async function readMeans(
  database: Queryable,
  { plantId, metric, stepS }: { plantId: string; metric: Metric; stepS: number },
  parts: readonly HistoryPart[],
): Promise<StepMean[]> {
  const values: unknown[] = [plantId];
  const taken: Taken = (source) =>
    source === 'telemetry'
      ? `(${metric} IS NOT NULL)::int AS count, ${metric} AS sum`
      : `${metric}_count AS count, ${metric}_sum AS sum`;
  const found = rowsOf(parts, taken, (value, type) => `$${values.push(value)}::${type}`);
  if (found === undefined) return [];
  // As one JSON text: thousands of rows would take longer.
  const { rows } = await database.query<{ means: [number, number][] | null }>(
    `SELECT json_agg(json_build_array(step, value) ORDER BY step) AS means FROM (
       SELECT ${stepOf(stepS)} AS step, sum(sum) / sum(count) AS value FROM (${found}) f WHERE count > 0 GROUP BY 1
     ) steps`,
    values,
  );
  return toStepMeans(rows[0]?.means ?? null);
}

/**
 * The same for each device that measured the plant, from the readings themselves: figures do not tell devices apart.
 * @param options.deviceIds only of these; null: of all
 */
export async function readDeviceMeans(
  database: Queryable,
  {
    plantId,
    metric,
    stepS,
    from,
    to,
    deviceIds,
  }: { plantId: string; metric: Metric; stepS: number; from: Date; to: Date; deviceIds: readonly string[] | null },
): Promise<StepMean[][]> {
  const { rows } = await database.query<{ means: [number, number][] | null }>(
    `SELECT json_agg(json_build_array(step, value) ORDER BY step) AS means FROM (
       SELECT device_id, ${stepOf(stepS)} AS step, avg(${metric}) AS value FROM telemetry
       WHERE plant_id = $1 AND time >= $2 AND time < $3 AND ${metric} IS NOT NULL
         AND ($4::text[] IS NULL OR device_id = ANY ($4)) GROUP BY 1, 2
     ) steps GROUP BY device_id ORDER BY device_id`,
    [plantId, from, to, deviceIds],
  );
  return rows.map(({ means }) => toStepMeans(means));
}

/** The hours of one metric as some devices of a plant measured it, from the readings themselves. */
export async function readHoursOf(
  database: Queryable,
  {
    plantId,
    metric,
    deviceIds,
    from,
    to,
  }: { plantId: string; metric: Metric; deviceIds: readonly string[]; from: Date; to: Date },
): Promise<HourOfMetric[]> {
  const { rows } = await database.query<HourOfMetric>(
    `SELECT ${stepOf(3600)} * 1000::float8 AS at, min(${metric}) AS min, avg(${metric}) AS mean, max(${metric}) AS max
     FROM telemetry
     WHERE plant_id = $1 AND time >= $2 AND time < $3 AND ${metric} IS NOT NULL AND device_id = ANY ($4::text[])
     GROUP BY 1 ORDER BY 1`,
    [plantId, from, to, deviceIds],
  );
  return rows;
}

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
       SELECT device_id, width_bucket(time, $4::timestamptz[]) AS bucket, ${OF_READING} FROM telemetry
       WHERE plant_id = $1 AND time >= $2 AND time < $3
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
