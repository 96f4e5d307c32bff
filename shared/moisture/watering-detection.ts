/** Finds waterings in the curve of soil moisture. Pure. */
import type { MoisturePoint } from './moisture-points.ts';

/** Less than this is a draught, the sun, or the sensor's noise. Percentage points. */
const LEAST_RISE = 8;
const WITHIN_MS = 60 * 60_000;
/** The rise is a watering only when half of it is still there afterwards: in this many of the next points. */
const CONFIRMING_POINTS = 2;
/** A logged watering this near is the one that was found. */
export const SAME_WATERING_MS = 3 * 60 * 60_000;

export interface FoundWatering {
  /** Start of the first point that is wetter, in milliseconds. */
  at: number;
  from: number;
  to: number;
}

/** A sensor that was pulled out and put back falls as suddenly as it rises. */
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
 * Waterings: soil moisture that rose by at least 8 points within an hour and stayed up. What happened in a gap of more
 * than an hour is not dated, and so not found.
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
    // A slow beginning is noise: the watering is where most of the rise is.
    const middle = (before.value + peak.value) / 2;
    const jump = points.findIndex(({ value }, index) => index > start && value >= middle);
    const last = points[jump - 1];
    if (last && points[jump] && stays(points, top, middle) && !fellBefore(points, start))
      found.push({ at: points[jump].at, from: before.value, to: peak.value });
    start = top;
  }
  return found;
}

/** The newest watering that was found and neither logged nor, by its time, dismissed. @param logged times in milliseconds */
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
