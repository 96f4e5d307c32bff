/** A sparkline of one day of values. Pure. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../../api/generated';
import type { TimedValue } from '../../stores/sparklines';
import { isLogarithmic, scaled } from '../metric-scale';

/** Coordinates in a box of 100 by 100, with the origin at the top left. */
export interface SparklineShape {
  line: string;
  end: { x: number; y: number };
  /** The wanted range. */
  zone: { y: number; height: number } | undefined;
}

/** Room above and below the line for its width. */
const MARGIN = 8;
/**
 * The factor that the height spans at least, on a logarithmic scale. A passing cloud or a dose of fertilizer shows in
 * the line; flicker does not.
 */
const LEAST_FACTOR = 5;

/** The least range that the height spans, in units of the drawn scale: sensor noise must not look like real change. */
const leastSpan = (metric: Metric): number =>
  isLogarithmic(metric) ? Math.log10(LEAST_FACTOR) : METRICS[metric].axis.leastSpan.value;

const round = (number: number): number => Math.round(number * 10) / 10;

/**
 * @param values ordered by time
 * @param window from and to, in milliseconds: the width
 * @param gapMs values further apart than this are not connected
 * @returns undefined with fewer than two values
 */
export function sparklineShape(
  metric: Metric,
  values: readonly TimedValue[],
  window: { from: number; to: number },
  gapMs: number,
  limits?: Thresholds[Metric],
): SparklineShape | undefined {
  const shown = values
    .filter(({ at }) => at >= window.from && at <= window.to)
    .map(({ at, value }) => ({ at, value: scaled(metric, value) }));
  const last = shown.at(-1);
  if (!last || shown.length < 2) return undefined;
  const all = shown.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const spare = Math.max(0, leastSpan(metric) - (highest - lowest)) / 2;
  const [bottom, top] = [lowest - spare, highest + spare];
  const x = (at: number): number => round(((at - window.from) / (window.to - window.from)) * 100);
  const y = (value: number): number => round(100 - MARGIN - ((value - bottom) / (top - bottom)) * (100 - 2 * MARGIN));

  const line = shown
    .map(({ at, value }, index) => {
      const before = shown[index - 1];
      return `${before && at - before.at <= gapMs ? 'L' : 'M'}${x(at)} ${y(value)}`;
    })
    .join('');

  const edge = (limit: number | null | undefined, otherwise: number): number =>
    limit == null ? otherwise : Math.min(100, Math.max(0, y(scaled(metric, limit))));
  const upper = edge(limits?.max, 0);
  const zone =
    limits?.min == null && limits?.max == null ? undefined : { y: upper, height: round(edge(limits.min, 100) - upper) };
  return { line, end: { x: x(last.at), y: y(last.value) }, zone };
}
