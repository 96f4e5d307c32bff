/** What a chart draws, made from the history and the readings since. Pure. */
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { History, HistoryPoint, ReadingEvent, Thresholds } from '../api/generated';
import type { TimeWindow } from './time-window';
import type { Domain } from './value-axis';

export interface ChartSeries {
  /** Null breaks the line: there was silence. */
  mean: { x: number; y: number | null }[];
  band: { x: number; y: [number, number] | [null, null] }[];
}

/** A pause of more than this many usual steps is drawn as a gap. */
const GAP_STEPS = 4;

/** The usual distance of points: their median, in milliseconds. */
function usualStep(times: readonly number[]): number {
  const steps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Mean line and least-to-greatest band of one metric; buckets without it are left out, long pauses are gaps. */
export function seriesOf(points: readonly HistoryPoint[], metric: Metric): ChartSeries {
  const series: ChartSeries = { mean: [], band: [] };
  const measured = points.filter((point) => point[metric] !== null);
  const longestStep = GAP_STEPS * usualStep(measured.map(({ time }) => Date.parse(time)));
  for (const point of measured) {
    const [mean, min, max] = [point[metric], point[`${metric}_min`], point[`${metric}_max`]];
    if (mean === null || min === null || max === null) continue;
    const x = Date.parse(point.time);
    const before = series.mean.at(-1)?.x;
    if (before !== undefined && x - before > longestStep) {
      series.mean.push({ x: before + 1, y: null });
      series.band.push({ x: before + 1, y: [null, null] });
    }
    series.mean.push({ x, y: mean });
    series.band.push({ x, y: [min, max] });
  }
  return series;
}

/** Start of the bucket that a time falls into. */
const bucketStart = (history: History, time: number): number => {
  const from = Date.parse(history.from);
  return from + Math.floor((time - from) / (history.bucket_s * 1000)) * history.bucket_s * 1000;
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

/**
 * The history with a new reading; the span ends with it. Within the last bucket the newest value stands for the mean
 * until the history is fetched again.
 */
export function withReading(history: History, event: ReadingEvent): History {
  const time = Date.parse(event.time);
  if (time < Date.parse(history.from)) return history;
  const start = new Date(bucketStart(history, time)).toISOString();
  const last = history.points.at(-1);
  if (last && start < last.time) return history;
  const point = { ...(last?.time === start ? last : emptyPoint(start)) };
  for (const metric of METRIC_NAMES) {
    const value = event[metric];
    if (value === undefined) continue;
    point[metric] = value;
    point[`${metric}_min`] = Math.min(value, point[`${metric}_min`] ?? value);
    point[`${metric}_max`] = Math.max(value, point[`${metric}_max`] ?? value);
  }
  const to = time > Date.parse(history.to) ? event.time : history.to;
  return { ...history, to, points: [...(last?.time === start ? history.points.slice(0, -1) : history.points), point] };
}

const valuesOf = (series: ChartSeries): number[] => series.band.flatMap(({ y }) => y).filter((value) => value !== null);

/** What an axis shows without any value. */
const USUAL: Record<Metric, Domain> = {
  soil_moisture: { min: 0, max: 100 },
  temperature: { min: 10, max: 30 },
  humidity: { min: 0, max: 100 },
  light_level: { min: 0, max: 10_000 },
};

/** Noise of a sensor is not blown up to the height of the chart; that of light grows with the light. */
const LEAST_SPAN: Record<Metric, (high: number) => number> = {
  soil_moisture: () => 10,
  temperature: () => 4,
  humidity: () => 10,
  light_level: (high) => Math.max(high * 0.3, 100),
};

/** Limits this near are shown, however little the values move. */
const ALWAYS_NEAR: Record<Metric, number> = { soil_moisture: 40, temperature: 8, humidity: 30, light_level: 200 };

const limitsIn = (limits: Thresholds[Metric]): number[] =>
  [limits?.min, limits?.max].filter((limit): limit is number => limit != null);

/** Axis limits that show the values and, where they are near, the thresholds; never beyond what the metric can be. */
export function axisOf(metric: Metric, series: ChartSeries, limits: Thresholds[Metric]): Domain {
  const values = valuesOf(series);
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low))
    return {
      min: Math.min(USUAL[metric].min, ...limitsIn(limits)),
      max: Math.max(USUAL[metric].max, ...limitsIn(limits)),
    };
  const near = Math.max((high - low) * 1.5, Math.abs(high) * 0.25, ALWAYS_NEAR[metric]);
  const shown = [low, high, ...limitsIn(limits).filter((limit) => limit >= low - near && limit <= high + near)];
  const [least, greatest] = [Math.min(...shown), Math.max(...shown)];
  const margin = Math.max((greatest - least) * 0.08, (LEAST_SPAN[metric](high) - (greatest - least)) / 2, 0.5);
  return { min: Math.max(least - margin, METRICS[metric].min), max: Math.min(greatest + margin, METRICS[metric].max) };
}

/** The points of a window with one more at each side, so that lines go on to the edges. */
export function pointsWithin(points: readonly HistoryPoint[], window: TimeWindow): HistoryPoint[] {
  const times = points.map(({ time }) => Date.parse(time));
  const first = times.findIndex((time) => time >= window.from);
  const last = times.findLastIndex((time) => time <= window.to);
  if (first < 0 || last < first) return [];
  return points.slice(Math.max(first - 1, 0), last + 2);
}

/** The metrics that were measured in these points. */
export const metricsIn = (points: readonly HistoryPoint[]): Metric[] =>
  METRIC_NAMES.filter((metric) => points.some((point) => point[metric] !== null));

/** Least, greatest and mean over all that is drawn; undefined without a value. */
export function summaryOf(series: ChartSeries): { min: number; max: number; mean: number } | undefined {
  const means = series.mean.flatMap(({ y }) => y ?? []);
  if (means.length === 0) return undefined;
  const values = valuesOf(series);
  return {
    min: Math.min(...values),
    max: Math.max(...values),
    mean: means.reduce((sum, mean) => sum + mean, 0) / means.length,
  };
}
