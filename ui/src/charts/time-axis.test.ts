import { describe, expect, it } from 'vitest';
import { timeTicks, wallTime } from './time-axis';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ticks = (from: string, to: string, most: number, zone: string): string[] =>
  timeTicks({ from: Date.parse(from), to: Date.parse(to) }, most, zone).map(
    ({ time, says }) => `${new Date(time).toISOString().slice(0, 16)} ${says}`,
  );

describe('timeTicks', () => {
  it('are at round hours of the zone, and midnight says the day', () => {
    expect(ticks('2026-01-07T10:10:00Z', '2026-01-08T10:10:00Z', 5, 'Europe/Berlin')).toEqual([
      '2026-01-07T11:00 minute',
      '2026-01-07T17:00 minute',
      '2026-01-07T23:00 day',
      '2026-01-08T05:00 minute',
    ]);
  });

  it('are round in a zone of half hours, too', () => {
    expect(ticks('2026-01-07T00:00:00Z', '2026-01-07T04:00:00Z', 4, 'Asia/Kolkata')).toEqual([
      '2026-01-07T00:30 minute',
      '2026-01-07T01:30 minute',
      '2026-01-07T02:30 minute',
      '2026-01-07T03:30 minute',
    ]);
  });

  it('stay at midnight over a change of the clocks', () => {
    const midnights = timeTicks({ from: Date.UTC(2026, 2, 27), to: Date.UTC(2026, 3, 1) }, 6, 'Europe/Berlin');
    expect(midnights.map(({ time }) => new Date(wallTime(time, 'Europe/Berlin')).toISOString().slice(11, 16))).toEqual([
      '00:00',
      '00:00',
      '00:00',
      '00:00',
      '00:00',
    ]);
    expect(midnights.map(({ time }, index) => (time - (midnights[index - 1]?.time ?? time)) / HOUR)).toEqual([
      0, 24, 23, 24, 24,
    ]);
  });

  it('of weeks are Mondays', () => {
    const weeks = timeTicks({ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) }, 5, 'UTC');
    expect(weeks.length).toBeGreaterThan(2);
    expect(weeks.map(({ time }) => new Date(time).getUTCDay())).toEqual(weeks.map(() => 1));
  });

  it('of a year are months, and January says the year', () => {
    expect(ticks('2025-06-15T00:00:00Z', '2026-06-15T00:00:00Z', 6, 'UTC')).toEqual([
      '2025-07-01T00:00 month',
      '2025-10-01T00:00 month',
      '2026-01-01T00:00 year',
      '2026-04-01T00:00 month',
    ]);
  });

  it.each([60_000, 600_000, HOUR, 7 * HOUR, DAY, 9 * DAY, 31 * DAY, 366 * DAY, 5 * 365 * DAY])(
    'of %d ms are in order, inside, and not many more than asked for',
    (length) => {
      for (const zone of ['UTC', 'America/New_York', 'Pacific/Chatham']) {
        const from = Date.UTC(2025, 9, 20, 3, 7, 11);
        const times = timeTicks({ from, to: from + length }, 8, zone).map(({ time }) => time);
        expect(times.length).toBeGreaterThan(1);
        expect(times.length).toBeLessThanOrEqual(9);
        expect(times).toEqual(
          [...new Set(times)].sort((a, b) => a - b).filter((time) => time >= from && time <= from + length),
        );
      }
    },
  );
});
