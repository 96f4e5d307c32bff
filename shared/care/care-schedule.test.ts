import { describe, expect, it } from 'vitest';
import type { CarePlan, ScheduledTask } from './care-plan.ts';
import { afterDoing, changesBetween, upcomingTasks } from './care-schedule.ts';

const TODAY = '2026-03-08';
const task = (overrides: Partial<ScheduledTask> = {}): ScheduledTask => ({
  task: 'watering',
  due: TODAY,
  every_days: 7,
  note: 'Thoroughly',
  ...overrides,
});
const plan = (schedule: ScheduledTask[]) => ({
  watering: { frequency: 'Weekly', amount: 'Half a litre', next: '2026-03-10' },
  schedule,
});
const upcoming = (schedule: ScheduledTask[]) =>
  upcomingTasks(plan(schedule), { today: TODAY, days: 15 }).map(
    ({ date, task: kind, overdue }) => `${date} ${kind}${overdue ? ' overdue' : ''}`,
  );

describe('upcoming tasks', () => {
  it('repeat as often as they fit into the period, in order of date', () => {
    expect(
      upcoming([
        task(),
        task({ task: 'check', due: '2026-03-14', every_days: 7 }),
        task({ task: 'repotting', due: '2026-03-20', every_days: null }),
      ]),
    ).toEqual([
      '2026-03-08 watering',
      '2026-03-14 check',
      '2026-03-15 watering',
      '2026-03-20 repotting',
      '2026-03-21 check',
      '2026-03-22 watering',
    ]);
  });

  it('include the next watering if the schedule has none', () => {
    expect(upcoming([])).toEqual(['2026-03-10 watering']);
  });

  it('are due today, once, if they were missed, and then again as usual', () => {
    expect(
      upcoming([
        task({ due: '2026-02-01', every_days: 5 }),
        task({ task: 'pruning', due: '2026-03-07', every_days: null }),
      ]),
    ).toEqual([
      '2026-03-08 watering overdue',
      '2026-03-08 pruning overdue',
      '2026-03-13 watering',
      '2026-03-18 watering',
    ]);
  });

  it('are never overdue if they are checks, because nobody knows whether one was missed', () => {
    expect(
      upcoming([
        task({ task: 'check', due: '2026-03-01', every_days: 5 }),
        task({ task: 'check', due: '2026-03-07', every_days: null }),
      ]),
    ).toEqual(['2026-03-10 watering', '2026-03-11 check', '2026-03-16 check', '2026-03-21 check']);
  });

  it('keep the day on which they were due, beside the one on which they stand now', () => {
    const missed = task({ due: '2026-03-04', every_days: 7 });
    expect(
      upcomingTasks(plan([missed]), { today: TODAY, days: 8 }).map(({ date, due, overdue }) => [date, due, overdue]),
    ).toEqual([
      [TODAY, '2026-03-04', true],
      ['2026-03-15', '2026-03-15', false],
    ]);
  });

  it('continue across the ends of months and across clock changes', () => {
    expect(
      upcomingTasks(plan([task({ due: '2026-03-27', every_days: 1 })]), {
        today: '2026-03-27',
        days: 6,
      }).map(({ date }) => date),
    ).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01']);
  });
});

describe('a task after what was done since its plan was made', () => {
  const MADE = '2026-03-08T12:00:00.000Z';
  const done = (time: string) => ({ at: `${time}.000Z`, on: time.slice(0, 10) });
  const feeding = task({ task: 'fertilizing', due: '2026-03-10', every_days: 10 });
  const repotting = task({ task: 'repotting', due: '2026-03-20', every_days: null });

  it('is due again after its usual days, also if it was done a day early, and one-off tasks are over', () => {
    expect(afterDoing(feeding, MADE, { fertilizing: done('2026-03-09T19:00:00') })?.due).toBe('2026-03-19');
    expect(afterDoing(repotting, MADE, { repotting: done('2026-03-08T18:00:00') })).toBeUndefined();
  });

  it('is as planned where nothing, something else, or something before the plan was done', () => {
    expect(afterDoing(feeding, MADE, {})).toBe(feeding);
    expect(afterDoing(feeding, MADE, { watering: done('2026-03-09T19:00:00') })).toBe(feeding);
    expect(afterDoing(feeding, MADE, { fertilizing: done('2026-03-08T12:00:00') })).toBe(feeding);
  });
});

describe('what changed between two plans', () => {
  const whole = (overrides: object): CarePlan =>
    ({
      source: 'rules',
      watering: { frequency: 'Weekly', amount: 'Some', next: '2026-03-10' },
      light: { current: '', ideal: '', recommendation: 'Stay' },
      humidity: { current: 1, ideal: '', recommendation: 'Fine' },
      alerts: ['Dry'],
      ...overrides,
    }) as CarePlan;

  it('is listed part by part, added and removed alerts last', () => {
    const newer = whole({
      source: 'openai',
      watering: { frequency: 'Weekly', amount: 'Much', next: '2026-03-09' },
      light: { recommendation: 'Move' },
      alerts: ['Cold'],
    });
    expect(changesBetween(whole({}), newer)).toEqual([
      { part: 'source', from: 'rules', to: 'openai' },
      { part: 'watering.next', from: '2026-03-10', to: '2026-03-09' },
      { part: 'watering.amount', from: 'Some', to: 'Much' },
      { part: 'light.recommendation', from: 'Stay', to: 'Move' },
      { part: 'alert_added', text: 'Cold' },
      { part: 'alert_gone', text: 'Dry' },
    ]);
  });

  it('is empty if the plans say the same', () => {
    expect(
      changesBetween(
        whole({ humidity: { current: 1, recommendation: 'Fine' } }),
        whole({ humidity: { current: 9, recommendation: 'Fine' } }),
      ),
    ).toEqual([]);
  });
});
