/** Finds waterings in the curve of soil moisture. Pure. */
import type { MoisturePoint } from './moisture-points.ts';

/** A smaller rise comes from a draught, the sun or the sensor's noise. Percentage points. */
const LEAST_RISE = 8;
const WITHIN_MS = 60 * 60_000;
/** A rise is a watering only if at least half of it remains in this many of the next points. */
const CONFIRMING_POINTS = 2;
/** A logged watering this close in time is the same as the one found. */
export const SAME_WATERING_MS = 3 * 60 * 60_000;

export interface FoundWatering {
  /** Time of the first point that is wetter, in milliseconds. */
  at: number;
  from: number;
  to: number;
}

/** Whether soil moisture fell just as suddenly before the rise: the sensor was pulled out and put back. */
const fellBefore = (points: readonly MoisturePoint[], index: number): boolean => {
  const start = points[index];
  return (
    start !== undefined &&
    points.slice(0, index).some(({ at, value }) => start.at - at <= WITHIN_MS && value - start.value >= LEAST_RISE)
  );
};

const stays = (points: readonly MoisturePoint[], index: number, level: number): boolean => {
  const after = points.slice(index, index + CONFIRMING_POINTS);
  return after.length === CONFIRMING_POINTS && after.every(({ value }) => value >= level);
};

/**
 * Finds waterings: soil moisture that rose by at least 8 points within an hour and stayed up. A rise during a gap of
 * more than an hour has no exact time and is not found.
 * @param points in order of time
 */
export function findWaterings(points: readonly MoisturePoint[]): FoundWatering[] {
  const found: FoundWatering[] = [];
  for (let start = 0; start < points.length; start++) {
    const before = points[start];
    const next = points[start + 1];
    // The rise begins here only if the very next point is wetter.
    if (!before || !next || next.value <= before.value) continue;
    let top = start + 1;
    while (
      top + 1 < points.length &&
      (points[top + 1]?.at ?? 0) - before.at <= WITHIN_MS &&
      (points[top + 1]?.value ?? 0) > (points[top]?.value ?? 0)
    )
      top++;
    const peak = points[top];
    if (!peak || peak.at - before.at > WITHIN_MS || peak.value - before.value < LEAST_RISE) continue;
    // A slow start is noise: the watering is at the steep part.
    const middle = (before.value + peak.value) / 2;
    const jump = points.findIndex(({ value }, index) => index > start && value >= middle);
    const last = points[jump - 1];
    if (last && points[jump] && stays(points, top, middle) && !fellBefore(points, start))
      found.push({ at: points[jump].at, from: before.value, to: peak.value });
    start = top;
  }
  return found;
}

/**
 * The newest found watering, unless one was logged or dismissed at nearly the same time. @param logged times in
 * milliseconds
 */
export const unloggedWatering = (
  found: readonly FoundWatering[],
  logged: readonly number[],
  dismissed: readonly number[] = [],
): FoundWatering | undefined => {
  const newest = found.at(-1);
  return newest && ![...logged, ...dismissed].some((at) => Math.abs(at - newest.at) <= SAME_WATERING_MS)
    ? newest
    : undefined;
};
