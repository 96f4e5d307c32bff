/** A plant's readings over a day and a week, and how long they have been inside or outside their range. */
import type { CareStatistics } from '@plantops/shared/care/care-plan.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { statement } from '../statement.ts';

export interface Range {
  min: number | null;
  max: number | null;
}
export type Ranges = Readonly<Record<Metric, Range | null>>;

/** Fewer readings, or a shorter time, do not give a meaningful slope. */
const LEAST_FOR_SLOPE = { readings: 10, hours: 3 };

type Figures = Record<`${Metric}_${'count' | 'min' | 'max' | 'mean' | 'slope' | 'outside' | 'hours'}`, number | null>;

interface Span {
  plantId: string;
  from: Date;
  ranges: Ranges;
}

const STATISTICS = statement<Span>((bind) => {
  const figures = (metric: Metric): string => {
    const min = bind('float8', ({ ranges }) => ranges[metric]?.min ?? null);
    const max = bind('float8', ({ ranges }) => ranges[metric]?.max ?? null);
    return `count(${metric}) AS ${metric}_count, min(${metric}) AS ${metric}_min, max(${metric}) AS ${metric}_max, avg(${metric}) AS ${metric}_mean,
    regr_slope(${metric}, extract(epoch FROM time) / 86400) AS ${metric}_slope,
    count(*) FILTER (WHERE ${metric} < ${min} OR ${metric} > ${max}) AS ${metric}_outside,
    extract(epoch FROM max(time) FILTER (WHERE ${metric} IS NOT NULL) - min(time) FILTER (WHERE ${metric} IS NOT NULL)) / 3600 AS ${metric}_hours`;
  };
  return `SELECT ${METRIC_NAMES.map(figures).join(', ')} FROM telemetry
    WHERE plant_id = ${bind('text', ({ plantId }) => plantId)} AND time >= ${bind('timestamptz', ({ from }) => from)}`;
});

const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * Figures for each metric since `from`; null if it was not measured. Hours outside are estimated from the share of
 * readings.
 */
export async function readCareStatistics(
  database: Queryable,
  plantId: string,
  from: Date,
  ranges: Ranges,
): Promise<Record<Metric, CareStatistics | null>> {
  const { rows } = await database.query<Figures>(STATISTICS({ plantId, from, ranges }));
  const row = rows[0];
  return perMetric((metric) => {
    const of = (figure: 'count' | 'min' | 'max' | 'mean' | 'slope' | 'outside' | 'hours'): number =>
      row?.[`${metric}_${figure}`] ?? 0;
    const count = of('count');
    if (count === 0) return null;
    const says = count >= LEAST_FOR_SLOPE.readings && of('hours') >= LEAST_FOR_SLOPE.hours;
    return {
      count,
      min: of('min'),
      max: of('max'),
      mean: rounded(of('mean')),
      slope_per_day: says ? rounded(of('slope')) : null,
      hours_outside: rounded((of('hours') * of('outside')) / count),
    };
  });
}
