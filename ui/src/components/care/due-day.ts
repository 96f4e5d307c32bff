/** When care was really due. Pure. */
import { type LastDone, upcomingTasks, type UpcomingTask } from '@plantops/shared/care/care-schedule.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import type { CarePlan } from '../../api/generated';

/**
 * How many days ago a task was due that is shown as overdue today.
 * @param plan the one it is from @param generatedOn the day the plan was made, where the owner is
 */
export function daysLate(
  plan: CarePlan,
  { task, note, overdue }: UpcomingTask,
  generatedOn: string,
  today: string,
  lastDone: LastDone,
): number {
  if (!overdue) return 0;
  // Seen from the day of the plan, nothing has been put off yet.
  const asPlanned = upcomingTasks(plan, { today: generatedOn, days: daysBetween(generatedOn, today) + 1, lastDone });
  const due = asPlanned.find((other) => other.task === task && other.note === note)?.date ?? today;
  return Math.max(1, daysBetween(due, today));
}
