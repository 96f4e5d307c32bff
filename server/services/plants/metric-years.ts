/** What a year was like, metric by metric, from the means and extremes of its days. Pure. */
import type { MetricYear } from '@plantops/shared/api/plant-year.ts';
import type { HistoryPoint } from '@plantops/shared/api/readings.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { WantedRange } from '@plantops/shared/wanted-range.ts';

/** One metric on one day. */
interface MetricDay {
  /** YYYY-MM-DD where the owner is. */
  day: string;
  mean: number;
  min: number;
  max: number;
}

/** A day's figures of all metrics. */
export type DayPoint = Omit<HistoryPoint, 'time'> & { day: string };

function daysOf(points: readonly DayPoint[], metric: Metric): MetricDay[] {
  return points.flatMap((point) => {
    const [mean, min, max] = [point[metric], point[`${metric}_min`], point[`${metric}_max`]];
    return mean === null || min === null || max === null ? [] : [{ day: point.day, mean, min, max }];
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The first of the days with the greatest figure. */
function top(days: readonly MetricDay[], figure: (day: MetricDay) => number): MetricDay | undefined {
  return days.reduce<MetricDay | undefined>(
    (best, day) => (best && figure(best) >= figure(day) ? best : day),
    undefined,
  );
}

const isWithin = (value: number, { min, max }: WantedRange): boolean =>
  (min === null || value >= min) && (max === null || value <= max);

function metricYear(
  metric: Metric,
  days: readonly MetricDay[],
  range: WantedRange | undefined,
): MetricYear | undefined {
  const least = top(days, ({ min }) => -min);
  const greatest = top(days, ({ max }) => max);
  const lowest = top(days, ({ mean }) => -mean);
  const highest = top(days, ({ mean }) => mean);
  if (!least || !greatest || !lowest || !highest) return undefined;
  // The mean of a day has its night in it, which is darker than the day should be.
  const isJudged = range !== undefined && metric !== 'light_level';
  const months = Array.from({ length: 12 }, (_, month) => {
    const of = days.filter(({ day }) => Number(day.slice(5, 7)) === month + 1);
    return of.length > 0 ? meanOf(of.map(({ mean }) => mean)) : null;
  });
  return {
    metric,
    days: days.length,
    mean: meanOf(days.map(({ mean }) => mean)),
    least: { value: least.min, day: least.day },
    greatest: { value: greatest.max, day: greatest.day },
    lowest_day: { value: lowest.mean, day: lowest.day },
    highest_day: { value: highest.mean, day: highest.day },
    days_within: isJudged ? days.filter(({ mean }) => isWithin(mean, range)).length : null,
    months,
  };
}

/** The metrics that were measured. @param rangeOf what the plant is judged by */
export const metricYears = (
  points: readonly DayPoint[],
  rangeOf: (metric: Metric) => WantedRange | undefined,
): MetricYear[] => METRIC_NAMES.flatMap((metric) => metricYear(metric, daysOf(points, metric), rangeOf(metric)) ?? []);
