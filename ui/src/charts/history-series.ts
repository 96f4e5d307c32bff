/** Derives what a chart draws from the history and the readings received since then. Pure. */
import { METRIC_NAMES, METRICS, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import type { History, HistoryPoint, ReadingEvent, Thresholds } from '../api/generated';
import { valuesOf } from './crosshair';
import type { TimeWindow } from './time-window';
import type { Domain } from './value-axis';

/** The values of one metric in a bucket. */
export interface SeriesPoint {
  /** Milliseconds since 1970. */
  time: number;
  mean: number;
  min: number;
  max: number;
}

export interface ChartSeries {
  /** Points in ascending order of time, split where no values were measured for longer than `silenceMs`. */
  runs: SeriesPoint[][];
  /** A longer time between two points is a gap in the line. */
  silenceMs: number;
}

/** More than this many typical intervals without a point are drawn as a gap. */
const GAP_STEPS = 4;

/** The typical interval between points: the median, in milliseconds. Infinity for fewer than two points. */
function usualStep(points: readonly SeriesPoint[]): number {
  const steps = Float64Array.from(points, ({ time }, index) => time - (points[index - 1]?.time ?? time)).subarray(1);
  return steps.sort()[Math.floor(steps.length / 2)] ?? Infinity;
}

function seriesPoint(point: HistoryPoint, metric: Metric): SeriesPoint | undefined {
  const values = valuesOf(point, metric);
  return values && { time: Date.parse(point.time), ...values };
}

/** The series of one metric. Buckets without a value are left out. A long gap starts a new run. */
export function seriesOf(points: readonly HistoryPoint[], metric: Metric): ChartSeries {
  const measured = points.flatMap((point) => seriesPoint(point, metric) ?? []);
  const silenceMs = GAP_STEPS * usualStep(measured);
  const runs: SeriesPoint[][] = [];
  let before: SeriesPoint | undefined;
  for (const point of measured) {
    const run = runs.at(-1);
    if (run && before && point.time - before.time <= silenceMs) run.push(point);
    else runs.push([point]);
    before = point;
  }
  return { runs, silenceMs };
}

/**
 * The end of the line: the newest point, and before it the last point of the series unless there is a gap between them.
 * Empty if the newest point has no value.
 */
export function tailOf(
  { runs, silenceMs }: ChartSeries,
  newest: HistoryPoint | undefined,
  metric: Metric,
): SeriesPoint[] {
  const point = newest && seriesPoint(newest, metric);
  if (!point) return [];
  const last = runs.at(-1)?.at(-1);
  return last && point.time - last.time <= silenceMs ? [last, point] : [point];
}

/** All points except the newest, which live readings change. Returns `before` itself if it holds the same points. */
export function settledPoints(
  before: readonly HistoryPoint[] | undefined,
  points: readonly HistoryPoint[],
): readonly HistoryPoint[] {
  const count = points.length - 1;
  const isSame = before?.length === count && before[0] === points[0] && before.at(-1) === points[count - 1];
  return before && isSame ? before : points.slice(0, -1);
}

/**
 * The start of the bucket that contains a time, in milliseconds, counted from the last bucket that the server has made:
 * buckets are whole units of local time, and do not begin with the span.
 */
const bucketStart = ({ points, bucket_s: seconds }: History, time: number): number => {
  const from = Date.parse(points.at(-1)?.time ?? '1970-01-01T00:00:00Z');
  return from + Math.floor((time - from) / (seconds * 1000)) * seconds * 1000;
};

const emptyPoint = (time: string): HistoryPoint =>
  ({
    time,
    ...Object.fromEntries(
      METRIC_NAMES.flatMap((metric) => [
        [metric, null],
        [`${metric}_min`, null],
        [`${metric}_max`, null],
      ]),
    ),
  }) as HistoryPoint;

const withPoint = (points: readonly HistoryPoint[], start: string, values: MetricValues): HistoryPoint[] => {
  const last = points.at(-1);
  const isSame = last?.time === start;
  const point = { ...(isSame ? last : emptyPoint(start)) };
  for (const metric of METRIC_NAMES) {
    const value = values[metric];
    if (value == null) continue;
    point[metric] = value;
    point[`${metric}_min`] = Math.min(value, point[`${metric}_min`] ?? value);
    point[`${metric}_max`] = Math.max(value, point[`${metric}_max`] ?? value);
  }
  return [...(isSame ? points.slice(0, -1) : points), point];
};

/**
 * Adds a new reading to the history and extends its span to it. Until the history is fetched again, the newest value
 * takes the place of the last bucket's mean: that of the plant in its line, and the device's own in the device's line. Readings
 * before the last bucket are ignored.
 */
export function withReading(history: History, event: ReadingEvent): History {
  const time = Date.parse(event.time);
  if (time < Date.parse(history.from)) return history;
  const start = new Date(bucketStart(history, time)).toISOString();
  const last = history.points.at(-1);
  if (last && start < last.time) return history;
  const devices = history.devices?.map((device) =>
    device.device_id === event.device_id ? { ...device, points: withPoint(device.points, start, event) } : device,
  );
  return {
    ...history,
    to: time > Date.parse(history.to) ? event.time : history.to,
    points: withPoint(history.points, start, { ...event, ...event.plant_values }),
    ...(devices && { devices }),
  };
}

/** The least range of a metric's axis, for values up to `high`. */
export function leastSpan(metric: Metric, high: number): number {
  const { value, share = 0 } = METRICS[metric].axis.leastSpan;
  return Math.max(value, high * share);
}

const limitsIn = (limits: Thresholds[Metric]): number[] =>
  [limits?.min, limits?.max].filter((limit): limit is number => limit != null);

/**
 * The range of the value axis. It includes the measured values and the limits near them, and stays within the metric's
 * possible values. Without measured values, it is the metric's default range, extended to all limits.
 * @param measured the least and greatest measured value; undefined if there are none
 */
export function axisOf(metric: Metric, measured: Domain | undefined, limits: Thresholds[Metric]): Domain {
  const { min, max, axis } = METRICS[metric];
  if (!measured)
    return {
      min: Math.min(axis.empty.min, ...limitsIn(limits)),
      max: Math.max(axis.empty.max, ...limitsIn(limits)),
    };
  const { min: low, max: high } = measured;
  const near = Math.max((high - low) * 1.5, Math.abs(high) * 0.25, axis.nearLimit);
  const shown = [low, high, ...limitsIn(limits).filter((limit) => limit >= low - near && limit <= high + near)];
  const [least, greatest] = [Math.min(...shown), Math.max(...shown)];
  const margin = Math.max((greatest - least) * 0.08, (leastSpan(metric, high) - (greatest - least)) / 2);
  return { min: Math.max(least - margin, min), max: Math.min(greatest + margin, max) };
}

/**
 * The index of the first point whose time satisfies `is`, by binary search; the length if there is none. `is` must also
 * hold for all later points.
 */
function firstIndex(points: readonly HistoryPoint[], is: (time: number) => boolean): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(Date.parse(points[middle]?.time ?? ''))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The points within a window and one more on each side, so that lines reach the edges. Empty if none is within the
 * window.
 */
export function pointsWithin(points: readonly HistoryPoint[], { from, to }: TimeWindow): HistoryPoint[] {
  const first = firstIndex(points, (time) => time >= from);
  const after = firstIndex(points, (time) => time > to);
  return after > first ? points.slice(Math.max(first - 1, 0), after + 1) : [];
}

/** The metrics that have a value in any of the points. */
export const metricsIn = (points: readonly HistoryPoint[]): Metric[] =>
  METRIC_NAMES.filter((metric) => points.some((point) => point[metric] !== null));

/** A summary of the points that a chart draws. */
export interface Summary {
  min: number;
  max: number;
  /** The mean of the points' means. */
  mean: number;
  /** The number of points. */
  count: number;
}

/** Adds a point to a summary; `before` is undefined for the first point. */
export function summaryWith(before: Summary | undefined, { mean, min, max }: SeriesPoint): Summary {
  if (!before) return { min, max, mean, count: 1 };
  const count = before.count + 1;
  return {
    min: Math.min(before.min, min),
    max: Math.max(before.max, max),
    mean: before.mean + (mean - before.mean) / count,
    count,
  };
}

/** The summary of a series; undefined if it is empty. */
export const summaryOf = ({ runs }: ChartSeries): Summary | undefined =>
  runs.flat().reduce<Summary | undefined>(summaryWith, undefined);
