/** When care was actually due. Pure. */
import { type LastDone, upcomingTasks, type UpcomingTask } from '@plantops/shared/care/care-schedule.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import type { CarePlan } from '../../api/generated';

/**
 * How many days ago a task that is shown as overdue today was due.
 * @param plan the plan that the task is from
 * @param generatedOn the day on which the plan was made, in the owner's time zone
 */
export function daysLate(
  plan: CarePlan,
  { task, note, overdue }: UpcomingTask,
  generatedOn: string,
  today: string,
  lastDone: LastDone,
): number {
  if (!overdue) return 0;
  // Computed from the day of the plan, when no task was overdue yet.
  const asPlanned = upcomingTasks(plan, { today: generatedOn, days: daysBetween(generatedOn, today) + 1, lastDone });
  const due = asPlanned.find((other) => other.task === task && other.note === note)?.date ?? today;
  return Math.max(1, daysBetween(due, today));
}
