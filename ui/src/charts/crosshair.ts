/** The crosshair: which point it snaps to, and each metric's values there. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { HistoryPoint } from '../api/generated';
import type { TimeWindow } from './time-window';

export interface PointValues {
  mean: number;
  min: number;
  max: number;
}

export interface Crosshair {
  time: number;
  /** Metrics without a value near this time are left out. */
  values: Partial<Record<Metric, PointValues>>;
}

/** The crosshair shows values within this share of the window around it, which is a few pixels. */
const NEAR_PART = 0.012;

export const timesOf = (points: readonly HistoryPoint[]): number[] => points.map(({ time }) => Date.parse(time));

/** The index of the entry nearest to `time` in the ascending `times`; -1 if there is none. */
export function nearestIndex(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  const after = times[low];
  if (after === undefined) return times.length - 1;
  return before !== undefined && time - before <= after - time ? low - 1 : low;
}

/** The values of one metric in a point; undefined if it has none. */
export function valuesOf(point: HistoryPoint | undefined, metric: Metric): PointValues | undefined {
  const mean = point?.[metric];
  const min = point?.[`${metric}_min`];
  const max = point?.[`${metric}_max`];
  return mean == null || min == null || max == null ? undefined : { mean, min, max };
}

/** The nearest values of a metric around a point, because sensors that report in turn fill different buckets. */
function nearbyValues(
  points: readonly HistoryPoint[],
  times: readonly number[],
  index: number,
  metric: Metric,
  reachMs: number,
): PointValues | undefined {
  const middle = times[index] ?? 0;
  for (let distance = 0; ; distance += 1) {
    const [left, right] = [index - distance, index + distance];
    const leftNear = middle - (times[left] ?? -Infinity) <= reachMs;
    const rightNear = (times[right] ?? Infinity) - middle <= reachMs;
    if (!leftNear && !rightNear) return undefined;
    const found =
      (leftNear ? valuesOf(points[left], metric) : undefined) ??
      (rightNear ? valuesOf(points[right], metric) : undefined);
    if (found) return found;
  }
}

/**
 * The crosshair at a time. It snaps to the nearest point. If no point is near, it stays at `time` and has no values.
 * @param bucketMs the time that one point covers; points within two of them are always near
 */
export function crosshairAt(
  points: readonly HistoryPoint[],
  times: readonly number[],
  time: number,
  window: TimeWindow,
  bucketMs: number,
): Crosshair {
  const index = nearestIndex(times, time);
  const nearest = times[index];
  const reachMs = Math.max((window.to - window.from) * NEAR_PART, 2 * bucketMs);
  if (nearest === undefined || Math.abs(nearest - time) > reachMs || nearest < window.from || nearest > window.to)
    return { time, values: {} };
  const values: Crosshair['values'] = {};
  for (const metric of METRIC_NAMES) {
    const found = nearbyValues(points, times, index, metric, reachMs);
    if (found) values[metric] = found;
  }
  return { time: nearest, values };
}

/**
 * The time of the point `steps` after the one nearest to `time`, but no further than the window's first or last point.
 * @returns undefined if the window has no points
 */
export function steppedTime(
  times: readonly number[],
  time: number | undefined,
  steps: number,
  window: TimeWindow,
): number | undefined {
  const first = times.findIndex((candidate) => candidate >= window.from);
  const last = times.findLastIndex((candidate) => candidate <= window.to);
  if (first < 0 || last < first) return undefined;
  // The first key press shows the newest point, whatever the key, except for Home, which shows the oldest.
  const index = time === undefined && Number.isFinite(steps) ? last : nearestIndex(times, time ?? 0) + steps;
  return times[Math.min(Math.max(index, first), last)];
}
