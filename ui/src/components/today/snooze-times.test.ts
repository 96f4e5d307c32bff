import { expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times';

const told = (now: string, timeZone: string) =>
  Object.fromEntries(
    snoozeTimes(Date.parse(now), timeZone).map(([choice, at]) => [choice, new Date(at).toISOString()]),
  );

it('a task is put off to this evening, tomorrow, in three days or on Monday, by the clock where the plants are', () => {
  // A Wednesday.
  expect(told('2026-01-07T12:00:00Z', 'Europe/Berlin')).toEqual({
    evening: '2026-01-07T17:00:00.000Z',
    tomorrow: '2026-01-08T07:00:00.000Z',
    days: '2026-01-10T07:00:00.000Z',
    week: '2026-01-12T07:00:00.000Z',
  });
});

it.each([
  ['half an hour before the evening', '2026-01-07T17:30:00Z', true],
  ['later than that', '2026-01-07T17:31:00Z', false],
  ['in the evening', '2026-01-07T21:00:00Z', false],
])('this evening is a choice %s: %s, %s', (_what, now, isThere) => {
  expect('evening' in told(now, 'UTC')).toBe(isThere);
});

it.each([
  ['2026-01-11T12:00:00Z', '2026-01-12T08:00:00.000Z'],
  ['2026-01-12T12:00:00Z', '2026-01-19T08:00:00.000Z'],
])('next week is the Monday after %s', (now, monday) => {
  expect(told(now, 'UTC').week).toBe(monday);
});
