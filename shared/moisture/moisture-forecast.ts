/** Estimates when the soil will be too dry. Pure. */
import { type MoistureLine, lineThrough } from './moisture-line.ts';
import type { MoisturePoint } from './moisture-points.ts';

const HOUR_MS = 60 * 60_000;
/** Older points say little about how much the plant drinks now. */
const WINDOW_MS = 48 * HOUR_MS;
/** After a watering, the water first spreads in the soil, and the curve falls faster than it will later. */
const SETTLING_MS = 2 * HOUR_MS;
const LEAST_SPAN_MS = 6 * HOUR_MS;
const LEAST_POINTS = 12;
/** Percentage points per hour; a slower fall may be the sensor's drift. */
const LEAST_SLOPE = 0.02;
/** Share of the variance that a straight line explains (R²); below this, the curve does not count as drying. */
const LEAST_FIT = 0.7;
/** Further ahead, a straight line is meaningless. */
const FURTHEST_MS = 21 * 24 * HOUR_MS;

/** The drying since the last watering, or over the last 48 hours; undefined if the curve does not count as drying. */
function drying(
  points: readonly MoisturePoint[],
  now: number,
  wateredAt: number | undefined,
): MoistureLine | undefined {
  const last = points.at(-1);
  if (!last || now - last.at > SETTLING_MS) return undefined;
  const since = Math.max(now - WINDOW_MS, wateredAt === undefined ? -Infinity : wateredAt + SETTLING_MS);
  const recent = points.filter(({ at }) => at >= since);
  if (recent.length < LEAST_POINTS || last.at - (recent[0]?.at ?? 0) < LEAST_SPAN_MS) return undefined;
  const line = lineThrough(recent);
  return -line.slope * HOUR_MS < LEAST_SLOPE || line.fit < LEAST_FIT ? undefined : line;
}

/**
 * How many percentage points of soil moisture are lost per day.
 * @param points in order of time
 * @param wateredAt the last watering, in milliseconds
 * @returns undefined if the curve allows no estimate
 */
export function pointsLostPerDay(
  points: readonly MoisturePoint[],
  now: number,
  wateredAt?: number,
): number | undefined {
  const line = drying(points, now, wateredAt);
  return line && -line.slope * 24 * HOUR_MS;
}

/**
 * The time from `now` until soil moisture reaches `min`, if the soil keeps drying as it has since the last watering or
 * over the last 48 hours.
 * @param points in order of time
 * @param wateredAt the last watering, in milliseconds
 * @returns milliseconds, 0 if the soil is already dry; undefined if the curve allows no estimate
 */
export function timeUntilDry(
  points: readonly MoisturePoint[],
  min: number | null | undefined,
  now: number,
  wateredAt?: number,
): number | undefined {
  const last = points.at(-1);
  if (min == null || !last || now - last.at > SETTLING_MS) return undefined;
  if (last.value <= min) return 0;
  const line = drying(points, now, wateredAt);
  if (!line) return undefined;
  const remaining = Math.max(0, (line.valueAt(now) - min) / -line.slope);
  return remaining <= FURTHEST_MS ? remaining : undefined;
}
