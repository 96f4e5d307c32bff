/** Test data: what is known of a plant that is judged. */
import type { MetricFacts, PlantFacts, SpeciesFacts } from '../diagnosis/facts.ts';
import { UNKNOWN_PLACE } from '../diagnosis/place.ts';
import { perMetric } from '../metrics.ts';
import { addDays } from '../plain-date.ts';
import { allSpecies } from '../species/species.ts';

const AT = '2026-03-08T12:00:00.000Z';

export const metricFacts = (overrides: Partial<MetricFacts> = {}): MetricFacts => ({
  value: null,
  measuredAt: null,
  isFresh: false,
  intervalS: null,
  days: [],
  hoursBelow: { day: 0, week: 0 },
  hoursAbove: { day: 0, week: 0 },
  probes: [],
  ...overrides,
});

/** A metric that is measured every five minutes and has moved a little around its value for a week. */
export function measured(value: number, { today = AT.slice(0, 10), swing = 1 } = {}): MetricFacts {
  const days = Array.from({ length: 8 }, (_, index) => ({
    day: addDays(today, index - 7),
    min: value - swing,
    mean: value,
    max: value + swing,
    hours: index === 7 ? 12 : 24,
  }));
  return metricFacts({ value, measuredAt: `${today}T11:55:00.000Z`, isFresh: true, intervalS: 300, days });
}

/** What the library knows of a species. @throws Error if it does not know it */
export function speciesFacts(name: string, overrides: Partial<SpeciesFacts> = {}): SpeciesFacts {
  const species = allSpecies().find((known) => known.name === name);
  if (!species) throw new Error(`The library has no ${name}.`);
  const { form, thresholds, watering, light, season, pets } = species;
  return {
    name,
    commonNames: { en: species.common_names[0] ?? name, de: species.german_names[0] ?? name },
    isGenus: false,
    form,
    thresholds,
    watering,
    light,
    season,
    pets,
    ...overrides,
  };
}

/** A Monstera in spring, well watered, with a working sensor. */
export function plantFacts(overrides: Partial<PlantFacts> = {}): PlantFacts {
  const species = speciesFacts('Monstera deliciosa');
  return {
    at: AT,
    today: AT.slice(0, 10),
    timeZone: 'Europe/Berlin',
    season: 'spring',
    hemisphere: 'north',
    daylightHours: 11.4,
    plant: { id: 'plant_1', name: 'Monty', species: species.name, keptSince: '2025-06-01' },
    place: UNKNOWN_PLACE,
    species,
    thresholds: species.thresholds,
    metrics: {
      ...perMetric(() => metricFacts()),
      soil_moisture: measured(45, { swing: 5 }),
      temperature: measured(21),
      humidity: measured(50, { swing: 4 }),
      light_level: measured(1500, { swing: 1400 }),
    },
    soil: { seen: [], driesPerDay: 5, earlierDriesPerDay: [5, 5.5], drop: null },
    light: Array.from({ length: 7 }, (_, index) => ({
      day: addDays('2026-03-08', index - 7),
      dli: 2.5,
      brightLux: 4000,
      hours: 24,
    })),
    nights: Array.from({ length: 7 }, (_, index) => ({ day: addDays('2026-03-08', index - 6), min: 18, mean: 19 })),
    air: Array.from({ length: 7 }, (_, index) => ({
      day: addDays('2026-03-08', index - 7),
      meanVpd: 1.2,
      maxVpd: 1.5,
      hours: 11,
    })),
    events: [{ kind: 'watering', at: '2026-03-03T09:00:00.000Z', amountMl: 400 }],
    devices: [
      { id: 'device_1', name: 'Shelf', isOnline: true, lastSeenAt: AT, batteryPct: 80, error: null, findings: [] },
    ],
    alerts: [],
    ...overrides,
  };
}
