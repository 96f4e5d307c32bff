import { describe, expect, it } from 'vitest';
import { bandOf } from './band';

describe('bandOf', () => {
  it('gives the places of value and range in percent', () => {
    expect(bandOf('soil_moisture', 50, { min: 20, max: 80 })).toEqual({ range: { from: 20, to: 80 }, at: 50 });
  });

  it('extends to the end of the scale where a limit is missing, and has no range without limits', () => {
    expect(bandOf('humidity', null, { min: 40 })).toEqual({ range: { from: 40, to: 100 }, at: undefined });
    expect(bandOf('humidity', 10, { min: null, max: null }).range).toBeUndefined();
  });

  it('places values outside the scale at its end', () => {
    expect(bandOf('temperature', -20, undefined).at).toBe(0);
    expect(bandOf('light_level', 200_000, undefined).at).toBe(100);
  });
});
