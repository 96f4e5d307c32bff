import { describe, expect, it } from 'vitest';
import { isRawValue, previewPath, rawNumber } from './calibration-draft';

describe('a typed raw value', () => {
  it.each([
    ['2310', 2310],
    [' 0,52 ', 0.52],
    ['-12.5', -12.5],
    ['', undefined],
    ['1e5', undefined],
    ['12 or so', undefined],
  ])('%j is %s', (typed, value) => {
    expect(rawNumber(typed)).toBe(value);
  });

  it('may be missing, but not be something else', () => {
    expect([isRawValue(''), isRawValue('7'), isRawValue('dry')]).toEqual([true, true, false]);
  });
});

describe('the line of a preview', () => {
  const field = { width: 100, height: 50, least: 0, greatest: 100 };

  it('goes from left to right, greater values further up', () => {
    expect(previewPath([0, 50, 100], field)).toBe('M0.0 50.0L50.0 25.0L100.0 0.0');
  });

  it('of one value, or of equal ones, is drawn, too', () => {
    expect(previewPath([50], field)).toBe('M50.0 25.0');
    expect(previewPath([7, 7], { ...field, least: 7, greatest: 7 })).toBe('M0.0 50.0L100.0 50.0');
  });
});
