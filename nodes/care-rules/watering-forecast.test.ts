import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { describe, expect, it } from 'vitest';
import { nothingMeasured, usual, withSoil } from '../testing/care-contexts.ts';
import { forecastWatering, freshValue } from './watering.ts';

const species = usual.species ?? expect.fail('the usual plant has a species');
const week = usual.metrics.soil_moisture.last_7d;
const unmeasured = { metrics: nothingMeasured, waterings: [], days_between_waterings: null, soil_dries_per_day: null };
const moist = { value: 45, state: 'inside' as const };

describe('the days between two waterings', () => {
  it('are what the soil takes from its wettest to its limit', () => {
    expect(forecastWatering(usual)).toMatchObject({ everyDays: Math.round((61 - 20) / 6.2), basis: 'soil' });
  });

  it.each([
    ['it is unknown how fast the soil dries', { soil_dries_per_day: null }, {}],
    ['the soil does not dry', { soil_dries_per_day: 0 }, {}],
    ['the soil gets wetter', { soil_dries_per_day: -1 }, {}],
    ['the last week was not measured', {}, { last_7d: null }],
    ['the soil was never wetter than its limit', {}, { last_7d: week && { ...week, max: 20 } }],
  ])('are those of habit if %s', (_, rest, soil) => {
    expect(forecastWatering(withSoil(soil, { days_between_waterings: 9, ...rest }))).toMatchObject({
      everyDays: 9,
      basis: 'habit',
    });
  });

  it('are those of the species without a habit, and those of an unknown one without a species', () => {
    const days = (watering: typeof species.watering | undefined) =>
      forecastWatering(careContext({ ...unmeasured, species: watering ? { ...species, watering } : null }));
    expect(days('dry_out').everyDays).toBeGreaterThan(days('surface_dry').everyDays);
    expect(days('surface_dry').everyDays).toBeGreaterThan(days('keep_wet').everyDays);
    expect(days(undefined)).toMatchObject({ everyDays: days('surface_dry').everyDays, basis: 'species' });
  });

  it('are between one and 45', () => {
    expect(forecastWatering(withSoil({}, { soil_dries_per_day: 1000 })).everyDays).toBe(1);
    expect(forecastWatering(withSoil({}, { soil_dries_per_day: 0.001 })).everyDays).toBe(45);
    expect(forecastWatering(careContext({ ...unmeasured, days_between_waterings: 100 })).everyDays).toBe(45);
  });
});

describe('the limits of soil moisture', () => {
  it.each([
    ["the plant's own", { thresholds: { min: 30, max: 50 } }, {}, [30, 50]],
    ["its species'", { thresholds: null, ideal: { min: 31, max: 51 } }, {}, [31, 51]],
    [
      "its species', each where it has none of its own",
      { thresholds: { min: 30, max: null }, ideal: { min: 31, max: 51 } },
      {},
      [30, 51],
    ],
    [
      'those of its way of watering',
      { thresholds: null, ideal: null },
      { species: { ...species, watering: 'keep_moist' as const } },
      [35, 80],
    ],
    [
      'open above if it may stand in water',
      { thresholds: null, ideal: null },
      { species: { ...species, watering: 'keep_wet' as const } },
      [60, null],
    ],
    ['usual ones if nothing is known', { thresholds: null, ideal: null }, { species: null }, [25, 75]],
  ])('are %s', (_, soil, rest, limits) => {
    const { lower, upper } = forecastWatering(withSoil(soil, rest));
    expect([lower, upper]).toEqual(limits);
  });
});

describe('the next watering', () => {
  const next = (value: number, rest: Parameters<typeof withSoil>[1] = {}) =>
    forecastWatering(withSoil({ value }, rest)).next;

  it('is today at the limit, and as many whole days ahead as the soil needs to reach it', () => {
    expect([19.9, 20, 20.1, 26.3, 32.3, 32.5].map((value) => next(value))).toEqual([
      '2026-03-08',
      '2026-03-08',
      '2026-03-08',
      '2026-03-09',
      '2026-03-09',
      '2026-03-10',
    ]);
  });

  it('is two days ahead at least while the soil is too wet, not at its upper limit', () => {
    expect([next(70, { soil_dries_per_day: 60 }), next(70.1, { soil_dries_per_day: 60 })]).toEqual([
      '2026-03-08',
      '2026-03-10',
    ]);
    const bog = { species: { ...species, watering: 'keep_wet' as const }, soil_dries_per_day: 60 };
    expect(forecastWatering(withSoil({ value: 99, thresholds: null, ideal: null }, bog)).next).toBe('2026-03-08');
  });

  it.each([0, -1, null])('goes by the calendar while the soil is moist and dries by %s a day', (soil_dries_per_day) => {
    const rest = { soil_dries_per_day, days_between_waterings: 10 };
    expect(forecastWatering(withSoil(moist, rest)).next, 'ten days after the last one').toBe('2026-03-11');
    const longAgo = { ...rest, waterings: [{ at: '2026-01-01T09:00:00.000Z', amount_ml: null }] };
    expect(forecastWatering(withSoil(moist, longAgo)).next, 'not today').toBe('2026-03-09');
    expect(forecastWatering(withSoil(moist, { ...rest, waterings: [] })).next, 'from today').toBe('2026-03-18');
  });
});

describe('soil moisture now', () => {
  it('is what was measured in the last three hours', () => {
    const soilAt = (age_minutes: number | null) => forecastWatering(withSoil({ age_minutes })).soil;
    expect([soilAt(180), soilAt(181), soilAt(null)]).toEqual([18.4, null, null]);
    expect(freshValue(withSoil({ age_minutes: 180 }), 'soil_moisture')).toBe(18.4);
  });

  it('is unknown once the plant was watered after it was measured, not at the same moment', () => {
    const watered = (at: string) => forecastWatering(careContext({ waterings: [{ at, amount_ml: null }] })).soil;
    expect([watered('2026-03-08T11:55:00.000Z'), watered('2026-03-08T11:55:00.001Z')]).toEqual([18.4, null]);
  });
});
