import { describe, expect, it } from 'vitest';
import { muteEnd, tomorrowMorning } from './mute-times';

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

describe('muteEnd', () => {
  const now = Date.parse('2026-05-04T20:30:00Z');
  it.each([
    ['hour', '2026-05-04T21:30:00.000Z'],
    ['hours', '2026-05-05T04:30:00.000Z'],
    ['tomorrow', '2026-05-05T06:00:00.000Z'],
    ['week', '2026-05-11T20:30:00.000Z'],
    ['own', undefined],
  ] as const)('%s ends at %s', (choice, end) => expect(iso(muteEnd(choice, now, 'Europe/Berlin'))).toBe(end));
});

describe('tomorrowMorning', () => {
  it('is the morning after the day that the owner has, not the one of UTC', () => {
    const now = Date.parse('2026-05-04T23:30:00Z');
    expect(iso(tomorrowMorning(now, 'Europe/Berlin'))).toBe('2026-05-06T06:00:00.000Z');
    expect(iso(tomorrowMorning(now, 'America/New_York'))).toBe('2026-05-05T12:00:00.000Z');
  });
  it('is eight by the clock on the wall over a change of the clock', () =>
    expect(iso(tomorrowMorning(Date.parse('2026-03-28T12:00:00Z'), 'Europe/Berlin'))).toBe('2026-03-29T06:00:00.000Z'));
});
