import { afterEach, describe, expect, it } from 'vitest';
import {
  breachOf,
  differenceShown,
  formatAge,
  formatBytes,
  formatLimit,
  formatLimits,
  formatMoment,
  formatValue,
  fromShown,
  formatSpan,
  toShown,
} from './format';
import { preferences } from './preferences';
import { useLanguage } from './text';

const now = Date.parse('2026-01-07T12:00:00Z');
const before = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

afterEach(async () => {
  await useLanguage('en');
  Object.assign(preferences, { temperatureUnit: 'celsius', timeZone: undefined });
});

describe('formatAge', () => {
  it.each([
    [0, 'just now'],
    [0.9, 'just now'],
    [1, '1 min ago'],
    [59, '59 min ago'],
    [60, '1 h ago'],
    [47 * 60, '47 h ago'],
    [72 * 60, '3 days ago'],
  ])('%d minutes are "%s"', (minutes, expected) => {
    expect(formatAge(before(minutes), now)).toBe(expected);
  });

  it('is "never" without a time', () => {
    expect(formatAge(null, now)).toBe('never');
  });
});

describe('formatSpan', () => {
  it.each([
    [90, '90 s'],
    [1800, '30 min'],
    [14_400, '4 h'],
  ])('%d seconds are %s', (seconds, span) => {
    expect(formatSpan(seconds)).toBe(span);
  });
});

describe('formatValue', () => {
  it('has one decimal, none for light, and the unit', () => {
    expect([formatValue('temperature', 21.25), formatValue('light_level', 12345.6)]).toEqual(['21.3 °C', '12,346 lx']);
  });

  it('shows temperatures, and nothing else, in °F where the owner wants that', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect([formatValue('temperature', 21.25), formatValue('humidity', 50)]).toEqual(['70.3 °F', '50.0 %']);
  });

  it('writes numbers as the language does', async () => {
    await useLanguage('de');
    expect(formatValue('light_level', 12345.6)).toBe('12.346 lx');
  });
});

describe('fromShown', () => {
  it('reverses toShown', () => {
    preferences.temperatureUnit = 'fahrenheit';
    for (const celsius of [-50, 0, 18, 21.5, 37.77, 100])
      expect(fromShown('temperature', toShown('temperature', celsius))).toBe(celsius);
  });
});

describe('differenceShown', () => {
  it('is scaled to the unit, but not shifted', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect([differenceShown('temperature', 5), differenceShown('humidity', 5)]).toEqual([9, 5]);
  });
});

describe('formatMoment', () => {
  it("is given in the owner's time zone", () => {
    preferences.timeZone = 'Asia/Tokyo';
    expect(formatMoment('2026-01-07T18:30:00Z', { hour: '2-digit', minute: '2-digit', hour12: false })).toBe('03:30');
  });
});

describe('formatLimits', () => {
  it.each([
    [{ min: 20, max: 80 }, '20–80 %'],
    [{ min: 20, max: null }, '≥ 20 %'],
    [{ max: 80 }, '≤ 80 %'],
    [{}, undefined],
    [undefined, undefined],
  ])('%j is %s', (limits, expected) => {
    expect(formatLimits('humidity', limits)).toBe(expected);
  });
});

describe('formatLimit', () => {
  it('has decimals only where it is not a whole number', () => {
    expect([formatLimit('temperature', 18), formatLimit('temperature', 16.5), formatLimit('light_level', 500)]).toEqual(
      ['18 °C', '16.5 °C', '500 lx'],
    );
  });
});

describe('breachOf', () => {
  it.each([
    [19.9, 'low'],
    [20, undefined],
    [80, undefined],
    [80.1, 'high'],
    [null, undefined],
  ])('%s against 20–80 is %s', (value, expected) => {
    expect(breachOf(value, { min: 20, max: 80 })).toBe(expected);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [12_345, '12 kB'],
    [7_400_000, '7.4 MB'],
    [2_350_000_000, '2.4 GB'],
  ])('%d is %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});
