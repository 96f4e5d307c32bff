import fc from 'fast-check';
import { careAdvice, careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { WATERINGS } from '@plantops/shared/species/species-schema.ts';
import { careAdviceSchema } from '@plantops/shared/care/care-plan.ts';
import { RANGE_STATES, SEASONS } from '@plantops/shared/care/care-words.ts';
import { perMetric } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { anyText } from '../testing/any-text.ts';
import { nothingMeasured, usual, wellWatered, withSoil } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

describe('a plan by rules', () => {
  it('is the one that the context brings along', () => {
    expect(planByRules(careContext({ by_rules: careAdvice({ summary: 'As the server says.' }) })).summary).toBe(
      'As the server says.',
    );
  });

  it('is judged by the context where it brings none', () => {
    const plan = planByRules(usual);
    expect(plan.watering.next).toBe('2026-03-08');
    expect(plan.alerts[0]).toMatch(/Soil moisture.*18%|Too dry: soil at 18%/);
    const wet = planByRules(withSoil({ value: 90, state: 'above' }));
    expect(wet.watering.amount).toMatch(/^Nothing for now/);
    expect(wet.watering.next > '2026-03-08').toBe(true);
    expect(planByRules(withSoil(wellWatered)).watering.next > '2026-03-08').toBe(true);
  });

  it('speaks the language of the context', () => {
    expect(
      planByRules(careContext({ language: 'de', metrics: nothingMeasured, sensors: [], open_alerts: [] })).summary,
    ).toMatch(/Kein Sensor misst/);
  });

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
        measured_at: fc.option(fc.constant('2026-03-08T11:00:00.000Z')),
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
        // Names are of people, who may use any character but those that no text can hold.
        expect(careAdviceSchema.safeParse(planByRules(careContext(random))).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('says that nothing is measured, and goes by the calendar', () => {
    const plan = planByRules(careContext({ metrics: nothingMeasured, sensors: [], open_alerts: [] }));
    expect(plan.summary).toMatch(/^No sensor measures Monty/);
    expect(plan.light.current).toMatch(/1,500 lx|Not measured/);
  });
});
