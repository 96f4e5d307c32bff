import { describe, expect, it } from 'vitest';
import { dayIn, fromTyped, toTyped } from './zoned-time';

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

describe('a time in a date-time field', () => {
  it.each([
    ['2026-01-07T12:00:00.000Z', 'Europe/Berlin', '2026-01-07T13:00'],
    ['2026-07-07T12:00:00.000Z', 'Europe/Berlin', '2026-07-07T14:00'],
    ['2026-01-07T23:30:00.000Z', 'Asia/Kolkata', '2026-01-08T05:00'],
    ['2026-01-07T03:00:00.000Z', 'America/Los_Angeles', '2026-01-06T19:00'],
    ['2026-01-07T00:00:00.000Z', 'UTC', '2026-01-07T00:00'],
  ])('%s in %s is %s, and back', (time, zone, typed) => {
    expect(toTyped(time, zone)).toBe(typed);
    expect(iso(fromTyped(typed, zone))).toBe(time);
  });

  it('is the following hour where the clock skips an hour', () => {
    expect(iso(fromTyped('2026-03-29T02:30', 'Europe/Berlin'))).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is the first one of an hour that occurs twice', () => {
    expect(iso(fromTyped('2026-10-25T02:30', 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
  });

  it.each(['', 'soon', '2026-13-01T00:00'])('"%s" is none', (typed) => {
    expect(fromTyped(typed, 'UTC')).toBeUndefined();
  });
});

describe('dayIn', () => {
  it('is the calendar day in the time zone', () => {
    expect([dayIn('2026-01-07T23:30:00Z', 'UTC'), dayIn('2026-01-07T23:30:00Z', 'Europe/Berlin')]).toEqual([
      '2026-01-07',
      '2026-01-08',
    ]);
  });
});
