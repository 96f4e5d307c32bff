import { describe, expect, it } from 'vitest';
import { airWord, saturationPressure, vapourPressureDeficit } from './vapour-pressure';

describe('saturationPressure', () => {
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

describe('vapourPressureDeficit', () => {
  it('is zero in saturated air, and the saturation pressure in dry air', () => {
    expect(vapourPressureDeficit(20, 100)).toBe(0);
    expect(vapourPressureDeficit(20, 0)).toBeCloseTo(saturationPressure(20));
  });

  it('at 25 °C and 50 % is half of what the air can hold', () => {
    expect(vapourPressureDeficit(25, 50)).toBeCloseTo(1.58, 2);
  });
});

describe('airWord', () => {
  it.each([
    [0, 'damp'],
    [0.4, 'moist'],
    [1, 'good'],
    [1.3, 'dry'],
    [2.5, 'parched'],
  ])('says of %s kPa: %s', (deficit, word) => {
    expect(airWord(deficit)).toBe(word);
  });
});
