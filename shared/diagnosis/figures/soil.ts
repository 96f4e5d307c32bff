/**
 * What the curve of soil moisture says of a pot: when it was watered, how fast it dries, and whether the probe left the
 * soil. Pure.
 */
import { type MoistureLine, lineThrough } from '../../moisture/moisture-line.ts';
import type { MoisturePoint } from '../../moisture/moisture-points.ts';
import { findWaterings, type FoundWatering } from '../../moisture/watering-detection.ts';
import type { SoilFacts } from '../facts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Boards that measure less often have a rule of their own for what a watering is. */
const SLOW_FROM_MS = 25 * MINUTE_MS;
/** A smaller rise comes from a draught, the sun or the sensor's noise. Percentage points, as in `findWaterings`. */
const LEAST_RISE = 8;
/** Readings further apart do not say when something happened, however rarely a board measures. */
const LONGEST_STEP_MS = 12 * HOUR_MS;
const MISSED = 3;

/**
 * Soil never loses as much within one step by drying: the probe came out, or it was moved. Percentage points. A pot that
 * was just watered loses some by draining, but stays wetter than it was before.
 */
const LEAST_DROP = 15;
/** A put-back probe shows about what it showed before; more than that is a watering. Percentage points. */
const AS_BEFORE = 8;

/** After a watering the water first spreads, and the curve falls faster than it will later. */
const SETTLING_MS = 2 * HOUR_MS;
/** A spell that dries for less long says nothing of the pot. */
const LEAST_SPELL_MS = 12 * HOUR_MS;
const LEAST_POINTS = 5;
/** What is going on is told from the last days: drying slows down as the pot gets dry. */
const RECENT_MS = 4 * DAY_MS;
/** Percentage points a day; a slower fall may be the drift of the sensor. */
const LEAST_SLOPE = 0.48;
/** Share of the variance that a straight line explains (R²); below this, the curve does not count as drying. */
const LEAST_FIT = 0.7;

const typicalStepMs = (points: readonly MoisturePoint[]): number => {
  const steps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
  return steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
};

/**
 * Waterings in the curve of a board that measures about once an hour or less: a rise of at least 8 points from one
 * reading to the next, or spread over two of them, of which at least half is left at the reading after.
 */
function slowWaterings(points: readonly MoisturePoint[], longestStepMs: number): FoundWatering[] {
  const found: FoundWatering[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const [before, first] = [points[index - 1], points[index]];
    if (!before || !first || first.value <= before.value || first.at - before.at > longestStepMs) continue;
    // Water that was poured between two readings often arrives in both.
    const second = points[index + 1];
    const isSpread = second !== undefined && second.value > first.value && second.at - first.at <= longestStepMs;
    const [top, after] = isSpread ? [second, points[index + 2]] : [first, second];
    const rise = top.value - before.value;
    if (rise < LEAST_RISE || !after || after.value < before.value + rise / 2) continue;
    found.push({
      at: first.value - before.value >= rise / 2 ? first.at : top.at,
      from: before.value,
      to: top.value,
    });
    index += isSpread ? 1 : 0;
  }
  return found;
}

/** Falls of the curve that no drying explains, oldest first. */
function dropsIn(points: readonly MoisturePoint[], waterings: readonly FoundWatering[], longestStepMs: number) {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    if (!before || point.at - before.at > longestStepMs || before.value - point.value < LEAST_DROP) return [];
    const drains = waterings.some(
      ({ at, from }) => before.at >= at - HOUR_MS && point.at - at <= DAY_MS / 4 && point.value > from,
    );
    return drains ? [] : [{ at: point.at, from: before.value, to: point.value }];
  });
}

type Drop = NonNullable<SoilFacts['drop']>;
const withTime = ({ at, ...levels }: { at: number; from: number; to: number }): Drop => ({
  at: new Date(at).toISOString(),
  ...levels,
});

/** Whether a rise is only the probe that was put back into the soil. */
function isPutBack(
  rise: FoundWatering,
  drops: readonly { at: number; from: number; to: number }[],
  waterings: readonly FoundWatering[],
): boolean {
  const drop = drops.findLast(({ at }) => at < rise.at);
  if (!drop || waterings.some(({ at }) => at > drop.at && at < rise.at)) return false;
  return rise.from <= drop.to + AS_BEFORE && rise.to <= drop.from + AS_BEFORE;
}

/** @returns points lost a day; undefined where the points are no drying */
function lossOf(points: readonly MoisturePoint[]): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < LEAST_POINTS || last.at - first.at < LEAST_SPELL_MS) return undefined;
  const line: MoistureLine = lineThrough(points);
  const lost = -line.slope * DAY_MS;
  return lost >= LEAST_SLOPE && line.fit >= LEAST_FIT ? lost : undefined;
}

export interface SoilCurve {
  /** In order of time, at most one every ten minutes. */
  points: readonly MoisturePoint[];
  /** Waterings in the journal (ms since 1970). */
  logged: readonly number[];
  /** Whether the air around the plant fell as suddenly at this time, so that the whole board is at fault or was moved. */
  airFellAt: (at: number) => boolean;
  now: number;
}

/** What a curve of two weeks says. */
export function soilFacts({ points, logged, airFellAt, now }: SoilCurve): SoilFacts {
  const stepMs = typicalStepMs(points);
  const longestStepMs = Math.min(LONGEST_STEP_MS, Math.max(HOUR_MS, MISSED * stepMs));
  const rises = stepMs < SLOW_FROM_MS ? findWaterings(points) : slowWaterings(points, longestStepMs);
  const drops = dropsIn(points, rises, longestStepMs);
  const seen = rises.filter((rise) => !isPutBack(rise, drops, rises));
  const drop = drops.findLast(({ at }) => !airFellAt(at));

  // A spell lasts from what changed the curve to what changes it next.
  const changes = [...seen.map(({ at }) => at), ...logged, ...rises.map(({ at }) => at), ...drops.map(({ at }) => at)]
    .filter((at) => at <= now)
    .sort((one, other) => one - other);
  const spell = (from: number, to: number): MoisturePoint[] =>
    points.filter(({ at }) => at >= from + SETTLING_MS && at < to);
  const starts = changes.filter((at, index) => at - (changes[index - 1] ?? -Infinity) > SETTLING_MS);
  const earlier = starts.slice(0, -1).flatMap((from, index) => lossOf(spell(from, starts[index + 1] ?? now)) ?? []);
  const last = points.at(-1);
  const newest = starts.at(-1) ?? wettestAt(points);
  const recent =
    last && newest !== undefined && now - last.at <= Math.max(SETTLING_MS, longestStepMs)
      ? spell(Math.max(newest, now - RECENT_MS), Infinity)
      : [];
  return {
    seen: seen.map(withTime),
    driesPerDay: lossOf(recent) ?? null,
    earlierDriesPerDay: earlier,
    drop: drop ? withTime(drop) : null,
  };
}

/** Where no watering is known, drying began at the wettest point; the curve need not settle there. */
function wettestAt(points: readonly MoisturePoint[]): number | undefined {
  let wettest: MoisturePoint | undefined;
  for (const point of points) if (!wettest || point.value >= wettest.value) wettest = point;
  return wettest && wettest.at - SETTLING_MS;
}
