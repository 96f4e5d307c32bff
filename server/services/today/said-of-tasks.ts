/** What the owner said of tasks, and how long it holds. Pure. */
import type { TodayTask } from '@plantops/shared/api/today.ts';
import type { TodayMark } from '../../db/repositories/today-marks.ts';
import { rankOf, type Task } from './task.ts';

/** Undone by hand within this time: until then a mark stays, even if its matter is over (ms). */
const CAN_BE_UNDONE_MS = 10 * 60_000;

/**
 * Whether a mark still holds: its time has not come, the matter is no more urgent than it was, and nothing new has
 * joined it.
 */
export const holds = ({ until, urgency, basis }: TodayMark, task: Task, now: Date): boolean =>
  (until === null || until > now) &&
  rankOf(task.urgency) >= rankOf(urgency) &&
  task.basis.every((part) => basis.includes(part));

/** Why a task is not asked for now; null: it is. A mark that no longer holds says nothing. */
export function quietOf(task: Task, mark: TodayMark | undefined, now: Date): TodayTask['quiet'] {
  if (mark && holds(mark, task, now)) return mark.kind;
  return task.isKnown ? 'acknowledged' : null;
}

/**
 * Marks that say nothing any more: their time is over, or what was done is, so that it is a new matter when it comes
 * again. Of a plant that was not judged yet nothing can be told.
 */
export function outlived(
  marks: readonly TodayMark[],
  { taskIds, isJudged, now }: { taskIds: ReadonlySet<string>; isJudged: (plantId: string) => boolean; now: Date },
): TodayMark[] {
  return marks.filter(({ kind, taskId, plantId, madeAt, until }) => {
    if (now.getTime() - madeAt.getTime() < CAN_BE_UNDONE_MS) return false;
    if (until !== null) return until <= now;
    return kind === 'done' && !taskIds.has(taskId) && (plantId === null || isJudged(plantId));
  });
}
