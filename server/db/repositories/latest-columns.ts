/** SQL and mapping for the newest values, shared by the device and plant queries. */
import type { LatestReading } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';

/** Row columns `soil_moisture`, `soil_moisture_at`, … for each metric. */
export type LatestColumns = Record<Metric, number | null> & Record<`${Metric}_at`, Date | null>;

const each = (template: (metric: Metric) => string): string => METRIC_NAMES.map(template).join(', ');

/** The newest values of one device; `l` is its row in latest_readings. */
export const DEVICE_LATEST = each((metric) => `l.${metric}, l.${metric}_at`);

/** The newest values across several devices; `l` stands for their rows. */
export const MERGED_LATEST = each(
  (metric) =>
    `(array_agg(l.${metric} ORDER BY l.${metric}_at DESC) FILTER (WHERE l.${metric}_at IS NOT NULL))[1] AS ${metric}, max(l.${metric}_at) AS ${metric}_at`,
);

/** The newest values in the API's form, or null if nothing was ever measured. */
export function toLatestReading(row: LatestColumns): LatestReading | null {
  const times = METRIC_NAMES.flatMap((metric) => row[`${metric}_at`] ?? []);
  if (times.length === 0) return null;
  const newest = new Date(Math.max(...times.map(Number)));
  return {
    time: newest.toISOString(),
    ...perMetric((metric) => row[metric]),
    measured_at: perMetric((metric) => row[`${metric}_at`]?.toISOString() ?? null),
  };
}
