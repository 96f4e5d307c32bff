import { describe, expect, it } from 'vitest';
import { scheduleWeeks } from './schedule-weeks';

const task = (date: string) => ({
  date,
  due: date,
  task: 'watering' as const,
  note: '',
  every_days: 7,
  overdue: false,
});

describe('weeks of a schedule', () => {
  it('begin on Monday, say how many weeks away they are, and hold their tasks in order', () => {
    // 8 March 2026 is a Sunday.
    const weeks = scheduleWeeks(['2026-03-08', '2026-03-09', '2026-03-15', '2026-03-31'].map(task), '2026-03-08');
    expect(weeks.map(({ monday, distance, tasks }) => [monday, distance, tasks.map(({ date }) => date)])).toEqual([
      ['2026-03-02', 0, ['2026-03-08']],
      ['2026-03-09', 1, ['2026-03-09', '2026-03-15']],
      ['2026-03-30', 4, ['2026-03-31']],
    ]);
  });
});
