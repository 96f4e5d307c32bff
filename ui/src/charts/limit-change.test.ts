import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { bounded, boundsOf, firstLimit, withLimit } from './limit-change';

describe('boundsOf', () => {
  it('ends each limit at the other one, or at what the metric can be', () => {
    expect(boundsOf('humidity', 'min', { min: 20, max: 60 })).toEqual({ min: 0, max: 60 });
    expect(boundsOf('humidity', 'max', { min: 20, max: 60 })).toEqual({ min: 20, max: 100 });
    expect(boundsOf('temperature', 'min', undefined)).toEqual({ min: -50, max: 100 });
  });

  it('so "at least" cannot be dragged above "at most"', () => {
    expect([
      bounded('humidity', 'min', 75, { min: 20, max: 60 }),
      bounded('humidity', 'max', 5, { min: 20, max: 60 }),
    ]).toEqual([60, 20]);
  });
});

describe('withLimit', () => {
  const thresholds = { soil_moisture: { min: 20, max: 80 }, light_level: { max: 900 } };

  it('changes one limit and keeps the others', () => {
    expect(withLimit(thresholds, 'soil_moisture', 'min', 25)).toEqual({
      soil_moisture: { min: 25, max: 80 },
      light_level: { max: 900 },
    });
    expect(withLimit(thresholds, 'humidity', 'min', 30)).toEqual({ ...thresholds, humidity: { min: 30 } });
    expect(thresholds.soil_moisture.min).toBe(20);
  });

  it('leaves a metric out when its last limit is taken away', () => {
    expect(withLimit(thresholds, 'light_level', 'max', null)).toEqual({ soil_moisture: { min: 20, max: 80 } });
    expect(withLimit(thresholds, 'soil_moisture', 'max', null)).toMatchObject({
      soil_moisture: { min: 20, max: null },
    });
  });
});

describe('firstLimit', () => {
  it('lies outside of what was measured, so that it raises no alert', () => {
    expect(firstLimit('soil_moisture', 'min', { min: 40, max: 60 }, undefined)).toBe(37);
    expect(firstLimit('soil_moisture', 'max', { min: 40, max: 60 }, undefined)).toBe(63);
    expect(firstLimit('light_level', 'max', { min: 500, max: 500 }, undefined)).toBeGreaterThan(500);
  });

  it.each(METRIC_NAMES)('of %s leaves room for noise, and is possible without any value', (metric) => {
    const { empty, leastSpan } = METRICS[metric].axis;
    const middle = (empty.min + empty.max) / 2;
    const measured = { min: middle, max: middle };
    const [low, high] = [
      firstLimit(metric, 'min', measured, undefined),
      firstLimit(metric, 'max', measured, undefined),
    ];
    expect(middle - low).toBeGreaterThan(leastSpan.value / 10);
    expect(high - middle).toBeGreaterThan(leastSpan.value / 10);
    expect(firstLimit(metric, 'min', undefined, undefined)).toBeLessThan(
      firstLimit(metric, 'max', undefined, undefined),
    );
  });

  it('is possible without any value, and never beyond the other limit', () => {
    expect(firstLimit('humidity', 'min', undefined, undefined)).toBeLessThan(
      firstLimit('humidity', 'max', undefined, undefined),
    );
    expect(firstLimit('humidity', 'min', { min: 50, max: 60 }, { max: 10 })).toBe(10);
  });
});
