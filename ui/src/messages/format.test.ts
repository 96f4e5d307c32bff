import { describe, expect, it } from 'vitest';
import { breachOf, formatAge, formatLimits, formatValue, isStale } from './format';

const now = Date.parse('2026-01-07T12:00:00Z');
const before = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

describe('formatAge', () => {
  it.each([
    [0, 'just now'], [0.9, 'just now'], [1, '1 min ago'], [59, '59 min ago'], [60, '1 h ago'], [47 * 60, '47 h ago'], [72 * 60, '3 days ago'],
  ])('%d minutes are "%s"', (minutes, expected) => {
    expect(formatAge(before(minutes), now)).toBe(expected);
  });

  it('is "never" without a time', () => {
    expect(formatAge(null, now)).toBe('never');
  });
});

describe('isStale', () => {
  it('is true after a quarter of an hour and without a time', () => {
    expect([isStale(before(14), now), isStale(before(16), now), isStale(null, now)]).toEqual([false, true, true]);
  });
});

describe('formatValue', () => {
  it('has one decimal, none for light, and the unit', () => {
    expect([formatValue('temperature', 21.25), formatValue('light_level', 12345.6)]).toEqual(['21.3 °C', '12,346 lx']);
  });
});

describe('formatLimits', () => {
  it('names the sides there are', () => {
    expect(formatLimits('humidity', { min: 20, max: 80 })).toBe('20–80 %');
    expect(formatLimits('humidity', { min: 20, max: null })).toBe('≥ 20 %');
    expect(formatLimits('light_level', { max: 20000 })).toBe('≤ 20,000 lx');
    expect(formatLimits('humidity', {})).toBeUndefined();
    expect(formatLimits('humidity', undefined)).toBeUndefined();
  });
});

describe('breachOf', () => {
  it('is strict: a value equal to a limit is inside', () => {
    expect([breachOf(19.9, { min: 20 }), breachOf(20, { min: 20 }), breachOf(80.1, { max: 80 }), breachOf(80, { max: 80 }), breachOf(null, { min: 1 }), breachOf(5, undefined)])
      .toEqual(['low', undefined, 'high', undefined, undefined, undefined]);
  });
});
