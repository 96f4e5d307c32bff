import { describe, expect, it } from 'vitest';
import { dateIn, seasonOf } from './season.ts';

describe('the season', () => {
  it.each([
    ['2026-01-15', 'Europe/Berlin', 'winter'],
    ['2026-02-28', 'Europe/Berlin', 'winter'],
    ['2026-03-01', 'Europe/Berlin', 'spring'],
    ['2026-07-01', 'America/New_York', 'summer'],
    ['2026-11-30', 'Asia/Tokyo', 'autumn'],
    ['2026-12-01', 'UTC', 'winter'],
    ['2026-01-15', 'Australia/Sydney', 'summer'],
    ['2026-07-15', 'Pacific/Auckland', 'winter'],
    ['2026-09-01', 'Africa/Johannesburg', 'spring'],
    ['2026-12-24', 'America/Argentina/Ushuaia', 'summer'],
    ['2026-07-15', 'America/Bogota', 'summer'],
  ])('on %s in %s is %s', (today, timeZone, season) => {
    expect(seasonOf(today, timeZone)).toBe(season);
  });
});

describe('a date', () => {
  it('is the date in the time zone', () => {
    const lateEvening = new Date('2026-03-01T23:30:00Z');
    expect(dateIn('UTC', lateEvening)).toBe('2026-03-01');
    expect(dateIn('Europe/Berlin', lateEvening)).toBe('2026-03-02');
    expect(dateIn('America/Los_Angeles', lateEvening)).toBe('2026-03-01');
  });
});
