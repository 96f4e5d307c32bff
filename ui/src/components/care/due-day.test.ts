import { careAdvice, carePlan } from '@plantops/shared/testing/care-fixtures.ts';
import { upcomingTasks } from '@plantops/shared/care/care-schedule.ts';
import { describe, expect, it } from 'vitest';
import { daysLate } from './due-day';

const schedule = (due: string, every_days: number | null) =>
  carePlan({ ...careAdvice(), schedule: [{ task: 'watering', due, every_days, note: 'Half a litre' }] });

describe('a task that is overdue', () => {
  it.each([
    ['repeats and was missed for days', schedule('2026-03-10', 7), {}, 4],
    ['comes once', schedule('2026-03-12', null), {}, 2],
    [
      'was done since, and is due again',
      schedule('2026-03-10', 3),
      { watering: { at: '2026-03-10T08:00:00Z', on: '2026-03-10' } },
      1,
    ],
  ])('is late since the day it was due if it %s', (_when, plan, lastDone, late) => {
    const [task] = upcomingTasks(plan, { today: '2026-03-14', days: 7, lastDone });
    expect(task?.overdue).toBe(true);
    if (task) expect(daysLate(plan, task, '2026-03-08', '2026-03-14', lastDone)).toBe(late);
  });

  it('is not late if it is due today', () => {
    const plan = schedule('2026-03-14', 7);
    const [task] = upcomingTasks(plan, { today: '2026-03-14', days: 7, lastDone: {} });
    if (task) expect(daysLate(plan, task, '2026-03-08', '2026-03-14', {})).toBe(0);
    expect(task?.date).toBe('2026-03-14');
  });
});
