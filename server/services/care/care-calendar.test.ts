import ical from 'node-ical';
import { carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { describe, expect, it } from 'vitest';
import { careCalendar, type CareCalendarOptions } from './care-calendar.ts';

const options = (overrides: Partial<CareCalendarOptions> = {}): CareCalendarOptions => ({
  plan: carePlan(),
  plantName: 'Monty',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-03-08T12:00:00Z'),
  dashboard: 'http://plants.local:8080',
  ...overrides,
});
const events = (text: string) => Object.values(ical.sync.parseICS(text)).filter((entry) => entry?.type === 'VEVENT');
/** The dates of all-day events, as a calendar in any time zone shows them. */
const daysOf = (text: string): string[] =>
  [...text.matchAll(/DTSTART;VALUE=DATE:(\d{8})/g)].map(([, day]) => day ?? '');

describe('the calendar of a plan', () => {
  it('has an all-day event for each task of eight weeks, with instructions and a link', () => {
    const text = careCalendar(options());
    const waterings = events(text).filter(({ summary }) => summary === 'Water Monty');
    expect(waterings).toHaveLength(8);
    expect(waterings[0]).toMatchObject({
      datetype: 'date',
      uid: 'plant_1-watering-2026-03-08@plantops',
      url: expect.anything(),
      description: 'Until water drains.\n\nhttp://plants.local:8080/plants/plant_1/care',
    });
    expect(events(text).filter(({ summary }) => summary === 'Fertilize Monty')).toHaveLength(4);
    expect(daysOf(text)[0]).toBe('20260308');
    expect(text).toMatch(/X-WR-CALNAME:Care of Monty/);
    expect(text).toMatch(/REFRESH-INTERVAL;VALUE=DURATION:PT6H/);
  });

  it('uses the language of the plan', () => {
    expect(events(careCalendar(options({ plan: carePlan({ language: 'de' }) })))[0]?.summary).toBe('Monty gießen');
  });

  it.each([
    ['en', ['Water Monty', 'Fertilize Monty', 'Repot Monty', 'Prune Monty', 'Look at Monty'], 'Care of Monty'],
    [
      'de',
      ['Monty gießen', 'Monty düngen', 'Monty umtopfen', 'Monty schneiden', 'Nach Monty sehen'],
      'Pflege von Monty',
    ],
  ] as const)('names every task, and itself, in %s', (language, titles, name) => {
    const tasks = ['watering', 'fertilizing', 'repotting', 'pruning', 'check'] as const;
    const schedule = tasks.map((task, day) => ({ task, due: `2026-03-1${day}`, every_days: null, note: 'x' }));
    const text = careCalendar(options({ plan: carePlan({ language, schedule }) }));
    expect(events(text).map(({ summary }) => summary)).toEqual(titles);
    expect(text).toContain(`X-WR-CALNAME:${name}`);
    expect(text).toContain(`//${language.toUpperCase()}\r`);
  });

  it('shows an overdue task today, under the same id from day to day, until it is done', () => {
    const plan = carePlan({ schedule: [{ task: 'watering', due: '2026-03-05', every_days: 7, note: 'x' }] });
    const first = (now: string) => {
      const text = careCalendar(options({ plan, now: new Date(now) }));
      return [daysOf(text)[0], events(text)[0]?.uid];
    };
    expect(first('2026-03-08T12:00:00Z')).toEqual(['20260308', 'plant_1-watering-2026-03-05@plantops']);
    expect(first('2026-03-09T12:00:00Z')).toEqual(['20260309', 'plant_1-watering-2026-03-05@plantops']);
  });

  it.each([
    ['in Berlin, where the clocks go forward on the 29th', 'Europe/Berlin', '2026-03-28T22:30:00Z', '20260328'],
    ['in Berlin, half an hour later, past midnight', 'Europe/Berlin', '2026-03-28T23:00:00Z', '20260329'],
    ['in Berlin, after the change', 'Europe/Berlin', '2026-03-29T21:59:00Z', '20260329'],
    ['in Berlin, in the hour that comes twice in autumn', 'Europe/Berlin', '2026-10-25T00:30:00Z', '20261025'],
    ['in New York, at the same moment, the day before', 'America/New_York', '2026-03-28T23:00:00Z', '20260328'],
    ['on Kiritimati, a day ahead', 'Pacific/Kiritimati', '2026-03-28T12:00:00Z', '20260329'],
    ['on Samoa, which is behind', 'Pacific/Pago_Pago', '2026-03-29T10:00:00Z', '20260328'],
  ])('knows what day it is %s', (_where, timeZone, now, day) => {
    const schedule = [{ task: 'watering' as const, due: '2026-01-01', every_days: 1, note: 'x' }];
    const days = daysOf(careCalendar(options({ plan: carePlan({ schedule }), timeZone, now: new Date(now) })));
    expect(days[0]).toBe(day);
    // Every day once, across both changes of the clocks.
    expect(new Set(days).size).toBe(56);
    expect(days).toHaveLength(56);
  });

  it('keeps days and ids where the owner moves to another time zone', () => {
    const daysAndIds = (timeZone: string) => {
      const text = careCalendar(options({ timeZone }));
      return [daysOf(text), events(text).map(({ uid }) => uid)];
    };
    expect(daysAndIds('Asia/Tokyo')).toEqual(daysAndIds('Europe/Berlin'));
    expect(daysAndIds('America/Los_Angeles')).toEqual(daysAndIds('Europe/Berlin'));
  });

  it("keeps an event's id as long as its day", () => {
    const ids = (now: string): string[] => events(careCalendar(options({ now: new Date(now) }))).map(({ uid }) => uid);
    const tomorrow = ids('2026-03-02T12:00:00Z');
    expect(tomorrow).toEqual(expect.arrayContaining(ids('2026-03-01T12:00:00Z')));
    expect(new Set(tomorrow).size).toBe(tomorrow.length);
  });

  it('has two events for two tasks of the same kind on one day', () => {
    const look = { task: 'check' as const, due: '2026-03-10', every_days: null, note: 'Look' };
    const found = events(
      careCalendar(options({ plan: carePlan({ schedule: [look, { ...look, note: 'Feel' }] }) })),
    ).filter(({ summary }) => summary === 'Look at Monty');
    expect(new Set(found.map(({ uid }) => uid)).size).toBe(2);
  });

  it('escapes names that would break the format', () => {
    const name = 'Fern\r\nBEGIN:VEVENT; "x", \\ y';
    const found = events(careCalendar(options({ plantName: name })));
    expect(found).toHaveLength(12);
    expect(found[0]?.summary).toContain('BEGIN:VEVENT');
  });
});
