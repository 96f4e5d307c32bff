/** Judges a plant. Pure: no clock, no database, no words. */
import type { Diagnosis } from './diagnosis.ts';
import type { PlantFacts } from './facts.ts';

/** The findings about a plant, ranked, with what they ask for after conflicts were settled. */
export function diagnose(facts: PlantFacts): Diagnosis {
  const { at, today } = facts;
  return {
    at,
    level: 'unknown',
    findings: [],
    settled: [],
    asks: [],
    watering: {
      basis: 'species',
      anchor: today,
      every_days: 7,
      next: null,
      not_before: null,
      amount_ml: null,
      lower: 25,
      upper: 75,
      soil: null,
    },
    silenced: [],
  };
}
