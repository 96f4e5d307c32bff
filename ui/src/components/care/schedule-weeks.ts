/** Upcoming care, grouped by week. Pure. */
import type { UpcomingTask } from '@plantops/shared/care/care-schedule.ts';
import { addDays, daysBetween } from '@plantops/shared/plain-date.ts';

export interface ScheduleWeek {
  /** Its Monday, YYYY-MM-DD. */
  monday: string;
  /** How many weeks away; 0 for this week. */
  distance: number;
  tasks: UpcomingTask[];
}

/** How many weeks are shown, including this one. */
export const WEEKS = 6;

/** ISO 8601: weeks begin on Monday. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** @param tasks ordered by day @returns the weeks that have tasks, earliest first */
export function scheduleWeeks(tasks: readonly UpcomingTask[], today: string): ScheduleWeek[] {
  const weeks = new Map<string, ScheduleWeek>();
  for (const task of tasks) {
    const monday = mondayOf(task.date);
    const week = weeks.get(monday) ?? { monday, distance: daysBetween(mondayOf(today), monday) / 7, tasks: [] };
    week.tasks.push(task);
    weeks.set(monday, week);
  }
  return [...weeks.values()];
}
