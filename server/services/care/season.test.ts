import { describe, expect, it } from 'vitest';
import { dateIn, effectiveTimeZone, seasonOf } from './season.ts';

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

describe('a place', () => {
  it.each([
    'Australia/Perth',
    'Antarctica/Troll',
    'Africa/Johannesburg',
    'Africa/Luanda',
    'America/Argentina/Buenos_Aires',
    'America/Sao_Paulo',
    'America/Lima',
    'Pacific/Auckland',
    'Pacific/Norfolk',
    'Indian/Reunion',
    'Atlantic/Stanley',
  ])('%s is in the south', (timeZone) => {
    expect(seasonOf('2026-01-15', timeZone)).toBe('summer');
  });

  it.each([
    'Europe/Berlin',
    'Africa/Cairo',
    'Africa/Luanda_Norte',
    'America/Limassol',
    'America/Argentina',
    'Pacific/Honolulu',
    'Pacific/Fiji_North',
    'Indian/Maldives',
    'Indian/Reunion_North',
    'Atlantic/Stanley_North',
    'Arctic/Africa/Luanda',
    'Arctic/America/Lima',
    'Arctic/Australia/Perth',
    'Arctic/Pacific/Fiji',
    'Arctic/Indian/Reunion',
    'Arctic/Atlantic/Stanley',
    'UTC',
  ])('%s is not known to be in the south', (timeZone) => {
    expect(seasonOf('2026-01-15', timeZone)).toBe('winter');
  });

  it('is that of the server where none is set, and otherwise the one that is set', () => {
    expect(effectiveTimeZone('auto')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(effectiveTimeZone('Asia/Kathmandu')).toBe('Asia/Kathmandu');
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
