import { bridged, type HourFigures } from '@plantops/shared/diagnosis/figures/hours.ts';
import type { Combination, Combine } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { MoisturePoint } from '@plantops/shared/moisture/moisture-points.ts';
import type { Queryable } from '../../db/pool.ts';
import { readDeviceMeans, readHours, readHoursOf, readMeans } from '../../db/repositories/history.ts';
import type { Buckets } from '../figures/buckets.ts';
import { keptParts } from '../figures/kept-parts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Today, the days before that a plant is judged by, and the night in which the first of them began. */
export const CURVE_DAYS = 15;
const SOIL_STEP_MS = 10 * MINUTE_MS;
/** A device that is silent for longer than three of its steps no longer counts. */
const MISSED = 3;

export interface Curves {
  hours: Record<Metric, HourFigures[]>;
  /** A point at most every ten minutes. */
  soil: MoisturePoint[];
}

/** Steps that count from the full hour. */
function even(from: number, to: number, stepMs: number): Buckets {
  const starts = Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, index) => from + index * stepMs);
  return { starts, bucketS: stepMs / 1000, bucket: `PT${stepMs / MINUTE_MS}M` };
}

/**
 * One curve from those of several devices: at each time of any of them the value that they make together, each with its
 * newest point.
 */
function together(lines: readonly (readonly MoisturePoint[])[], how: Combination | undefined): MoisturePoint[] {
  const known = lines.map((line) => ({ line, index: -1, freshMs: MISSED * typicalStepMs(line) }));
  const times = [...new Set(lines.flatMap((line) => line.map(({ at }) => at)))].sort((one, other) => one - other);
  return times.map((at) => {
    const values = known.flatMap((device) => {
      while ((device.line[device.index + 1]?.at ?? Infinity) <= at) device.index += 1;
      const point = device.line[device.index];
      return point && at - point.at <= device.freshMs ? [point.value] : [];
    });
    if (how === 'min') return { at, value: Math.min(...values) };
    if (how === 'max') return { at, value: Math.max(...values) };
    return { at, value: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
}

function typicalStepMs(line: readonly MoisturePoint[]): number {
  const steps = line.slice(1).map(({ at }, index) => at - (line[index]?.at ?? at));
  return steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? SOIL_STEP_MS;
}

/** Where the owner chose the least or the greatest of several devices, that stands for the mean. */
const chosen = (hours: readonly HourFigures[], how: Combination | undefined): readonly HourFigures[] =>
  how === 'min' || how === 'max' ? hours.map((hour) => ({ ...hour, mean: hour[how] })) : hours;

export interface CurvesOptions {
  plantId: string;
  /** How many of its devices measure soil moisture. */
  soilProbes: number;
  /** Devices whose values of a metric are believed, where others' are not; null: all of them. */
  sound: Readonly<Record<Metric, readonly string[] | null>>;
  combine: Combine;
  /** How often each metric is measured (s); null where that is not known. */
  intervals: Readonly<Record<Metric, number | null>>;
  now: number;
}

/** What the readings of the last two weeks show: hours of all metrics, and soil moisture in detail. Three statements, and one for each metric with a probe that is doubted. */
export async function readCurves(
  database: Queryable,
  { plantId, soilProbes, sound, combine, intervals, now }: CurvesOptions,
): Promise<Curves> {
  const to = now + 1;
  const from = Math.floor(now / HOUR_MS) * HOUR_MS - CURVE_DAYS * DAY_MS;
  const span = { plantId, from: new Date(from), to: new Date(to) };
  const { partsFor } = await keptParts(database, span);
  const soil = { plantId, metric: 'soil_moisture' as const, stepS: SOIL_STEP_MS / 1000 };
  // Whose hours they are matters to figures of days only.
  const [hours, lines, soundHours] = await Promise.all([
    readHours(database, plantId, partsFor(even(from, to, HOUR_MS), 'UTC')),
    soilProbes > 1
      ? readDeviceMeans(database, { ...soil, from: span.from, to: span.to, deviceIds: sound.soil_moisture })
      : readMeans(database, soil, partsFor(even(from, to, SOIL_STEP_MS), 'UTC')).then((line) => [line]),
    Promise.all(
      METRIC_NAMES.flatMap((metric) => {
        const deviceIds = sound[metric];
        return deviceIds ? readHoursOf(database, { ...span, metric, deviceIds }).then((of) => ({ metric, of })) : [];
      }),
    ),
  ]);
  for (const { metric, of } of soundHours) hours[metric] = of;
  return {
    hours: perMetric((metric) => bridged(chosen(hours[metric], combine[metric]), intervals[metric])),
    soil: lines.length > 1 ? together(lines, combine.soil_moisture) : (lines[0] ?? []),
  };
}
