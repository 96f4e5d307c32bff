import { describe, expect, it } from 'vitest';
import { bandOf, scaleTicks } from './band';

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

describe('the ticks of a scale', () => {
  it('are the powers of ten of light, whose scale is logarithmic, where its values are', () => {
    const ticks = scaleTicks('light_level');
    expect(ticks.map(({ value }) => value)).toEqual([10, 100, 1000, 10_000]);
    for (const { value, at } of ticks) expect(at).toBe(bandOf('light_level', value, undefined).at);
  });

  it('are none where it is linear', () => {
    expect(scaleTicks('soil_moisture')).toEqual([]);
    expect(scaleTicks('soil_ec')).toEqual([]);
  });
});
