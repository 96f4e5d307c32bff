import { afterEach, describe, expect, it } from 'vitest';
import type { History } from '../../api/generated';
import { RANGES } from '../../charts/time-window';
import { preferences } from '../../messages/preferences';
import {
  bridged,
  bucketsOf,
  bucketValues,
  commonLimits,
  comparedRows,
  comparedSummary,
  shownAxis,
} from './compared-series';

afterEach(() => {
  preferences.temperatureUnit = 'celsius';
});
const now = Date.UTC(2026, 0, 8, 12, 34);
const day = bucketsOf('24h', now, 'UTC');
const history = (points: Record<number, number>): History =>
  ({
    plant_id: 'p',
    from: new Date(day.from).toISOString(),
    to: new Date(day.to).toISOString(),
    bucket_s: 300,
    bucket: 'PT5M',
    time_zone: 'UTC',
    readings_from: null,
    points: Object.entries(points).map(([bucket, value]) => ({
      time: new Date(day.from + Number(bucket) * day.bucketMs).toISOString(),
      temperature: value,
      temperature_min: value - 1,
      temperature_max: value + 1,
    })),
  }) as unknown as History;

describe('bucketsOf', () => {
  it.each(RANGES)('of %s are some hundreds, begin at a round time and end after now', (range) => {
    const { from, to, all, bucketMs } = bucketsOf(range, now, 'UTC');
    expect(all.length).toBeGreaterThanOrEqual(288);
    expect(all.length).toBeLessThanOrEqual(365);
    expect(to - from).toBe(all.length * bucketMs);
    expect(from % bucketMs).toBe(0);
    expect(to - now).toBeGreaterThan(0);
    expect(to - now).toBeLessThanOrEqual(bucketMs);
  });

  it.each(['Asia/Tokyo', 'Asia/Kathmandu', 'America/New_York'])('of a year are days of %s', (zone) => {
    const { all, to } = bucketsOf('1y', now, zone);
    const hours = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
    expect([...new Set([...all.map(({ time }) => time), to].map((time) => hours.format(time)))]).toEqual(['00:00']);
    expect(all).toHaveLength(365);
  });

  it('have wall times that never go back, while clocks are set back, and none that is left out', () => {
    for (const [at, range, count] of [
      [Date.UTC(2026, 9, 25, 12), '24h', 288],
      [Date.UTC(2026, 2, 29, 12), '24h', 276],
      [Date.UTC(2026, 9, 27, 12), '30d', 360],
    ] as const) {
      const { all } = bucketsOf(range, at, 'Europe/Berlin');
      expect(all).toHaveLength(count);
      for (const [index, { time, wall }] of all.entries()) {
        expect(time).toBeGreaterThan(all[index - 1]?.time ?? 0);
        expect(wall).toBeGreaterThan(all[index - 1]?.wall ?? 0);
      }
    }
  });
});

describe('bucketValues', () => {
  it('are at the places of their buckets, whatever else was left out', () => {
    const values = bucketValues(history({ 3: 20, 287: 21 }), 'temperature', day);
    expect(values).toHaveLength(288);
    expect([values[2], values[3], values[287]]).toEqual([null, 20, 21]);
  });

  it('leave out what lies outside of the buckets', () => {
    expect(bucketValues(history({ [-1]: 20, 288: 21 }), 'temperature', day).every((value) => value === null)).toBe(
      true,
    );
  });
});

describe('bridged', () => {
  it('fills the usual pauses of a slow sensor and leaves long ones open', () => {
    expect(bridged([1, null, 3, null, 5, null, null, null, null, null, null, null, null, null, 9, null])).toEqual([
      1,
      2,
      3,
      4,
      5,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      9,
      null,
    ]);
  });

  it('of nothing, and of a single value, is the same', () => {
    expect(bridged([null, null])).toEqual([null, null]);
    expect(bridged([null, 4, null])).toEqual([null, 4, null]);
  });
});

describe('commonLimits', () => {
  const limits = (min: number | null, max: number | null) => ({ thresholds: { temperature: { min, max } } });

  it('are those that all plants have', () => {
    expect(commonLimits([limits(10, null), limits(10, null)], 'temperature')).toEqual({ min: 10, max: null });
    expect(commonLimits([limits(10, 20), limits(10, 21)], 'temperature')).toBeUndefined();
    expect(commonLimits([limits(10, 20), { thresholds: {} }], 'temperature')).toBeUndefined();
    expect(commonLimits([{ thresholds: {} }, { thresholds: {} }], 'temperature')).toBeUndefined();
    expect(commonLimits([], 'temperature')).toBeUndefined();
  });
});

describe('shownAxis', () => {
  const summary = comparedSummary(history({ 1: 17, 2: 26 }), 'temperature');

  it('goes from one round number to another around the values', () => {
    expect(shownAxis('temperature', summary ? [summary] : [], undefined)).toEqual({ min: 14, max: 28, steps: 7 });
  });

  it('is round in the unit that is shown, and there without values', () => {
    preferences.temperatureUnit = 'fahrenheit';
    expect(shownAxis('temperature', [], undefined)).toEqual({ min: 50, max: 90, steps: 8 });
  });

  it('makes room for limits that are near', () => {
    expect(shownAxis('temperature', summary ? [summary] : [], { max: 31 }).max).toBeGreaterThanOrEqual(31);
  });
});

describe('comparedRows', () => {
  it('are means over neighbouring buckets, newest first, without empty ones', () => {
    const one = bucketValues(history({ 0: 20, 1: 22, 287: 30 }), 'temperature', day);
    const other = bucketValues(history({ 4: 10 }), 'temperature', day);
    const HALF_HOUR = 30 * 60_000;
    // The day ends at 12:35: its first and its last row are not full.
    expect(comparedRows(day, [one, other], 'UTC')).toEqual([
      { time: Math.floor((day.to - 1) / HALF_HOUR) * HALF_HOUR, values: [30, null] },
      { time: Math.floor(day.from / HALF_HOUR) * HALF_HOUR, values: [21, 10] },
    ]);
  });
});
