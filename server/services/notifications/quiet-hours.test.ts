import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil } from './quiet-hours.ts';

const until = (from: string, to: string, zone: string, now: string): string | undefined =>
  quietUntil({ from, to, time_zone: zone }, new Date(now))?.toISOString();

describe('quiet hours', () => {
  it.each([
    ['before they begin', '2026-01-10T20:59:59Z', undefined],
    ['when they begin', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['before midnight', '2026-01-10T22:59:59Z', '2026-01-11T06:00:00.000Z'],
    ['after midnight', '2026-01-10T23:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['just before they end', '2026-01-11T05:59:59.999Z', '2026-01-11T06:00:00.000Z'],
    ['when they end', '2026-01-11T06:00:00Z', undefined],
    ['at noon', '2026-01-11T11:00:00Z', undefined],
  ])('from 22:00 to 07:00 in Berlin, %s', (_, now, end) => {
    expect(until('22:00', '07:00', 'Europe/Berlin', now)).toBe(end);
  });

  it.each([
    ['before', '2026-01-10T11:59:00Z', undefined],
    ['within', '2026-01-10T12:00:00Z', '2026-01-10T14:30:00.000Z'],
    ['after', '2026-01-10T14:30:00Z', undefined],
  ])('of one afternoon, %s', (_, now, end) => {
    expect(until('12:00', '14:30', 'UTC', now)).toBe(end);
  });

  it.each([
    [
      'the night the clocks are put forward is an hour shorter',
      '22:00',
      '07:00',
      '2026-03-28T21:30:00Z',
      '2026-03-29T05:00:00.000Z',
    ],
    [
      'the night they are put back is an hour longer',
      '22:00',
      '07:00',
      '2026-10-24T20:30:00Z',
      '2026-10-25T06:00:00.000Z',
    ],
    [
      'an end that is skipped is an hour later on the clock',
      '22:00',
      '02:30',
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    ['an end that comes twice is its first', '22:00', '02:30', '2026-10-25T00:10:00Z', '2026-10-25T00:30:00.000Z'],
    ['the second 02:15 of that night is not quiet again', '22:00', '02:30', '2026-10-25T01:15:00Z', undefined],
    ['a beginning that comes twice is its first', '02:30', '06:00', '2026-10-25T00:30:00Z', '2026-10-25T05:00:00.000Z'],
    ['a beginning that is skipped is an hour later on the clock', '02:30', '06:00', '2026-03-29T01:29:59Z', undefined],
  ])('in Berlin %s', (_, from, to, now, end) => {
    expect(until(from, to, 'Europe/Berlin', now)).toBe(end);
  });

  it.each([
    ['Asia/Kolkata', '2026-06-01T16:30:00Z', '2026-06-02T01:30:00.000Z'],
    ['America/Los_Angeles', '2026-06-01T05:00:00Z', '2026-06-01T14:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-06-01T08:00:00Z', '2026-06-01T17:00:00.000Z'],
    // Daylight saving time is half an hour here.
    ['Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T20:30:00.000Z'],
  ])('are those of the place: %s', (zone, now, end) => {
    expect(until('22:00', '07:00', zone, now)).toBe(end);
  });

  it('end within 25 hours, in time to come, and are over then', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Africa/Casablanca',
      'UTC',
    );
    fc.assert(
      fc.property(
        time,
        time,
        zone,
        fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        (from, to, time_zone, now) => {
          fc.pre(from !== to);
          const end = quietUntil({ from, to, time_zone }, now);
          if (!end) return;
          expect(end.getTime()).toBeGreaterThan(now.getTime());
          expect(end.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
          expect(quietUntil({ from, to, time_zone }, end)).toBeUndefined();
        },
      ),
    );
  });
});
