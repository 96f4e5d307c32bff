import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { deleteTodayMarks } from '../../db/repositories/today-marks.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { outlived } from './said-of-tasks.ts';
import type { TasksNow, TodayTasks } from './today-tasks.ts';

/** Much changes at once: after a start, or where several boards come up (ms). */
const GATHER_MS = 1000;
/** Time changes the list, too: what is put off comes back, and at midnight other things are due (ms). */
const LOOK_MS = 60_000;

export interface TodayWatchOptions {
  database: Queryable;
  tasks: Pick<TodayTasks, 'gather'>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** What a reader would see change. */
const shownOf = ({ today, tasks, checked, next }: TasksNow): string =>
  JSON.stringify([
    today,
    tasks.map(({ task, quiet, mark }) => [
      task.id,
      task.urgency,
      task.basis,
      task.name,
      task.roomId,
      quiet,
      mark?.until,
    ]),
    checked,
    next,
  ]);

/** Tells that there is something else to do than before, and lets go of what was said of matters that are over. */
export class TodayWatch {
  readonly #options: TodayWatchOptions;
  #shown: string | undefined;
  #gathering: Timer | undefined;
  #tick: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: TodayWatchOptions) {
    this.#options = options;
    options.bus.on(
      [
        'plants_changed',
        'rooms_changed',
        'plant_removed',
        'plant_restored',
        'diagnosis_changed',
        'alerts_changed',
        'alerts_acknowledged',
        'findings_changed',
        'devices_changed',
        'flows_changed',
        'settings_changed',
        'data_replaced',
      ],
      () => this.#soon(),
    );
  }

  /** The first look tells nothing: it is what the next ones are compared with. */
  start(): void {
    void this.look();
    this.#tick = this.#options.clock.every(LOOK_MS, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#tick?.cancel();
    this.#gathering?.cancel();
    await this.#looking;
  }

  #soon(): void {
    this.#gathering ??= this.#options.clock.after(GATHER_MS, () => {
      this.#gathering = undefined;
      void this.look();
    });
  }

  /** Looks at the list as it is now. One look follows another. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { database, tasks, bus, log } = this.#options;
    try {
      const found = await tasks.gather();
      const shown = shownOf(found);
      const isOther = this.#shown !== undefined && shown !== this.#shown;
      this.#shown = shown;
      if (isOther) await bus.publish('today_changed', {});
      const { marks, isJudged, now } = found;
      const over = outlived(marks, { taskIds: new Set(found.tasks.map(({ task }) => task.id)), isJudged, now });
      if (over.length > 0) await deleteTodayMarks(database, over);
    } catch (failure) {
      log.debug({ err: failure }, 'what is to be done today could not be looked at; the next try is within a minute');
    }
  }
}
