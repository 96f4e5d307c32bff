import { describe, expect, it } from 'vitest';
import { Meter, rateText } from './meter.ts';

describe('the meter', () => {
  it('gives the rate since the last call, and keeps counting', () => {
    const meter = new Meter(0);
    for (let count = 0; count < 10; count += 1) meter.count();
    expect(meter.rate(2000)).toBe(5);
    meter.count();
    expect(meter.rate(3000)).toBe(1);
    expect(meter.rate(4000)).toBe(0);
    expect(meter.total).toBe(11);
  });

  it('gives a rate of zero if no time has passed or the clock went back', () => {
    const meter = new Meter(1000);
    meter.count();
    expect(meter.rate(1000)).toBe(0);
    meter.count();
    expect(meter.rate(500)).toBe(0);
  });
});

describe('rateText', () => {
  it.each([
    [0, '0/s'],
    [0.04, '0.0/s'],
    [0.4, '0.4/s'],
    [9.94, '9.9/s'],
    [10, '10/s'],
    [12.4, '12/s'],
    [999.4, '999/s'],
    [1000, '1.0k/s'],
    [2600, '2.6k/s'],
  ])('writes %f as %s', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});
