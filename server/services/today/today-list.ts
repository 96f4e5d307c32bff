import type { Today, TodayMark as TodayMarkAnswer, TodayTask } from '@plantops/shared/api/today.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { FELT_AFTER_H } from '@plantops/shared/diagnosis/waterings.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { deleteJournalEntry, insertJournalEntry } from '../../db/repositories/journal.ts';
import { deleteTodayMark, lockTodayMark, saveTodayMark, type TodayMark } from '../../db/repositories/today-marks.ts';
import type { AlertList } from '../alerts/alert-list.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { calendarOf } from '../diagnosis/local-calendar.ts';
import { refuseSecondWatering } from '../plants/watered-lately.ts';
import type { DisplaySettings } from '../settings/display-settings.ts';
import { holds } from './said-of-tasks.ts';
import type { Reader, Task } from './task.ts';
import type { KnownTask, TasksNow, TodayTasks } from './today-tasks.ts';

const HOUR_MS = 3_600_000;
/** A leap year, so that "a year from now" is always allowed. */
const LONGEST_MS = 366 * 24 * HOUR_MS;

export interface TodayListOptions {
  database: Database;
  tasks: Pick<TodayTasks, 'gather'>;
  alerts: Pick<AlertList, 'acknowledge' | 'unacknowledge'>;
  display: Pick<DisplaySettings, 'read'>;
  /** The zone whose days count (IANA name). */
  timeZone: () => string;
  bus: ChangeBus;
  clock: Clock;
}

const notFound = (id: string): ProblemError =>
  new ProblemError('task_not_found', `There is no task ${id} today: it may be done, or no longer so`);

const answerOf = ({ taskId, kind, until, journalEntryId }: TodayMark): TodayMarkAnswer => ({
  id: taskId,
  quiet: kind,
  until: until?.toISOString() ?? null,
  journal_entry_id: journalEntryId,
});

/** What to do today, in the reader's words, and what the owner says of it. */
export class TodayList {
  readonly #options: TodayListOptions;

  constructor(options: TodayListOptions) {
    this.#options = options;
  }

  /** @param language of the reader, where the display settings choose none */
  async get(language: Language): Promise<Today> {
    const { tasks, display } = this.#options;
    const [found, shown] = await Promise.all([tasks.gather(), display.read()]);
    const reader: Reader = {
      language: shown.language === 'auto' ? language : shown.language,
      temperatureUnit: shown.temperature_unit,
      today: found.today,
      now: found.now,
    };
    const dueAt = this.#dueAt(found);
    const answer = (known: KnownTask): TodayTask => this.#answer(known, reader, dueAt);
    return {
      at: found.now.toISOString(),
      language: reader.language,
      tasks: found.tasks.filter(({ quiet }) => quiet === null).map(answer),
      quiet: found.tasks.filter(({ quiet }) => quiet !== null).map(answer),
      checked: found.checked,
      next: found.next,
    };
  }

  /**
   * Notes that a task is done. What was done already stays as it is: two presses are one watering.
   * @throws ProblemError `task_not_found`, `task_ends_elsewhere`, `watered_lately`
   */
  async done(id: string, { again = true }: { again?: boolean | undefined } = {}): Promise<TodayMarkAnswer> {
    const { database, clock, bus } = this.#options;
    const found = (await this.#options.tasks.gather()).tasks.find(({ task }) => task.id === id)?.task;
    if (found?.doneBy === null)
      throw new ProblemError('task_ends_elsewhere', `The task ${id} ends where it is decided, not in this list`);
    const { mark, isNew } = await inTransaction(database, async (connection) => {
      const before = await lockTodayMark(connection, id);
      const now = clock.now();
      const isDone = before?.kind === 'done' && (found ? holds(before, found, now) : true);
      if (before && isDone) return { mark: before, isNew: false };
      if (!found) throw notFound(id);
      if (!again && found.journalKind === 'watering' && found.plantId !== null)
        await refuseSecondWatering(connection, found.plantId, now);
      const made = await this.#doneMark(connection, found, now);
      await saveTodayMark(connection, made);
      return { mark: made, isNew: true };
    });
    if (isNew) {
      for (const alertId of mark.alertIds) await this.#options.alerts.acknowledge(alertId).catch(ignoreGone);
      if (mark.journalEntryId !== null && mark.plantId !== null)
        await bus.publish('plants_changed', { plantIds: [mark.plantId] });
      await bus.publish('today_changed', {});
    }
    return answerOf(mark);
  }

  /** Takes back that a task is done, with the entry that was made. @throws ProblemError `task_not_found` */
  async undo(id: string): Promise<void> {
    const { database, bus, alerts } = this.#options;
    const mark = await inTransaction(database, async (connection) => {
      await lockTodayMark(connection, id);
      const before = await deleteTodayMark(connection, id, 'done');
      if (before && before.journalEntryId !== null) await deleteJournalEntry(connection, before.journalEntryId);
      return before;
    });
    if (!mark) throw notFound(id);
    for (const alertId of mark.alertIds) await alerts.unacknowledge(alertId).catch(ignoreGone);
    if (mark.journalEntryId !== null && mark.plantId !== null)
      await bus.publish('plants_changed', { plantIds: [mark.plantId] });
    await bus.publish('today_changed', {});
  }

  /** Puts a task off. It comes back before if it becomes worse. @throws ProblemError `task_not_found`, `invalid_request` */
  async snooze(id: string, until: Date): Promise<TodayMarkAnswer> {
    const { database, tasks, bus, clock } = this.#options;
    const now = clock.now();
    const aheadMs = until.getTime() - now.getTime();
    if (aheadMs <= 0 || aheadMs > LONGEST_MS) {
      const detail = aheadMs <= 0 ? 'is not ahead' : 'is more than a year ahead';
      throw new ProblemError(
        'invalid_request',
        `A task is put off to a time ahead, at most by a year: /until ${detail}`,
        [{ pointer: '/until', detail }],
      );
    }
    const found = (await tasks.gather()).tasks.find(({ task }) => task.id === id)?.task;
    if (!found) throw notFound(id);
    const mark = await inTransaction(database, async (connection) => {
      await lockTodayMark(connection, id);
      const made: TodayMark = { ...blankMark(found, now), kind: 'snoozed', until };
      await saveTodayMark(connection, made);
      return made;
    });
    await bus.publish('today_changed', {});
    return answerOf(mark);
  }

  /** Asks for a task again that was put off. @throws ProblemError `task_not_found` */
  async wake(id: string): Promise<void> {
    const { database, bus } = this.#options;
    if (!(await deleteTodayMark(database, id, 'snoozed'))) throw notFound(id);
    await bus.publish('today_changed', {});
  }

  async #doneMark(connection: Queryable, task: Task, now: Date): Promise<TodayMark> {
    const mark = blankMark(task, now);
    if (task.doneBy !== 'journal_entry') return { ...mark, alertIds: [...task.alertIds] };
    const { plantId, journalKind } = task;
    const fields = { note: null, amountMl: null, at: now };
    const entry =
      plantId === null || journalKind === null
        ? undefined
        : await insertJournalEntry(connection, plantId, journalKind, fields);
    if (!entry) throw notFound(task.id);
    // From then on the diagnosis knows by itself whether it helped.
    return { ...mark, until: new Date(now.getTime() + FELT_AFTER_H * HOUR_MS), journalEntryId: entry.id };
  }

  #dueAt({ now, today }: TasksNow): (day: string) => string {
    const day = 24 * HOUR_MS;
    const calendar = calendarOf(this.#options.timeZone(), Date.parse(today) - 2 * 366 * day, now.getTime());
    return (due) => new Date(calendar.instantOf(due, 0)).toISOString();
  }

  #answer({ task, mark, quiet }: KnownTask, reader: Reader, dueAt: (day: string) => string): TodayTask {
    return {
      id: task.id,
      kind: task.kind,
      plant_id: task.plantId,
      device_id: task.deviceId,
      room_id: task.roomId,
      name: task.name,
      ...task.words(reader),
      codes: [...task.codes],
      urgency: task.urgency,
      since: task.since,
      due_at: task.dueOn && dueAt(task.dueOn),
      done_by: task.doneBy,
      journal_kind: task.journalKind,
      snoozed_until: quiet === 'snoozed' ? (mark?.until?.toISOString() ?? null) : null,
      quiet,
    };
  }
}

const blankMark = ({ id, plantId, urgency, basis }: Task, now: Date): TodayMark => ({
  taskId: id,
  kind: 'done',
  plantId,
  madeAt: now,
  until: null,
  urgency,
  basis: [...basis],
  journalEntryId: null,
  alertIds: [],
});

/** An alert that is gone needs no acknowledgement. */
function ignoreGone(failure: unknown): undefined {
  if (failure instanceof ProblemError && failure.code === 'alert_not_found') return undefined;
  throw failure;
}
