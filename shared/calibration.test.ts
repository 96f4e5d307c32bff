import { describe, expect, it } from 'vitest';
import { calibrated, type CalibrationPoints, pointsOf, setCalibrationSchema } from './calibration.ts';

const percent = (dry: number, saturated: number): CalibrationPoints => ({
  dry,
  saturated,
  dryValue: 0,
  saturatedValue: 100,
});

describe('a calibrated value', () => {
  it.each<[string, number, CalibrationPoints, number]>([
    ['is dry at the dry point', 3150, percent(3150, 1350), 0],
    ['is saturated at the other, also of a probe that reads less when wet', 1350, percent(3150, 1350), 100],
    ['lies between them', 2250, percent(3150, 1350), 50],
    ['follows a probe that reads more when wet', 30, percent(20, 60), 25],
    ['ends at 0 beyond the dry point', 4095, percent(3150, 1350), 0],
    ['ends at 100 beyond the saturated point', 0, percent(3150, 1350), 100],
    ['may have other values at its points', 15, { dry: 10, saturated: 20, dryValue: 5, saturatedValue: 45 }, 25],
    [
      'may lie beyond such points, within the range',
      25,
      { dry: 10, saturated: 20, dryValue: 5, saturatedValue: 45 },
      65,
    ],
  ])('%s', (_, raw, points, value) => {
    expect(calibrated('soil_moisture', raw, points)).toBeCloseTo(value, 9);
  });

  it('of another metric stays in its own range', () => {
    const ice = { dry: 1.2, saturated: 97, dryValue: 0, saturatedValue: 100 };
    expect(calibrated('temperature', 1.2, ice)).toBe(0);
    expect(calibrated('temperature', -20, ice)).toBeCloseTo(-22.13, 2);
    expect(calibrated('temperature', 5000, ice)).toBe(100);
  });
});

describe('what the owner sets', () => {
  it('is two different raw values, of dry soil and of saturated', () => {
    const points = setCalibrationSchema.parse({ dry: 3150, saturated: 1320, backwards: true });
    expect(pointsOf(points)).toEqual(percent(3150, 1320));
    for (const wrong of [
      { dry: 1, saturated: 1 },
      { dry: 1 },
      { dry: '1', saturated: 2 },
      { dry: 1, saturated: 2, wet: 3 },
    ])
      expect(setCalibrationSchema.safeParse(wrong).success).toBe(false);
  });
});
