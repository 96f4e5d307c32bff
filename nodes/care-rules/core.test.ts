import { describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
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
});
