import { describe, expect, it } from 'vitest';
import { pointsLostPerDay, timeUntilDry } from './moisture-forecast.ts';

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

  it('needs a value of the last two hours', () => {
    const points = curve(48, (ago) => 40 + (ago * 5) / 24);
    expect(timeUntilDry(points, 30, NOW + 2 * HOUR)).toBeCloseTo(2 * DAY - 2 * HOUR, -3);
    expect(timeUntilDry(points, 30, NOW + 2 * HOUR + 1)).toBeUndefined();
    expect(timeUntilDry([{ at: NOW - 2 * HOUR, value: 25 }], 30, NOW), 'dry already').toBe(0);
    expect(timeUntilDry([{ at: NOW - 2 * HOUR - 1, value: 25 }], 30, NOW)).toBeUndefined();
  });

  it('is zero at the limit itself, and as soon as the line has passed it', () => {
    expect(timeUntilDry([{ at: NOW, value: 30 }], 30, NOW)).toBe(0);
    const almost = curve(48, (ago) => 30.05 + (ago * 5) / 24);
    expect(timeUntilDry(almost, 30, NOW + HOUR)).toBe(0);
  });

  it('looks three weeks ahead, and no further', () => {
    const slowly = curve(48, (ago) => 50 + ago / 24);
    expect(timeUntilDry(slowly, 29.01, NOW)).toBeCloseTo(20.99 * DAY, -4);
    expect(timeUntilDry(slowly, 28.99, NOW)).toBeUndefined();
  });
});

describe('points lost per day', () => {
  /** Points with these values, the last one now, at equal distances over these hours. */
  const spread = (hours: number, values: number[]) =>
    values.map((value, index) => ({ at: NOW - hours * HOUR * (1 - index / (values.length - 1)), value }));
  const falling = (count: number, perStep: number) => Array.from({ length: count }, (_, index) => 60 - index * perStep);

  it('are the slope of the curve', () => {
    expect(
      pointsLostPerDay(
        curve(48, (ago) => 40 + (ago * 5) / 24),
        NOW,
      ),
    ).toBeCloseTo(5);
  });

  it('need twelve points over six hours', () => {
    expect(pointsLostPerDay(spread(6, falling(12, 0.5)), NOW)).toBeCloseTo((0.5 * 11 * 24) / 6);
    expect(pointsLostPerDay(spread(6, falling(11, 0.5)), NOW), 'eleven points').toBeUndefined();
    expect(pointsLostPerDay(spread(5.99, falling(40, 0.5)), NOW), 'less than six hours').toBeUndefined();
  });

  it('need a value of the last two hours', () => {
    expect(pointsLostPerDay(spread(12, falling(24, 0.5)), NOW + 2 * HOUR)).toBeDefined();
    expect(pointsLostPerDay(spread(12, falling(24, 0.5)), NOW + 2 * HOUR + 1)).toBeUndefined();
    expect(pointsLostPerDay([], NOW)).toBeUndefined();
  });

  it('are those of the last 48 hours', () => {
    const older = [
      { at: NOW - 60 * HOUR, value: 0 },
      { at: NOW - 48 * HOUR - 1, value: 0 },
    ];
    expect(pointsLostPerDay([...older, ...spread(48, falling(49, 0.5))], NOW)).toBeCloseTo(12);
  });

  it('are those from two hours after the last watering on', () => {
    const settling = [
      { at: NOW - 14 * HOUR, value: 95 },
      { at: NOW - 12 * HOUR - 1, value: 90 },
    ];
    const settled = spread(12, falling(25, 0.5));
    expect(pointsLostPerDay([...settling, ...settled], NOW, NOW - 14 * HOUR)).toBeCloseTo(24);
    expect(pointsLostPerDay([...settling, ...settled], NOW)).not.toBeCloseTo(24);
    expect(pointsLostPerDay(settled, NOW, NOW - 7 * HOUR), 'only five hours are left').toBeUndefined();
  });

  it('are not told of a fall that may be the drift of the sensor', () => {
    expect(pointsLostPerDay(spread(24, falling(25, 0.0201)), NOW)).toBeCloseTo(0.4824);
    expect(pointsLostPerDay(spread(24, falling(25, 0.0199)), NOW)).toBeUndefined();
  });

  it('are not told of a curve that a line does not explain, though it falls on the whole', () => {
    const jagged = (jag: number) =>
      spread(
        24,
        falling(25, 0.5).map((value, index) => value + (index % 2 === 0 ? jag : -jag)),
      );
    expect(pointsLostPerDay(jagged(1), NOW)).toBeCloseTo(12, 0);
    expect(pointsLostPerDay(jagged(6), NOW)).toBeUndefined();
  });

  it('are not told of points of one moment, nor of a curve that does not move', () => {
    expect(
      pointsLostPerDay(
        Array.from({ length: 20 }, () => ({ at: NOW, value: 50 })),
        NOW,
      ),
    ).toBeUndefined();
    expect(
      pointsLostPerDay(
        spread(
          24,
          Array.from({ length: 25 }, () => 50),
        ),
        NOW,
      ),
    ).toBeUndefined();
  });
});
