import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areOfDays, bucketsOf, daysOf } from './buckets.ts';

const HOUR = 3_600_000;
const at = (text: string): Date => new Date(text);
const shown = (starts: readonly number[]): string[] => starts.map((start) => new Date(start).toISOString());

/** The unit of a period's buckets, and how many there are. */
const dividedInto = (from: string, to: string, points: number, zone = 'Europe/Berlin') => {
  const { bucket, bucketS, starts } = bucketsOf(at(from), at(to), points, zone);
  return [bucket, bucketS, starts.length];
};

describe('the buckets of a chart', () => {
  it.each([
    ['a day', '2026-03-01T12:03:20Z', '2026-03-02T12:03:20Z', 400, ['PT5M', 300, 289]],
    ['a week', '2026-03-01T12:03:20Z', '2026-03-08T12:03:20Z', 400, ['PT30M', 1800, 337]],
    ['a week, fewer', '2026-03-01T12:03:20Z', '2026-03-08T12:03:20Z', 300, ['PT1H', 3600, 169]],
    ['30 days', '2026-02-01T12:03:20Z', '2026-03-03T12:03:20Z', 400, ['PT2H', 7200, 361]],
    ['a year', '2025-03-01T12:03:20Z', '2026-03-01T12:03:20Z', 400, ['P1D', 86_400, 366]],
    ['a year, fewer', '2025-03-01T12:03:20Z', '2026-03-01T12:03:20Z', 300, ['P2D', 172_800, 183]],
    ['ten years', '2016-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 300, ['P1M', 2_628_000, 121]],
    ['an hour', '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', 60, ['PT1M', 60, 60]],
    ['ten seconds', '2026-03-01T12:00:00Z', '2026-03-01T12:00:10Z', 300, ['PT1S', 1, 10]],
  ])('of %s are whole units, the shortest that are few enough', (_what, from, to, points, expected) => {
    expect(dividedInto(from, to, points)).toEqual(expected);
  });

  it('are days of the owner, also those of 23 and 25 hours', () => {
    const spring = bucketsOf(at('2026-03-28T10:00:00Z'), at('2026-03-31T10:00:00Z'), 4, 'Europe/Berlin');
    expect([spring.bucket, areOfDays(spring)]).toEqual(['P1D', true]);
    expect(shown(spring.starts)).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
    ]);
    const autumn = daysOf(Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-26T23:00:00Z'), 'Europe/Berlin');
    expect(shown(autumn)).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
    expect((autumn[1] ?? 0) - (autumn[0] ?? 0)).toBe(25 * HOUR);
  });

  it('begin a day at its first moment where midnight is left out', () => {
    // Clocks in Beirut were put from 00:00 to 01:00 on 31 March 2024.
    const days = daysOf(Date.parse('2024-03-30T12:00:00Z'), Date.parse('2024-04-01T12:00:00Z'), 'Asia/Beirut');
    expect(shown(days)).toEqual(['2024-03-29T22:00:00.000Z', '2024-03-30T22:00:00.000Z', '2024-03-31T21:00:00.000Z']);
  });

  it('of hours keep both hours that a change of clocks makes of one, and begin where the local clock shows a whole one', () => {
    const night = bucketsOf(at('2026-10-24T23:00:00Z'), at('2026-10-25T03:00:00Z'), 4, 'Europe/Berlin');
    expect([night.bucket, night.starts.length]).toEqual(['PT1H', 4]);
    const india = bucketsOf(at('2026-03-01T12:00:00Z'), at('2026-03-01T20:00:00Z'), 9, 'Asia/Kolkata');
    expect(shown(india.starts.slice(0, 2))).toEqual(['2026-03-01T11:30:00.000Z', '2026-03-01T12:30:00.000Z']);
    const island = bucketsOf(at('2026-04-04T13:00:00Z'), at('2026-04-04T18:00:00Z'), 7, 'Australia/Lord_Howe');
    // From 02:00 back to 01:30: an hour of which half comes twice.
    expect(shown(island.starts)).toEqual([
      '2026-04-04T13:00:00.000Z',
      '2026-04-04T14:00:00.000Z',
      '2026-04-04T14:30:00.000Z',
      '2026-04-04T15:30:00.000Z',
      '2026-04-04T16:30:00.000Z',
      '2026-04-04T17:30:00.000Z',
    ]);
  });

  it('of weeks begin on a Monday, and months on the first', () => {
    const weeks = bucketsOf(at('2026-03-04T00:00:00Z'), at('2026-03-31T00:00:00Z'), 5, 'UTC');
    expect([weeks.bucket, shown(weeks.starts)[0]]).toEqual(['P1W', '2026-03-02T00:00:00.000Z']);
    const quarters = bucketsOf(at('2026-03-04T00:00:00Z'), at('2026-12-31T00:00:00Z'), 4, 'UTC');
    expect([quarters.bucket, shown(quarters.starts)]).toEqual([
      'P3M',
      ['01', '04', '07', '10'].map((month) => `2026-${month}-01T00:00:00.000Z`),
    ]);
  });

  it('are equal parts of the period where no unit is long enough', () => {
    expect(dividedInto('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 10)[2]).toBe(10);
    const { bucket, starts } = bucketsOf(at('2025-12-28T12:00:00Z'), at('2026-01-05T12:00:00Z'), 1, 'UTC');
    expect([bucket, shown(starts)]).toEqual(['PT691200S', ['2025-12-28T12:00:00.000Z']]);
  });

  it('are never more than asked for, in order, and cover the period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2030, 0) }),
        fc.integer({ min: 1, max: 4e11 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Havana'),
        (from, spanMs, points, zone) => {
          const { starts } = bucketsOf(new Date(from), new Date(from + spanMs), points, zone);
          expect(starts.length).toBeGreaterThan(0);
          expect(starts.length).toBeLessThanOrEqual(points);
          expect(starts[0]).toBeLessThanOrEqual(from);
          expect(starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? start))).toBe(true);
          expect(starts.at(-1)).toBeLessThan(from + spanMs);
        },
      ),
      { numRuns: 60 },
    );
  });
});
