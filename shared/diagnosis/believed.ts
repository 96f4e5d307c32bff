/**
 * Facts as they can be believed: what the sensors' faults silence is taken out, so that nothing rests on it,
 * and the site is guessed where its owner did not say it. Pure.
 */
import type { Metric } from '../metrics.ts';
import type { MetricFacts, PlantFacts, SeenWatering } from './facts.ts';
import { siteOf } from './site.ts';
import { isSameWatering } from './waterings.ts';

/** What is known of a metric that nothing measures. */
export const UNMEASURED: Omit<MetricFacts, 'intervalS'> = {
  value: null,
  measuredAt: null,
  isFresh: false,
  days: [],
  hoursBelow: { day: 0, week: 0 },
  hoursAbove: { day: 0, week: 0 },
  probes: [],
};

/** A probe that is pushed back into the soil rises like a watering: from where it fell to (points of soil moisture). */
const NEAR_THE_FALL = 5;
/** A probe in the air shows this at most (%); soil in which a plant lives shows more. */
const AIR = 2;

/** Waterings seen in the curve, without the return of a probe that had been out of the soil. */
function withoutReturns({ soil, events }: Pick<PlantFacts, 'soil' | 'events'>): readonly SeenWatering[] {
  const { seen, drop } = soil;
  // A pot that dried out to the last shows the same as air; what its owner logged then is no return.
  const isLogged = (at: string): boolean =>
    events.some((event) => event.kind === 'watering' && isSameWatering(event.at, at));
  return seen.filter(
    ({ at, from }) =>
      (from > AIR || (drop === null && isLogged(at))) &&
      (drop === null || at < drop.at || from > drop.to + NEAR_THE_FALL),
  );
}

/** @param isTorn whether the curve of soil moisture is of several probes that contradict each other */
export function believed(facts: PlantFacts, silenced: readonly Metric[], isTorn: boolean): PlantFacts {
  const is = (metric: Metric): boolean => silenced.includes(metric);
  const metrics = { ...facts.metrics };
  for (const metric of silenced) metrics[metric] = { ...UNMEASURED, intervalS: facts.metrics[metric].intervalS };
  const known = { ...facts, metrics, light: is('light_level') ? [] : facts.light };
  return {
    ...known,
    place: { ...facts.place, site: siteOf(known) },
    soil: {
      seen: isTorn ? [] : withoutReturns(facts),
      driesPerDay: is('soil_moisture') ? null : facts.soil.driesPerDay,
      earlierDriesPerDay: is('soil_moisture') ? [] : facts.soil.earlierDriesPerDay,
      drop: facts.soil.drop,
    },
    nights: is('temperature') ? [] : facts.nights,
    air: is('temperature') || is('humidity') ? [] : facts.air,
  };
}
