import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { WATERINGS } from '@plantops/shared/species/species-schema.ts';
import { careAdviceSchema } from '@plantops/shared/care/care-plan.ts';
import { RANGE_STATES, SEASONS } from '@plantops/shared/care/care-words.ts';
import { nothingMeasured, usual, wellWatered, withSoil } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

const { metrics } = usual;
const species = usual.species ?? expect.fail('the usual plant has a species');

describe('a plan by rules', () => {
  it('judges light by the brightest hours, not by the night', () => {
    const night = { ...metrics.light_level, value: 0, state: 'below' as const, thresholds: { min: 500, max: null } };
    const plan = planByRules(
      withSoil(wellWatered, {
        metrics: { ...metrics, soil_moisture: { ...metrics.soil_moisture, ...wellWatered }, light_level: night },
      }),
    );
    expect(plan.light).toEqual({
      current: 'Medium, about 1,500 lx in the brightest hours',
      ideal: 'Bright light without direct sun',
      recommendation: 'Leave it where it is.',
    });
    expect(plan.alerts).toEqual([]);
    expect(planByRules(careContext({ brightest_hours_lux: null })).light.current).toBe('Not measured');
    const sunLover = careContext({
      species: { ...species, light: 'full_sun' },
      brightest_hours_lux: 17_000,
      metrics: {
        ...metrics,
        light_level: {
          ...night,
          thresholds: { min: 500, max: 50_000 },
          last_24h: { count: 9, min: 0, max: 18_000, mean: 4000, slope_per_day: null, hours_outside: 10 },
        },
      },
    });
    expect(planByRules(sunLover).light).toMatchObject({
      current: 'Direct sun, about 17,000 lx in the brightest hours',
      recommendation: 'Leave it where it is.',
    });
    expect(planByRules(careContext({ species: null, brightest_hours_lux: 40 })).light.recommendation).toMatch(
      /closer to a window/,
    );
    expect(planByRules(careContext({ brightest_hours_lux: 300, season: 'winter' })).light.recommendation).toMatch(
      /closer to a window.*until spring/,
    );
  });

  it('shows the measured humidity and the ideal range', () => {
    expect(planByRules(usual).humidity).toEqual({
      current: 46,
      ideal: 'at least 40%',
      recommendation: 'Fine as it is.',
    });
    expect(planByRules(careContext({ metrics: nothingMeasured })).humidity).toMatchObject({
      current: null,
      ideal: '40-60%',
    });
    expect(
      planByRules(careContext({ metrics: { ...metrics, humidity: { ...metrics.humidity, age_minutes: 900 } } }))
        .humidity,
    ).toEqual({
      current: null,
      ideal: 'at least 40%',
      recommendation: 'Air humidity was last measured 15 hours ago: check the sensor',
    });
  });

  it('warns of values out of range, sensor faults and old readings, most urgent first', () => {
    const sensor = {
      name: 'Shelf',
      status: 'online' as const,
      last_seen_at: null,
      battery_pct: 9,
      clock_wrong: true,
      error: null,
    };
    expect(planByRules(careContext({ sensors: [sensor] })).alerts).toEqual([
      'Soil moisture is 18.4%, below 20%, for 5.5 of the last 24 hours',
      'The battery of Shelf is at 9%: charge or change it',
      'The clock of Shelf is wrong',
    ]);
    expect(planByRules(withSoil({ age_minutes: 300 })).alerts).toEqual([
      'Soil moisture was last measured 5 hours ago: check the sensor',
    ]);
    expect(
      planByRules(
        withSoil(
          { age_minutes: 300 },
          { sensors: [{ ...sensor, name: null, status: 'offline' as const, battery_pct: null, clock_wrong: false }] },
        ),
      ).alerts,
    ).toEqual(['A sensor is offline: check its power and network']);
  });

  it('warns of roots in soil that is too wet', () => {
    expect(planByRules(withSoil({ value: 80, state: 'above', last_24h: null })).alerts).toEqual([
      'Soil moisture is 80%, above 70%: let it dry, for roots rot in soil that stays wet',
    ]);
  });

  it('begins with feeling the soil if there is no soil sensor', () => {
    const checks = planByRules(careContext({ metrics: nothingMeasured })).schedule.filter(
      ({ task }) => task === 'check',
    );
    expect(checks.map(({ due }) => due)).toEqual(['2026-03-08', '2026-03-10']);
  });

  it('keeps the form of a plan for any context', () => {
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
    const text = fc.string({ unit: 'binary', maxLength: 400 });
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
      metrics: fc.record({
        soil_moisture: metric(100),
        temperature: metric(1e300),
        humidity: metric(1e6),
        light_level: metric(1e300),
      }),
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
        // People choose names, so any character may occur except those that no text can contain.
        expect(careAdviceSchema.safeParse(plan).error?.issues ?? []).toEqual([]);
        expect(plan.watering.next >= '2026-03-08' && plan.watering.next <= '2026-04-22').toBe(true);
        expect(plan.schedule.every(({ due }) => due >= '2026-03-08' && due <= '2026-07-06')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
