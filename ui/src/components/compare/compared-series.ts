/** The histories of several plants, side by side in the same buckets. Pure but for the owner's unit and time zone. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { History, Thresholds } from '../../api/generated';
import { valuesOf } from '../../charts/crosshair';
import { axisOf, seriesOf, type Summary, summaryOf } from '../../charts/history-series';
import { wallTime } from '../../charts/time-axis';
import { RANGE_MS, type TimeWindow } from '../../charts/time-window';
import { roundStep } from '../../charts/value-axis';
import { toShown } from '../../messages/format';

const MINUTE = 60_000;
/** Round, so that the buckets of a later request are the same; each range has 288 to 365. */
const BUCKET_MS: Record<HistoryRange, number> = {
  '24h': 5 * MINUTE,
  '7d': 30 * MINUTE,
  '30d': 120 * MINUTE,
  '1y': 24 * 60 * MINUTE,
};
/** A pause of more than this many usual steps is drawn as a gap. */
const GAP_STEPS = 4;

/** The buckets of a range up to now. */
export interface Buckets extends TimeWindow {
  count: number;
  bucketMs: number;
}

/** @param now in milliseconds: the last bucket is the one it falls into */
export function bucketsOf(range: HistoryRange, now: number): Buckets {
  const bucketMs = BUCKET_MS[range];
  const to = (Math.floor(now / bucketMs) + 1) * bucketMs;
  return { from: to - RANGE_MS[range], to, count: RANGE_MS[range] / bucketMs, bucketMs };
}

/** One value per bucket, as it is stored; null where nothing was measured. */
export type BucketValues = (number | null)[];

/** The means of a metric by bucket. The history must have been asked for with these buckets. */
export function bucketValues(history: History, metric: Metric, { from, count, bucketMs }: Buckets): BucketValues {
  const values: BucketValues = Array.from({ length: count }, () => null);
  for (const point of history.points) {
    const index = Math.floor((Date.parse(point.time) - from) / bucketMs);
    const mean = valuesOf(point, metric)?.mean;
    if (mean !== undefined && index >= 0 && index < count) values[index] = mean;
  }
  return values;
}

/** Short pauses filled along a straight line: a sensor that reports more rarely than buckets change is no dotted line. */
export function bridged(values: BucketValues): BucketValues {
  const measured = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const steps = measured.slice(1).map(({ index }, nth) => index - (measured[nth]?.index ?? index));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const filled = [...values];
  measured.forEach(({ index, value }, nth) => {
    const next = measured[nth + 1];
    if (!next || next.index - index > GAP_STEPS * usual) return;
    for (let at = index + 1; at < next.index; at += 1)
      filled[at] = value + ((at - index) / (next.index - index)) * (next.value - value);
  });
  return filled;
}

export const comparedSummary = (history: History, metric: Metric): Summary | undefined =>
  summaryOf(seriesOf(history.points, metric));

/** A place of the time axis. */
export interface BucketTime {
  index: number;
  time: number;
  /** What a clock in the owner's zone shows then, as if it were UTC: so the chart library draws every zone. */
  wall: number;
}

/** Where the buckets lie on the axis. An hour that a clock change repeats is there once: the line must not go back. */
export function bucketTimes({ from, count, bucketMs }: Buckets, timeZone: string | undefined): BucketTime[] {
  const times: BucketTime[] = [];
  for (let index = 0; index < count; index += 1) {
    const time = from + index * bucketMs;
    const wall = wallTime(time, timeZone);
    if (wall > (times.at(-1)?.wall ?? -Infinity)) times.push({ index, time, wall });
  }
  return times;
}

/** The limits of a metric that all of the plants have; undefined where they differ or there are none. */
export function commonLimits(plants: readonly { thresholds: Thresholds }[], metric: Metric): Thresholds[Metric] {
  const [first, ...others] = plants.map(({ thresholds }) => ({
    min: thresholds[metric]?.min ?? null,
    max: thresholds[metric]?.max ?? null,
  }));
  if (!first || (first.min === null && first.max === null)) return undefined;
  return others.every(({ min, max }) => min === first.min && max === first.max) ? first : undefined;
}

/** An axis in the unit that is shown. */
export interface ShownAxis {
  min: number;
  max: number;
  /** How many steps lie between them. */
  steps: number;
}

const MOST_STEPS = 8;

/** An axis from one round number to another that shows all values and the limits near them. */
export function shownAxis(metric: Metric, summaries: readonly Summary[], limits: Thresholds[Metric]): ShownAxis {
  const measured =
    summaries.length > 0
      ? {
          min: Math.min(...summaries.map(({ min }) => min)),
          max: Math.max(...summaries.map(({ max }) => max)),
        }
      : undefined;
  const domain = axisOf(metric, measured, limits);
  const [low, high] = [toShown(metric, domain.min), toShown(metric, domain.max)];
  const step = roundStep((high - low) / MOST_STEPS);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return { min: first * step, max: last * step, steps: last - first };
}

export interface ComparedRow {
  time: number;
  /** One per plant: the mean of what was measured since then, null without. */
  values: BucketValues;
}

/** Half an hour of a day, three hours of a week: 48 to 62 rows. */
const BUCKETS_PER_ROW = 6;

/** Newest first, at round times; rows without any value are left out. */
export function comparedRows({ from, count, bucketMs }: Buckets, plants: readonly BucketValues[]): ComparedRow[] {
  const rowMs = BUCKETS_PER_ROW * bucketMs;
  const rows: ComparedRow[] = [];
  for (let time = Math.floor(from / rowMs) * rowMs; time < from + count * bucketMs; time += rowMs) {
    const start = (time - from) / bucketMs;
    const values = plants.map((plant) => {
      const measured = plant.slice(Math.max(start, 0), start + BUCKETS_PER_ROW).filter((value) => value !== null);
      return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
    });
    if (values.some((value) => value !== null)) rows.push({ time, values });
  }
  return rows.reverse();
}
