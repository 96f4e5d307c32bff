import { describe, expect, it } from 'vitest';
import { timeUntilDry } from './moisture-forecast.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1000 * DAY;

/** One point every half hour for `hours`; the last one is now. */
const curve = (hours: number, valueAt: (hoursAgo: number) => number) =>
  Array.from({ length: hours * 2 + 1 }, (_, index) => ({
    at: NOW - (hours - index / 2) * HOUR,
    value: valueAt(hours - index / 2),
  }));
/** Noise of half a percentage point, the same on every run. */
const noise = (hoursAgo: number): number => Math.sin(hoursAgo * 97) / 2;

describe('timeUntilDry', () => {
  it('follows the line: from 40 % at 5 points a day, 30 % is two days away', () => {
    expect(
      timeUntilDry(
        curve(48, (ago) => 40 + (ago * 5) / 24),
        30,
        NOW,
      ),
    ).toBeCloseTo(2 * DAY, -3);
  });

  it('is not misled by noise', () => {
    const days =
      (timeUntilDry(
        curve(48, (ago) => 40 + (ago * 5) / 24 + noise(ago)),
        30,
        NOW,
      ) ?? 0) / DAY;
    expect(days).toBeGreaterThan(1.7);
    expect(days).toBeLessThan(2.3);
  });

  it('uses only points from after the last watering has settled', () => {
    const watered = curve(48, (ago) => (ago > 20 ? 20 : 60 + ago * 0.5));
    expect(timeUntilDry(watered, 30, NOW, NOW - 20 * HOUR)).toBeCloseTo(60 * HOUR, -3);
    expect(timeUntilDry(watered, 30, NOW)).toBeUndefined();
  });

  it('is zero if the soil is already dry', () => {
    expect(
      timeUntilDry(
        curve(4, () => 25),
        30,
        NOW,
      ),
    ).toBe(0);
  });

  it.each([
    ['there is no limit', curve(48, (ago) => 40 + ago), null],
    ['nothing was measured', [], 30],
    ['too little was measured', curve(4, (ago) => 40 + ago), 30],
    ['it gets wetter', curve(48, (ago) => 80 - ago), 30],
    ['it neither falls nor rises', curve(48, () => 50), 30],
    ['it only goes up and down', curve(48, (ago) => 50 + 5 * Math.sin(ago / 3)), 30],
    ['it is too far ahead', curve(48, (ago) => 90 + ago * 0.03), 30],
  ])('gives no estimate if %s', (_why, points, min) => {
    expect(timeUntilDry(points, min, NOW)).toBeUndefined();
  });

  it('gives no estimate from old values', () => {
    expect(
      timeUntilDry(
        curve(48, (ago) => 40 + ago),
        30,
        NOW + DAY,
      ),
    ).toBeUndefined();
  });
});
