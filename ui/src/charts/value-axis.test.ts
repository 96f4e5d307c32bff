import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { formatNumber } from '../messages/format';
import { preferences } from '../messages/preferences';
import { badgePlaces } from './badge-places';
import { limitStep, roundStep, snapped, stepped, valueAt, valueTicks, yOf } from './value-axis';

afterEach(() => {
  preferences.temperatureUnit = 'celsius';
});
const domain = { min: 15, max: 30 };

describe('yOf and valueAt', () => {
  it('put the greatest value at the top, and are each the way back of the other, also beyond the plot', () => {
    expect([yOf(30, 150, domain), yOf(15, 150, domain), yOf(22.5, 150, domain)]).toEqual([0, 150, 75]);
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 500 }), (y) => {
        expect(yOf(valueAt(y, 150, domain), 150, domain)).toBeCloseTo(y, 6);
      }),
    );
  });
});

describe('valueTicks', () => {
  it('are round', () => {
    expect(valueTicks('temperature', { min: 16.3, max: 29.1 })).toEqual([20, 25]);
    expect(valueTicks('light_level', { min: 0, max: 3100 })).toEqual([0, 1000, 2000, 3000]);
  });

  it('are round in degrees Fahrenheit where those are shown', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect(
      valueTicks('temperature', { min: 16, max: 30 }).map((value) => formatNumber('temperature', value, 1)),
    ).toEqual(['70', '80']);
  });

  it.each([
    [0.03, 0.05],
    [1, 1],
    [3, 5],
    [7, 10],
    [120, 200],
  ])('a step of at least %d is %d', (least, step) => {
    expect(roundStep(least)).toBeCloseTo(step, 9);
  });
});

describe('limits', () => {
  it('are dragged to whole steps of the unit that is shown', () => {
    expect([snapped('soil_moisture', 24.6), snapped('temperature', 18.3)]).toEqual([25, 18.5]);
    preferences.temperatureUnit = 'fahrenheit';
    expect(snapped('temperature', 18.3)).toBe(18.33);
    expect(formatNumber('temperature', snapped('temperature', 18.3), 2)).toBe('64.99');
    expect(limitStep('temperature', 20)).toBe(1);
  });

  it('are stepped by keys from where they are, and stay within what the metric can be', () => {
    expect([
      stepped('temperature', 18.5, 1),
      stepped('soil_moisture', 20.4, -1),
      stepped('soil_moisture', 96, 10),
      stepped('humidity', 3, -10),
    ]).toEqual([19, 19, 100, 0]);
  });

  it('of light are moved in steps that fit the value', () => {
    expect([limitStep('light_level', 0), limitStep('light_level', 1000), limitStep('light_level', 21_500)]).toEqual([
      10, 20, 500,
    ]);
  });
});

describe('limits of any metric', () => {
  it.each(METRIC_NAMES)('%s: are whole steps within what it can be, and a step further is another', (metric) => {
    const { min, max } = METRICS[metric];
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (value) => {
        const limit = snapped(metric, value);
        const step = limitStep(metric, value);
        expect(Math.abs(limit / step - Math.round(limit / step))).toBeLessThan(1e-6);
        expect(Math.abs(limit - value)).toBeLessThanOrEqual(step / 2 + 0.001);
        expect(limit).toBeGreaterThanOrEqual(min);
        expect(limit).toBeLessThanOrEqual(max);
        expect([stepped(metric, value, -1e6), stepped(metric, value, 1e6)]).toEqual([min, max]);
        expect(String(limit).length).toBeLessThan(8);
        if (limit < max) expect(stepped(metric, limit, 1)).toBeGreaterThan(limit);
        if (limit > min) expect(stepped(metric, limit, -1)).toBeLessThan(limit);
      }),
    );
  });
});

describe('badgePlaces', () => {
  it('are at the lines where there is room', () => {
    expect(badgePlaces(120, 40, 150)).toEqual({ min: 120, max: 40 });
  });

  it('stay inside of the plot', () => {
    expect(badgePlaces(400, -90, 150)).toEqual({ min: 138, max: 12 });
  });

  it('do not cover each other', () => {
    for (const [min, max] of [
      [75, 75],
      [80, 70],
      [150, 150],
      [0, 0],
    ] as const) {
      const places = badgePlaces(min, max, 150);
      expect(places.min - places.max).toBe(26);
      expect(places.max).toBeGreaterThanOrEqual(12);
      expect(places.min).toBeLessThanOrEqual(138);
    }
  });
});
