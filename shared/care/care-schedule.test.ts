import { describe, expect, it } from 'vitest';
import type { CarePlan, ScheduledTask } from './care-plan.ts';
import { changesBetween, type LastDone, upcomingTasks } from './care-schedule.ts';

const TODAY = '2026-03-08';
const task = (overrides: Partial<ScheduledTask> = {}): ScheduledTask => ({
  task: 'watering',
  due: TODAY,
  every_days: 7,
  note: 'Thoroughly',
  ...overrides,
});
const plan = (schedule: ScheduledTask[], generated_at = '2026-03-08T12:00:00.000Z') => ({
  watering: { frequency: 'Weekly', amount: 'Half a litre', next: '2026-03-10' },
  schedule,
  generated_at,
});
const at = (time: string) => ({ at: `${time}.000Z`, on: time.slice(0, 10) });
const upcoming = (
  schedule: ScheduledTask[],
  {
    lastDone = {},
    days = 15,
    generated = '2026-03-08T12:00:00.000Z',
  }: { lastDone?: LastDone; days?: number; generated?: string } = {},
) =>
  upcomingTasks(plan(schedule, generated), { today: TODAY, days, lastDone }).map(
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

  it('count from a watering done since the plan was made', () => {
    expect(upcoming([task({ due: '2026-03-09' })], { lastDone: { watering: at('2026-03-08T18:00:00') } })).toEqual([
      '2026-03-15 watering',
      '2026-03-22 watering',
    ]);
    expect(
      upcoming([task({ due: '2026-03-05' })], {
        lastDone: { watering: at('2026-03-06T09:00:00') },
        generated: '2026-03-04T08:00:00.000Z',
      }),
    ).toEqual(['2026-03-13 watering', '2026-03-20 watering']);
    expect(
      upcoming([task({ due: '2026-03-09', every_days: null })], { lastDone: { watering: at('2026-03-08T18:00:00') } }),
    ).toEqual([]);
    expect(
      upcoming([task({ due: '2026-03-12', every_days: null })], { lastDone: { watering: at('2026-03-08T18:00:00') } }),
    ).toEqual(['2026-03-12 watering']);
  });

  it('count other care in the same way; a one-off task that was done is not due again', () => {
    const repotting = task({ task: 'repotting', due: '2026-03-20', every_days: null });
    const feeding = task({ task: 'fertilizing', due: '2026-03-10', every_days: 10 });
    const lastDone = {
      repotting: at('2026-03-08T18:00:00'),
      fertilizing: at('2026-03-08T19:00:00'),
      watering: at('2026-03-01T19:00:00'),
    };
    expect(upcoming([repotting, feeding, task({ due: '2026-03-11' })], { lastDone })).toEqual([
      '2026-03-11 watering',
      '2026-03-18 fertilizing',
      '2026-03-18 watering',
    ]);
  });

  it('ignore care given before the plan was made, which the plan already knew about', () => {
    expect(upcoming([task({ due: '2026-03-09' })], { lastDone: { watering: at('2026-03-08T11:00:00') } })).toEqual([
      '2026-03-09 watering',
      '2026-03-16 watering',
    ]);
  });

  it('continue across the ends of months and across clock changes', () => {
    expect(
      upcomingTasks(plan([task({ due: '2026-03-27', every_days: 1 })]), {
        today: '2026-03-27',
        days: 6,
        lastDone: {},
      }).map(({ date }) => date),
    ).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01']);
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
