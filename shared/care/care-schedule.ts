/**
 * The tasks of a care plan per day, and the differences between two plans. Pure, and without schemas because the
 * browser loads it.
 */
import type { CarePlan, ScheduledTask } from './care-plan.ts';
import type { CareTask } from './care-words.ts';
import { addDays, daysBetween } from '../plain-date.ts';

export interface UpcomingTask {
  /** YYYY-MM-DD */
  date: string;
  /** When it was due, YYYY-MM-DD: before `date` where it is overdue, else the same day. */
  due: string;
  task: CareTask;
  note: string;
  every_days: number | null;
  /** It was due before today; `date` is then today. */
  overdue: boolean;
}

export interface UpcomingOptions {
  /** YYYY-MM-DD, in the owner's time zone. */
  today: string;
  /** How many days to look ahead, today included. */
  days: number;
}

/** The instant, and its date in the owner's time zone. */
export type LastDone = Readonly<Partial<Record<CareTask, { at: string; on: string }>>>;

type PlannedCare = Pick<CarePlan, 'watering' | 'schedule'>;

/** A schedule without a watering gets the next one. */
const tasksOf = ({ watering, schedule }: PlannedCare): ScheduledTask[] =>
  schedule.some(({ task }) => task === 'watering')
    ? schedule
    : [{ task: 'watering', due: watering.next, every_days: null, note: watering.amount }, ...schedule];

/**
 * A task of a plan as it stands after what was done since the plan was made: even a day early, it is not asked for
 * again. A repeating task is due again after its usual number of days.
 * @param generatedAt when the plan was made
 * @returns undefined if the task is done
 */
export function afterDoing(task: ScheduledTask, generatedAt: string, lastDone: LastDone): ScheduledTask | undefined {
  const done = lastDone[task.task];
  if (!done || done.at <= generatedAt) return task;
  return task.every_days === null ? undefined : { ...task, due: addDays(done.on, task.every_days) };
}

/** All dates within the period on which a task is due. If it was missed, even several times, it is due once, today. */
function occurrences({ task, due, every_days, note }: ScheduledTask, today: string, last: string): UpcomingTask[] {
  const found: UpcomingTask[] = [];
  let date = due;
  if (date < today && task === 'check') {
    // A check leaves no trace in the journal, so nobody knows whether it was missed.
    if (every_days === null) return [];
    date = addDays(due, Math.ceil(daysBetween(due, today) / every_days) * every_days);
  } else if (date < today) {
    found.push({ date: today, due, task, note, every_days, overdue: true });
    // If the task is done today, it is due again after its usual number of days.
    date = every_days === null ? addDays(last, 1) : addDays(today, every_days);
  }
  while (date <= last) {
    found.push({ date, due: date, task, note, every_days, overdue: false });
    if (every_days === null) break;
    date = addDays(date, every_days);
  }
  return found;
}

/** The tasks of a current plan from today on, by date; tasks on the same date stay in the plan's order. */
export function upcomingTasks(plan: PlannedCare, { today, days }: UpcomingOptions): UpcomingTask[] {
  const last = addDays(today, days - 1);
  return tasksOf(plan)
    .flatMap((task) => occurrences(task, today, last))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** A part of a plan that differs in another plan. */
export type PlanChange =
  | {
      part:
        | 'source'
        | 'watering.next'
        | 'watering.frequency'
        | 'watering.amount'
        | 'light.recommendation'
        | 'humidity.recommendation';
      from: string;
      to: string;
    }
  | { part: 'alert_added' | 'alert_gone'; text: string };

/** What changed from the older plan to the newer, in the order in which a page shows it. */
export function changesBetween(older: CarePlan, newer: CarePlan): PlanChange[] {
  const parts = [
    { part: 'source', from: older.source, to: newer.source },
    { part: 'watering.next', from: older.watering.next, to: newer.watering.next },
    { part: 'watering.frequency', from: older.watering.frequency, to: newer.watering.frequency },
    { part: 'watering.amount', from: older.watering.amount, to: newer.watering.amount },
    { part: 'light.recommendation', from: older.light.recommendation, to: newer.light.recommendation },
    { part: 'humidity.recommendation', from: older.humidity.recommendation, to: newer.humidity.recommendation },
  ] as const;
  return [
    ...parts.filter(({ from, to }) => from !== to),
    ...newer.alerts
      .filter((text) => !older.alerts.includes(text))
      .map((text) => ({ part: 'alert_added' as const, text })),
    ...older.alerts
      .filter((text) => !newer.alerts.includes(text))
      .map((text) => ({ part: 'alert_gone' as const, text })),
  ];
}
