import { describe, expect, it } from 'vitest';
import { airDays, saturationPressure, vapourPressureDeficit } from './air.ts';
import { HOUR_MS, type HourFigures } from './hours.ts';
import { lightDays } from './light.ts';

const DAY = Date.parse('2026-03-01T00:00Z');
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const hours = (...means: number[]): HourFigures[] =>
  means.map((mean, index) => ({ at: DAY + index * HOUR_MS, min: mean, mean, max: mean }));

describe('the light of a day', () => {
  it('is the sum of its photons: 10,000 lux for twelve hours are 8 mol/m²', () => {
    const twelveHours = hours(...Array.from({ length: 24 }, (_, index) => (index >= 6 && index < 18 ? 10_000 : 0)));
    const [day] = lightDays(twelveHours, dayOf);
    // 185 µmol/m²/s · 43,200 s.
    expect(day?.dli).toBeCloseTo(7.992, 6);
    expect(day).toMatchObject({ day: '2026-03-01', brightLux: 10_000, hours: 24 });
  });

  it('of full sun, 108,000 lux, is 2,000 µmol/m²/s', () => {
    expect((lightDays(hours(108_000), dayOf)[0]?.dli ?? 0) / 3600 / 1e-6).toBeCloseTo(1998, 6);
  });

  it('is as bright as its three brightest hours on average, and counts only what was measured', () => {
    const [day] = lightDays(hours(100, 900, 600, 300, 0), dayOf);
    expect(day).toMatchObject({ brightLux: 600, hours: 5 });
  });
});

describe('saturation vapour pressure', () => {
  // FAO 56, annex 2, table 2.3.
  it.each([
    [1, 0.657],
    [10, 1.228],
    [20, 2.338],
    [25, 3.168],
    [35, 5.624],
  ])('at %s °C is %s kPa', (temperature, pressure) => {
    expect(saturationPressure(temperature)).toBeCloseTo(pressure, 2);
  });
});

describe('the vapour-pressure deficit', () => {
  it('is zero in saturated air, and the saturation pressure in dry air', () => {
    expect(vapourPressureDeficit(20, 100)).toBe(0);
    expect(vapourPressureDeficit(20, 0)).toBeCloseTo(saturationPressure(20));
  });

  it('at 25 °C and 50 % is half of what the air can hold', () => {
    expect(vapourPressureDeficit(25, 50)).toBeCloseTo(1.58, 2);
  });

  it('of a day is that of its hours with light in which both were measured', () => {
    const isLight = (at: number): boolean => at >= DAY + HOUR_MS;
    const [day] = airDays(hours(35, 25, 20, 30), hours(10, 50, 100), isLight, dayOf);
    expect(day).toMatchObject({ day: '2026-03-01', hours: 2 });
    expect(day?.meanVpd).toBeCloseTo(0.79, 2);
    expect(day?.maxVpd).toBeCloseTo(1.58, 2);
  });
});
