/** Puts the histories of several plants into the same buckets. Pure, except that it reads the unit and time zone. */
import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { History, Thresholds } from '../../api/generated';
import { valuesOf } from '../../charts/crosshair';
import { axisOf, seriesOf, type Summary, summaryOf } from '../../charts/history-series';
import { instantOf, wallTime } from '../../charts/time-axis';
import { RANGE_MS, type TimeWindow } from '../../charts/time-window';
import { roundStep } from '../../charts/value-axis';
import { toShown } from '../../messages/format';

const MINUTE = 60_000;
/** Round lengths, so that a later request gets the same buckets. A range has 288 to 365 buckets. */
const BUCKET_MS: Record<HistoryRange, number> = {
  '1h': MINUTE / 6,
  '6h': MINUTE,
  '24h': 5 * MINUTE,
  '7d': 30 * MINUTE,
  '30d': 120 * MINUTE,
  '1y': 24 * 60 * MINUTE,
};
/** A pause longer than this many usual steps is drawn as a gap. */
const GAP_STEPS = 4;

/** A bucket: whole units of the clock that the owner looks at. */
export interface Bucket {
  time: number;
  /** The wall time in the owner's zone, expressed as if it were UTC. ApexCharts can draw any zone this way. */
  wall: number;
}

/** The buckets of a range up to now. An hour that a clock change repeats is there once, so that no line goes back. */
export interface Buckets extends TimeWindow {
  all: Bucket[];
  bucketMs: number;
}

/** @param now in milliseconds; the last bucket is the one that contains it */
export function bucketsOf(range: HistoryRange, now: number, timeZone: string | undefined): Buckets {
  const bucketMs = BUCKET_MS[range];
  const count = RANGE_MS[range] / bucketMs;
  const last = Math.floor(wallTime(now, timeZone) / bucketMs) * bucketMs;
  const all: Bucket[] = [];
  for (let wall = last - (count - 1) * bucketMs; wall <= last; wall += bucketMs) {
    const time = instantOf(wall, timeZone);
    // A time that a clock change leaves out begins with the next one.
    if (time > (all.at(-1)?.time ?? -Infinity)) all.push({ time, wall });
  }
  return { from: all[0]?.time ?? now, to: instantOf(last + bucketMs, timeZone), all, bucketMs };
}

/** One value per bucket, as it is stored; null where nothing was measured. */
export type BucketValues = (number | null)[];

/** The mean of a metric in each bucket. The history must have been requested with the same buckets. */
export function bucketValues(history: History, metric: Metric, { all, from, to }: Buckets): BucketValues {
  const values: BucketValues = all.map(() => null);
  let index = 0;
  for (const point of history.points) {
    const time = Date.parse(point.time);
    while (time >= (all[index + 1]?.time ?? Infinity)) index += 1;
    const mean = valuesOf(point, metric)?.mean;
    if (mean !== undefined && time >= from && time < to) values[index] ??= mean;
  }
  return values;
}

/** Fills short pauses along a straight line, so that a sensor that reports rarely is not drawn as single dots. */
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

/** The limits of a metric, if all plants have the same; undefined if they differ or none has any. */
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
  /** The number of steps between `min` and `max`. */
  steps: number;
}

const MOST_STEPS = 8;

/** An axis between two round numbers that shows all values, and limits near them. */
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
  /** For each plant the mean of the values in this row's time; null if there are none. */
  values: BucketValues;
}

/** Gives 48 to 62 rows: one for half an hour of a day, three hours of a week, and so on. */
export const BUCKETS_PER_ROW = 6;

/** The rows of the table, newest first, at round times. Rows without any value are left out. */
export function comparedRows(
  { all, bucketMs }: Buckets,
  plants: readonly BucketValues[],
  timeZone: string | undefined,
): ComparedRow[] {
  const rowMs = BUCKETS_PER_ROW * bucketMs;
  const byRow = Map.groupBy(all.keys(), (index) => Math.floor((all[index]?.wall ?? 0) / rowMs));
  const rows = [...byRow].map(([row, indices]): ComparedRow => {
    const values = plants.map((plant) => {
      const measured = indices.flatMap((index) => plant[index] ?? []);
      return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
    });
    return { time: instantOf(row * rowMs, timeZone), values };
  });
  return rows.filter(({ values }) => values.some((value) => value !== null)).reverse();
}
