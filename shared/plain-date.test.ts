import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, laterDate } from './plain-date.ts';

describe('calendar dates', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-12-31', 1, '2027-01-01'],
    // Where clocks change, the day has 23 or 25 hours.
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-10-24', 2, '2026-10-26'],
    ['2026-07-01', 0, '2026-07-01'],
  ])('%s and %d days is %s, and back', (from, days, to) => {
    expect([addDays(from, days), daysBetween(from, to), daysBetween(to, from) + 0]).toEqual([to, days, -days + 0]);
  });

  it('the later of two is the same in either order', () => {
    expect([laterDate('2026-09-30', '2026-10-01'), laterDate('2026-10-01', '2026-09-30')]).toEqual([
      '2026-10-01',
      '2026-10-01',
    ]);
  });
});
