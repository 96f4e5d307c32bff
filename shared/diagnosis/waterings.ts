/** The waterings of a plant, logged by its owner and seen in the curve of its soil, and what they did. Pure. */
import type { PlantFacts } from './facts.ts';
import { hoursBetween, median } from './families/found.ts';

export interface Watering {
  at: string;
  amountMl: number | null;
  isLogged: boolean;
  /** Soil moisture before and after it, where the curve shows it (%). */
  from: number | null;
  to: number | null;
}

/** A watering is logged before or after it is done, and water takes its time to the probe (hours). Our judgement. */
const SAME_WITHIN_H = { before: 6, after: 12 };
/** A probe feels a watering within hours; before that nothing can be said. Our judgement. */
export const FELT_AFTER_H = 3;
/** Entries of one watering that was logged in two steps lie within this time (hours). */
const ONE_WATERING_H = 3;

/** Whether a rise of the curve is the watering that was logged. */
export const isSameWatering = (from: string, to: string): boolean => {
  const hours = hoursBetween(from, to);
  return hours >= -SAME_WITHIN_H.before && hours <= SAME_WITHIN_H.after;
};

/** What was logged within hours is one watering, with the sum of its water. */
function joined(logged: readonly Watering[]): Watering[] {
  const whole: Watering[] = [];
  for (const watering of logged) {
    const last = whole.at(-1);
    if (last && hoursBetween(last.at, watering.at) < ONE_WATERING_H) {
      const amounts = [last.amountMl, watering.amountMl].filter((amount) => amount !== null);
      last.amountMl = amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0);
    } else whole.push({ ...watering });
  }
  return whole;
}

/** All waterings, oldest first. One that was both logged and seen is one. */
export function wateringsOf({ events, soil, at: now }: Pick<PlantFacts, 'events' | 'soil' | 'at'>): Watering[] {
  const logged = joined(
    events
      .filter(({ kind, at }) => kind === 'watering' && at <= now)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ at, amountMl }) => ({ at, amountMl, isLogged: true, from: null, to: null })),
  );
  const unlogged: Watering[] = [];
  for (const { at, from, to } of soil.seen) {
    const its = logged.find((watering) => watering.from === null && isSameWatering(watering.at, at));
    if (its) Object.assign(its, { from, to });
    else unlogged.push({ at, amountMl: null, isLogged: false, from, to });
  }
  return [...logged, ...unlogged].sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Those of the last days, oldest first. */
export const lately = (waterings: readonly Watering[], now: string, days: number): Watering[] =>
  waterings.filter(({ at }) => hoursBetween(at, now) <= days * 24);

/** Two intervals that differ by this factor are no rhythm. */
const UNLIKE = 2;

/** Days between waterings; null with fewer than three, which two may be by chance, and where they differ too much. */
export function usualInterval(waterings: readonly Watering[]): number | null {
  if (waterings.length < 3) return null;
  const days = waterings.slice(1).map(({ at }, index) => hoursBetween(waterings[index]?.at ?? at, at) / 24);
  const usual = median(days);
  const shorter = days.toSorted((a, b) => a - b)[Math.floor((days.length - 1) / 2)] ?? 0;
  // One of two intervals may be a holiday.
  return usual !== null && usual > UNLIKE * shorter ? null : usual;
}
