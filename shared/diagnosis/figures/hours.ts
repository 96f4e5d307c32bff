/** What one metric showed hour by hour, and the days that follow from it. Pure. */
import type { Limits } from '../../thresholds.ts';
import type { DayFigures } from '../facts.ts';

export const HOUR_MS = 3_600_000;

/** One hour with readings of one metric. */
export interface HourFigures {
  /** When the hour begins (ms since 1970). */
  at: number;
  min: number;
  mean: number;
  max: number;
}

/** Readings so many of their own intervals apart still describe the time between them. */
const MISSED = 3;
/** However rarely something is measured, nothing is said about longer times without a reading (h). */
const LONGEST_GAP_H = 12;

/**
 * Fills the hours between two readings that are at most three intervals apart, along a straight line. So a board that
 * wakes every two hours is not taken for one that is silent every other hour.
 * @param hours in order of time
 * @param intervalS how often the metric is measured (s); null where that is not known
 */
export function bridged(hours: readonly HourFigures[], intervalS: number | null): HourFigures[] {
  const longestH = Math.min(LONGEST_GAP_H, Math.floor((MISSED * (intervalS ?? 0)) / 3600));
  const filled: HourFigures[] = [];
  for (const hour of hours) {
    const before = filled.at(-1);
    const gapH = before ? Math.round((hour.at - before.at) / HOUR_MS) : 0;
    if (before && gapH > 1 && gapH <= longestH) {
      for (let step = 1; step < gapH; step += 1) {
        const mean = before.mean + ((hour.mean - before.mean) * step) / gapH;
        filled.push({ at: before.at + step * HOUR_MS, min: mean, mean, max: mean });
      }
    }
    filled.push(hour);
  }
  return filled;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Hours by the day in which most of them lies. */
export function byDay<Hour extends { at: number }>(
  hours: readonly Hour[],
  dayOf: (instant: number) => string,
): Map<string, Hour[]> {
  const days = new Map<string, Hour[]>();
  for (const hour of hours) {
    const day = dayOf(hour.at + HOUR_MS / 2);
    const known = days.get(day);
    if (known) known.push(hour);
    else days.set(day, [hour]);
  }
  return days;
}

/** Least, mean and greatest of each day that has readings, oldest first. */
export const dayFigures = (hours: readonly HourFigures[], dayOf: (instant: number) => string): DayFigures[] =>
  [...byDay(hours, dayOf)].map(([day, of]) => ({
    day,
    min: Math.min(...of.map(({ min }) => min)),
    mean: meanOf(of.map(({ mean }) => mean)),
    max: Math.max(...of.map(({ max }) => max)),
    hours: Math.min(24, of.length),
  }));

/** The share of an hour in which the value was less than a limit, as if it had gone evenly from least to greatest. */
function shareBelow({ min, max }: HourFigures, limit: number): number {
  if (max < limit) return 1;
  if (min >= limit) return 0;
  return (limit - min) / (max - min);
}

const mirrored = ({ at, min, mean, max }: HourFigures): HourFigures => ({ at, min: -max, mean: -mean, max: -min });

/** For how many hours since an instant a metric was below and above its limits. */
export function hoursOutside(
  hours: readonly HourFigures[],
  limits: Limits | undefined,
  since: number,
): { below: number; above: number } {
  const { min, max } = limits ?? {};
  let [below, above] = [0, 0];
  for (const hour of hours) {
    if (hour.at < since) continue;
    if (min != null) below += shareBelow(hour, min);
    if (max != null) above += shareBelow(mirrored(hour), -max);
  }
  return { below, above };
}
