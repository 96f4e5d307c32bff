/** SQL and mapping for the newest values, shared by the device and plant queries. */
import { probeRhythm } from '@plantops/nodes/presence/rhythm.ts';
import type { LatestReading } from '@plantops/shared/api/readings.ts';
import { type Combine, combined, freshForMs, type ProbeRhythm } from '@plantops/shared/judging/combine.ts';
import type { StoredProbe } from '@plantops/shared/judging/plant-values.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import { z } from 'zod';

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

/** One device of a plant in JSON; `d`, `l` and `r` are its rows in devices, latest_readings and device_rhythms. */
export const PROBE = `json_build_object('device_id', l.device_id, 'told_s', COALESCE(d.report_interval_set_s, d.report_interval_given_s), 'rhythm', r.rhythm->'metrics', ${each((metric) => `'${metric}', l.${metric}, '${metric}_at', l.${metric}_at`)})`;

/** What `PROBE` makes. */
export type ProbeColumns = { device_id: string; told_s: number | null; rhythm: unknown } & Record<
  Metric,
  number | null
> &
  Record<`${Metric}_at`, string | null>;

/** The rows of several devices as stored probes are known everywhere. */
export const toProbe = (row: ProbeColumns, plantId: string): StoredProbe => ({
  deviceId: row.device_id,
  plantId,
  latest: Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => {
      const [value, at] = [row[metric], row[`${metric}_at`]];
      return value === null || at === null ? [] : [[metric, { value, at: new Date(at) }]];
    }),
  ),
});

/** How often a device sends a metric, as far as that is stored; see `services/presence/rhythm-book.ts`. */
export function storedRhythm(row: ProbeColumns | undefined, metric: Metric): ProbeRhythm {
  const gaps = z.object({ [metric]: z.object({ gaps: z.array(z.number()) }) }).safeParse(row?.rhythm).data?.[metric];
  return probeRhythm({ setS: row?.told_s ?? null }, gaps);
}

/** The value that a plant has of each metric, from the rows of its devices. */
export function combineColumns(rows: readonly ProbeColumns[], combine: Combine): LatestColumns {
  const probes = rows.map((row) => toProbe(row, ''));
  const columns: Partial<LatestColumns> = {};
  for (const metric of METRIC_NAMES) {
    const values = probes.flatMap(({ deviceId, latest: { [metric]: measured } }) =>
      measured ? { ...measured, deviceId } : [],
    );
    const plant = combined(values, combine[metric], (deviceId) =>
      freshForMs(
        storedRhythm(
          rows.find(({ device_id }) => device_id === deviceId),
          metric,
        ),
      ),
    );
    columns[metric] = plant?.value ?? null;
    columns[`${metric}_at`] = plant?.at ?? null;
  }
  return columns as LatestColumns;
}

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
