import { describe, expect, it } from 'vitest';
import { bridged, dayFigures, HOUR_MS, type HourFigures, hoursOutside } from './hours.ts';

const DAY = Date.parse('2026-03-01T00:00Z');
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const hour = (index: number, mean: number, spread = 0): HourFigures => ({
  at: DAY + index * HOUR_MS,
  min: mean - spread,
  mean,
  max: mean + spread,
});

describe('hours without readings', () => {
  it('are filled along a straight line for a board that measures every two hours', () => {
    const filled = bridged([hour(0, 10), hour(2, 14), hour(4, 10)], 7200);
    expect(filled.map(({ mean }) => mean)).toEqual([10, 12, 14, 12, 10]);
    expect(filled[1]).toEqual({ at: DAY + HOUR_MS, min: 12, mean: 12, max: 12 });
  });

  it.each([
    ['a board that measures every minute', 60, 2],
    ['a board whose interval nobody knows', null, 2],
    ['more than three intervals', 3600, 4],
    ['more than twelve hours', 43_200, 13],
  ])('stay empty for %s', (_what, intervalS, apart) => {
    expect(bridged([hour(0, 10), hour(apart, 14)], intervalS)).toHaveLength(2);
  });

  it('are filled up to three intervals', () => {
    expect(bridged([hour(0, 10), hour(3, 16)], 3600).map(({ mean }) => mean)).toEqual([10, 12, 14, 16]);
  });
});

it('a day has the least, the mean and the greatest of its hours, and says how many there were', () => {
  const hours = [hour(0, 10, 1), hour(1, 20, 5), hour(24, 8)];
  expect(dayFigures(hours, dayOf)).toEqual([
    { day: '2026-03-01', min: 9, mean: 15, max: 25, hours: 2 },
    { day: '2026-03-02', min: 8, mean: 8, max: 8, hours: 1 },
  ]);
});

describe('hours outside of limits', () => {
  const hours = [hour(0, 10), hour(1, 20, 10), hour(2, 30), hour(3, 40, 8)];

  it('count whole where all values were outside, else by how far they went', () => {
    // 10: below 15. 10 to 30: a quarter below 15, a quarter above 25. 30: above. 32 to 48: above.
    expect(hoursOutside(hours, { min: 15, max: 25 }, DAY)).toEqual({ below: 1.25, above: 2.25 });
  });

  it('begin with the time asked for, and need a limit', () => {
    expect(hoursOutside(hours, { min: 15, max: 25 }, DAY + 2 * HOUR_MS)).toEqual({ below: 0, above: 2 });
    expect(hoursOutside(hours, { min: null, max: 40 }, DAY)).toEqual({ below: 0, above: 0.5 });
    expect(hoursOutside(hours, undefined, DAY)).toEqual({ below: 0, above: 0 });
  });

  it('at the limit itself are none', () => {
    expect(hoursOutside([hour(0, 15)], { min: 15, max: 15 }, DAY)).toEqual({ below: 0, above: 0 });
  });
});
