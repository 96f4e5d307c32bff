import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { WATERINGS } from '@plantops/shared/species/species-schema.ts';
import { careAdviceSchema } from '@plantops/shared/care/care-plan.ts';
import { RANGE_STATES, SEASONS } from '@plantops/shared/care/care-words.ts';
import { perMetric } from '@plantops/shared/metrics.ts';
import { planByRules } from './core.ts';
import { anyText } from '../testing/any-text.ts';

describe('a plan by rules', () => {
  it('keeps the form of a plan whatever it is made from', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const range = fc.option(fc.record({ min: fc.option(number(-50, 1000)), max: fc.option(number(-50, 100_000)) }));
    const statistics = fc.option(
      fc.record({
        count: fc.nat(),
        min: number(0, 100),
        max: number(0, 100),
        mean: number(0, 100),
        slope_per_day: fc.option(number(-50, 50)),
        hours_outside: number(0, 24),
      }),
    );
    const metric = (most: number) =>
      fc.record({
        unit: fc.constant('%'),
        value: fc.option(number(0, most)),
        measured_at: fc.constant(null),
        age_minutes: fc.option(fc.nat({ max: 100_000 })),
        thresholds: range,
        ideal: range,
        state: fc.constantFrom(...RANGE_STATES),
        last_24h: statistics,
        last_7d: statistics,
      });
    const text = anyText(60);
    const context = fc.record({
      season: fc.constantFrom(...SEASONS),
      language: fc.constantFrom('en' as const, 'de' as const),
      temperature_unit: fc.constantFrom('celsius' as const, 'fahrenheit' as const),
      plant: fc.record({
        name: text,
        species: fc.option(text),
        kept_since: fc.constantFrom('2020-01-01', '2026-03-08'),
      }),
      species: fc.option(
        fc.record({
          name: text,
          common_name: text,
          watering: fc.constantFrom(...WATERINGS),
          watering_words: text,
          light: fc.constantFrom('shade' as const, 'indirect' as const, 'some_sun' as const, 'full_sun' as const),
          light_words: text,
          season_words: text,
          pets: fc.constant('unknown' as const),
        }),
      ),
      metrics: fc.record({ ...perMetric(() => metric(1e300)), soil_moisture: metric(100), humidity: metric(1e6) }),
      soil_dries_per_day: fc.option(number(-1, 90)),
      brightest_hours_lux: fc.option(number(-1, 1e300)),
      waterings: fc.array(
        fc.record({
          at: fc.constantFrom('2026-03-07T10:00:00.000Z', '2024-01-01T00:00:00.000Z'),
          amount_ml: fc.option(number(1, 1e300)),
        }),
        { maxLength: 3 },
      ),
      days_between_waterings: fc.option(number(0, 1e300)),
      last_fertilized: fc.option(fc.constantFrom('2020-01-01', '2026-03-08', '2031-01-01')),
      last_repotted: fc.option(fc.constantFrom('2020-01-01', '2026-03-08', '2031-01-01')),
      sensors: fc.array(
        fc.record({
          name: fc.option(text),
          status: fc.constantFrom('online' as const, 'offline' as const, 'error' as const),
          last_seen_at: fc.constant(null),
          battery_pct: fc.option(number(0, 100)),
          clock_wrong: fc.boolean(),
          error: fc.option(text),
        }),
        { maxLength: 12 },
      ),
    });
    fc.assert(
      fc.property(context, (random) => {
        const plan = planByRules(careContext(random));
        // Names are of people, who may use any character but those that no text can hold.
        expect(careAdviceSchema.safeParse(plan).error?.issues ?? []).toEqual([]);
        expect(plan.watering.next >= '2026-03-08' && plan.watering.next <= '2026-04-22').toBe(true);
        expect(plan.schedule.every(({ due }) => due >= '2026-03-08' && due <= '2026-07-06')).toBe(true);
      }),
      { numRuns: 400 },
    );
  }, 30_000);
});
