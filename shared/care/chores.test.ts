import { describe, expect, it } from 'vitest';
import type { Season } from './care-words.ts';
import { dueChores, nextChore, type PlannedChore } from './chores.ts';

/** North of the equator, by whole months. */
const north = (day: string): Season =>
  (['winter', 'spring', 'summer', 'autumn'] as const)[Math.floor((Number(day.slice(5, 7)) % 12) / 3)] ?? 'winter';
const south = (day: string): Season =>
  (['summer', 'autumn', 'winter', 'spring'] as const)[Math.floor((Number(day.slice(5, 7)) % 12) / 3)] ?? 'winter';

const feeding = (from: string, summer_days: number | null, winter_days: number | null): PlannedChore => ({
  kind: 'fertilizing',
  from,
  summer_days,
  winter_days,
});

describe('the next day of a chore', () => {
  it.each<[string, string, number | null, number | null, string, string | null]>([
    ['is an interval after the last time', '2026-05-02', 14, null, '2026-05-03', '2026-05-16'],
    ['stays where it was while it is overdue', '2026-05-02', 14, null, '2026-06-20', '2026-05-16'],
    ['is in the month after', '2026-05-25', 14, 60, '2026-05-26', '2026-06-08'],
    ['is in the year after', '2026-12-20', 30, 30, '2026-12-21', '2027-01-19'],
    ['waits for the time in which it is done', '2026-08-25', 14, null, '2026-09-10', '2027-03-01'],
    ['is not overdue from a time that is over', '2026-07-01', 14, null, '2026-11-10', '2027-03-01'],
    ['counts the longer interval once that begins', '2026-08-25', 14, 60, '2026-08-26', '2026-10-24'],
    ['is the day on which the shorter interval begins', '2026-01-20', 14, 60, '2026-02-01', '2026-03-01'],
    ['may lie years ahead', '2026-04-01', 730, null, '2026-04-02', '2028-03-31'],
    ['after two years that end in the cold half waits for spring', '2026-01-15', 730, null, '2026-02-01', '2028-03-01'],
    ['is none without an interval', '2026-05-02', null, null, '2026-05-03', null],
  ])('%s', (_, from, summer, winter, today, due) => {
    expect(nextChore(feeding(from, summer, winter), today, north)?.due_on ?? null).toBe(due);
  });

  it('is half a year later south of the equator', () => {
    expect(nextChore(feeding('2026-05-02', 14, null), '2026-05-03', south)).toEqual({
      kind: 'fertilizing',
      due_on: '2026-09-01',
      every_days: 14,
    });
  });
});

describe('the chores that are due', () => {
  it('are those of today and before, the longest overdue first', () => {
    const planned: PlannedChore[] = [
      feeding('2026-05-01', 14, null),
      { ...feeding('2026-04-01', 14, null), kind: 'treatment' },
      { ...feeding('2026-05-10', 14, null), kind: 'pruning' },
    ];
    expect(dueChores(planned, '2026-05-15', north)).toEqual([
      { kind: 'treatment', due_on: '2026-04-15', every_days: 14 },
      { kind: 'fertilizing', due_on: '2026-05-15', every_days: 14 },
    ]);
  });
});
