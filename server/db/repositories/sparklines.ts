import type { Sparkline } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

type SparkPoint = Sparkline['points'][number];

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

/** More digits would not show on a line a few pixels high, and would triple the size of the text. */
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

/**
 * Means of each metric in buckets of `bucketS` seconds counted from `from`, for several plants in one query. Per plant
 * it does one look-up in the index on (plant_id, time) of each table.
 * @param keptUntil up to when the figures of five minutes serve a plant, by its id; none where it is missing. For such a
 *   plant, the time and the beginnings of buckets must be whole five minutes
 * @returns points by plant, oldest first; empty buckets and unknown plants are left out
 */
export async function readSparklines(
  database: Queryable,
  plantIds: string[],
  from: Date,
  to: Date,
  bucketS: number,
  keptUntil: ReadonlyMap<string, Date> = new Map(),
): Promise<Map<string, SparkPoint[]>> {
  const marks = plantIds.map((id) => keptUntil.get(id) ?? from);
  const { rows } = await database.query<{ plant_id: string; time: Date | null } & Record<Metric, number | null>>(
    `SELECT p.id AS plant_id, b.* FROM (SELECT DISTINCT ON (id) id, mark FROM unnest($1::text[], $5::timestamptz[]) i (id, mark)) i
     JOIN plants p USING (id) LEFT JOIN LATERAL (
       SELECT date_bin(make_interval(secs => $4), f.time, $2) AS time, ${columns((m) => `sum(f.${m}_sum) / NULLIF(sum(f.${m}_count), 0) AS ${m}`)}
       FROM (
         SELECT k.time, ${columns((m) => `k.${m}_sum, k.${m}_count`)}
         FROM readings_5min k WHERE k.plant_id = p.id AND k.time >= $2 AND k.time < LEAST(i.mark, $3)
         UNION ALL
         SELECT t.time, ${columns((m) => `t.${m}, (t.${m} IS NOT NULL)::int`)}
         FROM telemetry t WHERE t.plant_id = p.id AND t.time >= GREATEST(i.mark, $2) AND t.time < $3
       ) f GROUP BY 1
     ) b ON TRUE
     ORDER BY p.id, b.time`,
    [plantIds, from, to, bucketS, marks],
  );
  const lines = new Map<string, SparkPoint[]>();
  for (const { plant_id, time, ...values } of rows) {
    const points = lines.get(plant_id) ?? [];
    lines.set(plant_id, points);
    if (time) points.push({ time: time.toISOString(), ...perMetric((metric) => rounded(values[metric])) });
  }
  return lines;
}
