/** Which points of a plan are marked as out of date. Pure. */
import type { CurrentCarePlan } from '../../api/generated';

type Outdated = CurrentCarePlan['outdated'];

/** What has changed at a point, each text once. @param part such as `watering` or `alerts/0` */
export const changesAt = (outdated: Outdated, part: string): string[] => [
  ...new Set(outdated.filter((point) => point.part === part).map(({ text }) => text)),
];

/** What has changed for a task of the schedule, however often it is due. */
export const changesOfTask = (
  { schedule, outdated }: Pick<CurrentCarePlan, 'schedule' | 'outdated'>,
  { task, note }: { task: string; note: string },
): string[] => {
  const index = schedule.findIndex((planned) => planned.task === task && planned.note === note);
  return index < 0 ? [] : changesAt(outdated, `schedule/${index}`);
};
