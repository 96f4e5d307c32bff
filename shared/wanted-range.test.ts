import { describe, expect, it } from 'vitest';
import { type Ideal, rangeFor } from './wanted-range.ts';

const ideal: Ideal = {
  thresholds: { soil_moisture: { min: 20, max: 70 }, light_level: { min: null, max: 21_500 } },
  light: 'indirect',
};

describe('the range that a plant wants', () => {
  it("is that of the owner, and the species' on a side without one", () => {
    const soil = (limits: { min?: number; max?: number }) =>
      rangeFor({ thresholds: { soil_moisture: limits }, ideal }, 'soil_moisture');
    expect(soil({ min: 30 })).toEqual({ min: 30, max: 70 });
    expect(soil({ min: 30, max: 95 })).toEqual({ min: 30, max: 95 });
    expect(soil({ min: 80 }), 'beyond the other end of the species').toEqual({ min: 80, max: null });
    expect(rangeFor({ thresholds: { soil_moisture: { min: null, max: null } }, ideal }, 'soil_moisture')).toEqual({
      min: 20,
      max: 70,
    });
    expect(rangeFor({ thresholds: {}, ideal }, 'humidity')).toBeUndefined();
    expect(rangeFor({ thresholds: { humidity: { max: 80 } } }, 'humidity')).toEqual({ min: null, max: 80 });
    expect(rangeFor({ thresholds: {}, ideal: null }, 'light_level')).toBeUndefined();
  });

  it('of light begins with what the species needs in the brightest hours', () => {
    const light = (limits: { min?: number; max?: number } | undefined) =>
      rangeFor({ thresholds: { light_level: limits }, ideal }, 'light_level');
    expect(light(undefined)).toEqual({ min: 1100, max: 21_500 });
    expect(light({ max: 21_500 })).toEqual({ min: 1100, max: 21_500 });
    expect(light({ min: 500, max: 9000 })).toEqual({ min: 500, max: 9000 });
    expect(light({ max: 800 })).toEqual({ min: null, max: 800 });
    expect(rangeFor({ thresholds: {}, ideal: { thresholds: {}, light: 'full_sun' } }, 'light_level')?.max).toBeNull();
  });
});
