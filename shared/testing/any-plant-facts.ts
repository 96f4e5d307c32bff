/** Facts of any plant, as fast-check makes them: possible ones, and ones that only a broken sensor could make. */
import fc from 'fast-check';
import type { Metric } from '../metrics.ts';
import { METRIC_NAMES, METRICS, perMetric } from '../metrics.ts';
import type { MetricFacts, PlantFacts } from '../diagnosis/facts.ts';
import { POT_MATERIALS, SITES, WINDOWS } from '../diagnosis/place.ts';
import { addDays } from '../plain-date.ts';
import { allSpecies } from '../species/species.ts';
import { SEASONS } from '../care/care-words.ts';
import type { Thresholds } from '../thresholds.ts';
import { speciesFacts } from './plant-facts.ts';

const TODAY = '2026-03-08';
const AT = `${TODAY}T12:00:00.000Z`;
const instants = fc
  .integer({ min: 0, max: 15 * 24 * 60 })
  .map((minutes) => new Date(Date.parse(AT) - minutes * 60_000).toISOString());
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const dayIndex = fc.integer({ min: 0, max: 13 });
const days = <Value>(value: fc.Arbitrary<Value>) =>
  fc
    .uniqueArray(dayIndex, { maxLength: 14 })
    .chain((indices) =>
      fc.tuple(
        ...indices
          .toSorted((a, b) => b - a)
          .map((index) => value.map((figures) => ({ day: addDays(TODAY, -index), ...figures }))),
      ),
    );

/** Values that this metric has in rooms and gardens, and some at the ends of what a sensor can say. */
const RANGES: Readonly<Partial<Record<Metric, readonly [number, number]>>> = {
  temperature: [-15, 45],
  soil_temperature: [-10, 40],
  light_level: [0, 60_000],
};
const valueOf = (metric: Metric) => {
  const { min, max } = METRICS[metric];
  const [low, high] = RANGES[metric] ?? [min, max];
  return fc.oneof({ arbitrary: number(low, high), weight: 9 }, { arbitrary: number(min, max), weight: 1 });
};
const hours = fc.record({ day: number(0, 24), week: number(0, 168) });

function anyMetric(metric: Metric): fc.Arbitrary<MetricFacts> {
  const value = valueOf(metric);
  const figures = fc.tuple(value, value, value, number(0, 24)).map(([a, b, c, count]) => {
    const [min = a, mean = a, max = a] = [a, b, c].toSorted((x, y) => x - y);
    return { min, mean, max, hours: count };
  });
  return fc.record({
    value: fc.option(value),
    measuredAt: fc.option(instants),
    isFresh: fc.boolean(),
    intervalS: fc.option(fc.constantFrom(60, 3600)),
    days: days(figures),
    hoursBelow: hours,
    hoursAbove: hours,
    probes: fc.array(
      fc.record({
        deviceId: fc.constantFrom('device_1', 'device_2'),
        name: fc.option(fc.string({ maxLength: 80 })),
        value: fc.option(value),
        measuredAt: fc.option(instants),
        isFresh: fc.boolean(),
        findings: fc.array(fc.constantFrom('stuck_value', 'probe_out_of_soil', 'watering_not_felt', 'fault_value'), {
          maxLength: 1,
        }),
      }),
      { maxLength: 3 },
    ),
  });
}

const anyThresholds: fc.Arbitrary<Thresholds> = fc
  .record(perMetric((metric) => fc.option(fc.tuple(fc.option(valueOf(metric)), fc.option(valueOf(metric))))))
  .map((limits) =>
    Object.fromEntries(
      METRIC_NAMES.flatMap((metric) => {
        const own = limits[metric];
        if (!own) return [];
        const [a, b] = own;
        return [[metric, a !== null && b !== null ? { min: Math.min(a, b), max: Math.max(a, b) } : { min: a, max: b }]];
      }),
    ),
  );

export const anyPlantFacts: fc.Arbitrary<PlantFacts> = fc.record({
  at: fc.constant(AT),
  today: fc.constant(TODAY),
  timeZone: fc.constantFrom('Europe/Berlin', 'Australia/Sydney', 'Asia/Singapore'),
  season: fc.constantFrom(...SEASONS),
  hemisphere: fc.constantFrom('north' as const, 'south' as const, 'tropics' as const),
  daylightHours: fc.option(number(6, 18)),
  plant: fc.record({
    id: fc.constant('plant_1'),
    name: fc.string({ maxLength: 80 }),
    species: fc.option(fc.string({ maxLength: 40 })),
    keptSince: fc.constantFrom('2020-01-01', '2026-02-01', TODAY),
  }),
  place: fc.record({
    site: fc.option(fc.constantFrom(...SITES)),
    window: fc.option(fc.constantFrom(...WINDOWS)),
    room: fc.constant(null),
    pot_cm: fc.option(number(2, 200)),
    pot_material: fc.option(fc.constantFrom(...POT_MATERIALS)),
    repotted_on: fc.option(fc.constantFrom('2020-01-01', '2026-03-01')),
    pets: fc.option(fc.boolean()),
  }),
  species: fc.option(
    fc
      .tuple(fc.constantFrom(...allSpecies()), fc.boolean())
      .map(([{ name }, isGenus]) => speciesFacts(name, { isGenus })),
  ),
  thresholds: anyThresholds,
  metrics: fc.record(perMetric(anyMetric)),
  soil: fc.record({
    seen: fc
      .array(fc.record({ at: instants, from: number(0, 70), to: number(20, 100) }), { maxLength: 6 })
      .map((seen) => seen.toSorted((a, b) => (a.at < b.at ? -1 : 1))),
    driesPerDay: fc.option(number(0, 40)),
    earlierDriesPerDay: fc.array(number(0, 40), { maxLength: 3 }),
    drop: fc.option(fc.record({ at: instants, from: number(10, 100), to: number(0, 50) })),
  }),
  light: days(fc.record({ dli: number(0, 50), brightLux: number(0, 80_000), hours: number(0, 24) })),
  nights: days(fc.record({ min: number(-15, 25), mean: number(-10, 28) })),
  air: days(fc.record({ meanVpd: number(0, 5), maxVpd: number(0, 7), hours: number(0, 14) })),
  events: fc.array(
    fc.record({
      kind: fc.constantFrom('watering' as const, 'watering' as const, 'fertilizing' as const, 'repotting' as const),
      at: instants,
      amountMl: fc.option(number(1, 5000)),
    }),
    { maxLength: 10 },
  ),
  devices: fc.array(
    fc.record({
      id: fc.constantFrom('device_1', 'device_2'),
      name: fc.option(fc.string({ maxLength: 80 })),
      isOnline: fc.boolean(),
      lastSeenAt: fc.option(instants),
      batteryPct: fc.option(number(0, 100)),
      error: fc.option(fc.string({ maxLength: 200 })),
      findings: fc.array(fc.constant('clock_off'), { maxLength: 1 }),
    }),
    { maxLength: 3 },
  ),
  alerts: fc.array(
    fc.record({
      metric: fc.constantFrom(...METRIC_NAMES, null),
      side: fc.constantFrom('below' as const, 'above' as const, null),
      since: instants,
    }),
    { maxLength: 2 },
  ),
});
