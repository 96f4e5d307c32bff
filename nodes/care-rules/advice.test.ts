import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { careContext, careMetric } from '@plantops/shared/testing/care-fixtures.ts';
import { describe, expect, it } from 'vitest';
import { nothingMeasured, usual, wellWatered, withSoil } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

const { metrics } = usual;
const species = usual.species ?? expect.fail('the usual plant has a species');
const [sensor] = usual.sensors;
const withHumidity = (humidity: Partial<CareContext['metrics']['humidity']>): CareContext =>
  careContext({ metrics: { ...metrics, humidity: { ...metrics.humidity, ...humidity } } });
const advised = (context: CareContext) => planByRules(context);
const tasksOf = (context: CareContext, kind: string) => advised(context).schedule.filter(({ task }) => task === kind);

describe('advice about light', () => {
  it.each([
    [0, 'Very dark'],
    [269, 'Very dark'],
    [270, 'Low'],
    [1099, 'Low'],
    [1100, 'Medium'],
    [3200, 'Bright'],
    [16_099, 'Bright'],
    [16_100, 'Direct sun'],
  ])('calls %d lx in the brightest hours %s', (brightest_hours_lux, word) => {
    expect(advised(careContext({ brightest_hours_lux })).light.current).toMatch(new RegExp(`^${word}, about`, 'i'));
  });

  it('says how to find out, gives shade, or brings it closer to a window, in winter until spring', () => {
    const recommended = (rest: Partial<CareContext>) => advised(careContext(rest)).light.recommendation;
    const fine = recommended({});
    const unknown = recommended({ brightest_hours_lux: null });
    const sunny = recommended({ brightest_hours_lux: 30_000 });
    const dark = recommended({ brightest_hours_lux: 100 });
    const winter = recommended({ brightest_hours_lux: 100, season: 'winter' });
    expect(new Set([fine, unknown, sunny, dark, winter]).size).toBe(5);
    expect(winter.startsWith(dark)).toBe(true);
    expect(recommended({ season: 'winter' })).toBe(fine);
    expect(recommended({ brightest_hours_lux: 21_500 }), 'the limit itself is no fault').toBe(fine);
    expect(recommended({ brightest_hours_lux: 1100 }), 'enough is enough').toBe(fine);
  });
});

describe('advice about humidity', () => {
  it.each([
    [{ min: 40, max: 60 }, '40-60%'],
    [{ min: 40, max: null }, 'at least 40%'],
    [{ min: null, max: 60 }, 'at most 60%'],
    [{ min: null, max: null }, '40-60%'],
  ])('wants %j as %s', (range, words) => {
    expect(advised(withHumidity({ thresholds: range, ideal: range })).humidity.ideal).toBe(words);
  });

  it('differs for air that is too dry, too moist, fine, old or not measured', () => {
    const range = { thresholds: { min: 40, max: 60 }, ideal: null };
    const texts = [
      withHumidity({ ...range, value: 30, state: 'below' }),
      withHumidity({ ...range, value: 70, state: 'above' }),
      withHumidity({ ...range, value: 50, state: 'inside' }),
      withHumidity({ ...range, value: 50, age_minutes: 600 }),
      careContext({ metrics: nothingMeasured }),
    ].map((context) => advised(context).humidity.recommendation);
    expect(new Set(texts).size).toBe(5);
    expect(advised(withHumidity({ ...range, value: 40 })).humidity.recommendation).toBe(texts[2]);
    expect(advised(withHumidity({ ...range, value: 60 })).humidity.recommendation).toBe(texts[2]);
  });
});

describe('alerts of a plan', () => {
  const sensors = (...changes: Partial<NonNullable<typeof sensor>>[]) =>
    withSoil(wellWatered, { sensors: changes.map((change) => ({ ...sensor!, ...change })) });

  it('name each sensor with its trouble, two with theirs', () => {
    expect(advised(sensors({})).alerts).toEqual([]);
    const alerts = [{ status: 'offline' }, { status: 'error' }, { battery_pct: 5 }, { clock_wrong: true }] as const;
    const each = alerts.map((change) => advised(sensors({ ...change, name: 'Sill' })).alerts);
    for (const told of each) expect(told).toEqual([expect.stringContaining('Sill')]);
    expect(new Set(each.flat()).size).toBe(4);
    expect(advised(sensors({ status: 'error', name: 'A' }, { battery_pct: 1, name: 'B' })).alerts).toHaveLength(2);
    expect(advised(sensors({ status: 'error', name: null })).alerts).toHaveLength(1);
  });

  it('tell of old readings unless any sensor is told to be offline', () => {
    const old = { ...wellWatered, age_minutes: 600 };
    expect(advised(withSoil(old)).alerts).toHaveLength(1);
    const one = { ...sensor!, status: 'offline' as const, name: 'A' };
    expect(advised(withSoil(old, { sensors: [one, { ...sensor!, name: 'B' }] })).alerts).toEqual([
      expect.stringContaining('A'),
    ]);
  });

  it('are eight at most, and say since when a value is outside', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ status: 'error' as const, name: `Sensor ${index}` }));
    expect(advised(sensors(...many)).alerts).toHaveLength(8);
    expect(advised(usual).alerts[0]).toMatch(/5\.5 h|5\.5 hours|5\.5/);
  });

  it('warn of water that stands, where soil is too wet, and of no other metric', () => {
    const wet = advised(withSoil({ value: 90, state: 'above' })).alerts[0] ?? '';
    const hot = advised(
      withSoil(wellWatered, {
        metrics: {
          ...metrics,
          soil_moisture: { ...metrics.soil_moisture, ...wellWatered },
          temperature: { ...metrics.temperature, value: 35, state: 'above' },
        },
      }),
    ).alerts[0];
    expect(wet).toMatch(/roots rot/);
    expect(hot).not.toMatch(/roots rot/);
  });
});

describe('the schedule of a plan', () => {
  it('feeds slow drinkers more rarely than others', () => {
    const every = (watering: typeof species.watering) =>
      tasksOf(careContext({ species: { ...species, watering } }), 'fertilizing')[0]?.every_days ?? 0;
    expect(every('dry_out')).toBeGreaterThan(every('surface_dry'));
    expect(every('mostly_dry')).toBe(every('dry_out'));
    expect(every('keep_moist')).toBe(every('surface_dry'));
  });

  it('does not feed further ahead than a plan reaches, after fresh soil', () => {
    const due = tasksOf(careContext({ last_repotted: '2026-03-08', last_fertilized: null }), 'fertilizing')[0]?.due;
    expect(due && due > '2026-03-08' && due <= '2026-07-06').toBe(true);
    expect(tasksOf(careContext({ last_fertilized: '2026-12-01' }), 'fertilizing')[0]?.due).toBe('2026-07-06');
  });

  it('has the soil felt while no sensor measures it, as often as it is watered or looked at', () => {
    const checks = tasksOf(
      careContext({ metrics: { ...metrics, soil_moisture: careMetric() }, days_between_waterings: 3 }),
      'check',
    );
    expect(checks).toHaveLength(2);
    expect(checks[0]).toMatchObject({ due: '2026-03-08', every_days: 3 });
    expect(tasksOf(usual, 'check')).toHaveLength(1);
  });

  it('repots in spring, after a long time in one pot, and not otherwise', () => {
    const long = { plant: { ...usual.plant, kept_since: '2020-01-01' } };
    expect(tasksOf(careContext(long), 'repotting')).toHaveLength(1);
    expect(tasksOf(careContext({ ...long, season: 'summer' }), 'repotting')).toEqual([]);
    expect(tasksOf(careContext({ ...long, last_repotted: '2026-01-01' }), 'repotting')).toEqual([]);
    for (const { schedule } of [advised(usual), advised(careContext({ season: 'winter' }))])
      for (const task of schedule) expect(task).toMatchObject({ due: expect.any(String), note: expect.any(String) });
  });
});

describe('the amount of a watering', () => {
  it('is the usual one of those that were measured', () => {
    const waterings = [
      { at: '2026-03-01T09:00:00.000Z', amount_ml: null },
      { at: '2026-02-22T09:00:00.000Z', amount_ml: 300 },
      { at: '2026-02-15T09:00:00.000Z', amount_ml: null },
    ];
    expect(advised(careContext({ waterings })).watering.amount).toMatch(/300 ml/);
  });

  it('is not in millilitres for a plant that stands in water', () => {
    expect(advised(careContext({ species: { ...species, watering: 'keep_wet' } })).watering.amount).not.toMatch(/ml/);
  });
});
