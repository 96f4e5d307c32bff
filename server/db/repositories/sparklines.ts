import type { Sparkline } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';

type SparkPoint = Sparkline['points'][number];

const columns = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

/** More digits would not show on a line a few pixels high, and would triple the size of the text. */
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

/**
 * Means of each metric in buckets of `bucketS` seconds counted from `from`, for several plants in one query. Per plant
 * it does one look-up in the index on (plant_id, time).
 * @returns points by plant, oldest first; empty buckets and unknown plants are left out
 */
export async function readSparklines(
  database: Queryable,
  plantIds: string[],
  from: Date,
  to: Date,
  bucketS: number,
): Promise<Map<string, SparkPoint[]>> {
  const { rows } = await database.query<{ plant_id: string; time: Date | null } & Record<Metric, number | null>>(
    `SELECT p.id AS plant_id, b.* FROM plants p
     LEFT JOIN LATERAL (
       SELECT date_bin(make_interval(secs => $4), t.time, $2) AS time, ${columns((metric) => `avg(t.${metric}) AS ${metric}`)}
       FROM telemetry t WHERE t.plant_id = p.id AND t.time >= $2 AND t.time < $3 GROUP BY 1
     ) b ON TRUE
     WHERE p.id = ANY($1) ORDER BY p.id, b.time`,
    [plantIds, from, to, bucketS],
  );
  const lines = new Map<string, SparkPoint[]>();
  for (const { plant_id, time, ...values } of rows) {
    const points = lines.get(plant_id) ?? [];
    lines.set(plant_id, points);
    if (time) points.push({ time: time.toISOString(), ...perMetric((metric) => rounded(values[metric])) });
  }
  return lines;
}
