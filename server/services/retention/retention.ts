import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import {
  type ChangeRetention,
  KEPT_KINDS,
  type KeptKind,
  type KeptMonths,
  keptMonthsSchema,
  perKind,
  type Removal,
} from '@plantops/shared/settings/retention.ts';
import type { Logger } from 'pino';
import { isLockTimeout } from '../../db/errors.ts';
import type { Database } from '../../db/pool.ts';
import {
  countBefore,
  letGo,
  listUnfinishedRemovals,
  readKeptFrom,
  removeRest,
} from '../../db/repositories/kept-from.ts';
import { readSettings, replaceSettings } from '../../db/repositories/settings.ts';

/** How often it looks for what has become too old (ms). */
const EVERY_MS = 10 * 60_000;

export interface RetentionOptions {
  /** The pool for what takes long. */
  database: Database;
  /** Brings the figures for charts up to date. */
  makeFigures: () => Promise<void>;
  /** Told how each run went. */
  report?: (failure?: unknown) => void;
  clock: Clock;
  log: Logger;
}

/** In words of the log and of refusals. */
const NAMES: Readonly<Record<KeptKind, string>> = {
  readings: 'readings',
  five_minutes: 'figures of five minutes',
  hours: 'figures of hours',
  days: 'figures of days',
};

/** Before when everything goes that is kept so many months: whole months of UTC, beside the present one. */
export const cutOf = (now: Date, months: number): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months));

/** Keeps readings and figures as long as the owner wants, and removes the rest, month by month. */
export class Retention {
  readonly #options: RetentionOptions;
  #timer: Timer | undefined;
  #stopping = false;
  #isAsked = false;
  #isRunning = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Removes what is too old now, and looks again every ten minutes. */
  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.look());
    this.look();
  }

  /** Resolves once the step that runs has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** How long each kind is kept; for ever unless the owner has set something else. */
  async months(): Promise<KeptMonths> {
    const { value } = await readSettings(this.#options.database, 'retention');
    const stored = keptMonthsSchema.safeParse(perKind((kind) => value[kind] ?? null));
    return stored.success ? stored.data : perKind(() => null);
  }

  /** From when on there are single readings; undefined if none was let go. */
  async readingsKeptFrom(): Promise<Date | undefined> {
    return (await readKeptFrom(this.#options.database)).readings;
  }

  /** What would be removed if it were kept so long. */
  async preview(months: KeptMonths): Promise<Removal[]> {
    const { database, clock } = this.#options;
    const removals: Removal[] = [];
    for (const kind of KEPT_KINDS) {
      const kept = months[kind];
      if (kept === null) continue;
      const before = cutOf(clock.now(), kept);
      const rows = await countBefore(database, kind, before);
      if (rows > 0) removals.push({ kind, rows, before: before.toISOString() });
    }
    return removals;
  }

  /**
   * Sets how long each kind is kept, and begins to remove what is too old by that.
   * @throws ProblemError `removal_not_agreed` if something would go and the owner has not agreed to that
   */
  async change({ months, agreed }: ChangeRetention): Promise<void> {
    const removals = agreed ? [] : await this.preview(months);
    if (removals.length > 0) {
      const what = removals.map(({ kind, rows, before }) => `${rows} ${NAMES[kind]} of before ${before.slice(0, 10)}`);
      throw new ProblemError(
        'removal_not_agreed',
        `This removes for good: ${what.join(', ')}. If that is meant, send it again with "agreed": true`,
      );
    }
    await replaceSettings(this.#options.database, 'retention', { value: { ...months }, secret: null });
    this.look();
  }

  /** Removes what is too old; once more after what it is at, if it is at it already. */
  look(): void {
    this.#isAsked = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#removeWhileAsked().finally(() => {
      this.#isRunning = false;
    });
  }

  async #removeWhileAsked(): Promise<void> {
    while (this.#isAsked && !this.#stopping) {
      this.#isAsked = false;
      try {
        await this.remove();
        this.#options.report?.();
      } catch (failure) {
        // A backup or something else that takes long reads the table; the next look comes.
        if (isLockTimeout(failure)) continue;
        this.#options.report?.(failure);
        this.#options.log.warn({ err: failure }, 'what is too old was not removed; the next try is in ten minutes');
      }
    }
  }

  /** Removes what is too old. Coarser figures go after what is finer. */
  async remove(): Promise<void> {
    const { database, clock } = this.#options;
    const [months, keptFrom] = await Promise.all([this.months(), readKeptFrom(database)]);
    for (const kind of KEPT_KINDS) {
      const kept = months[kind];
      if (kept === null || this.#stopping) continue;
      const before = cutOf(clock.now(), kept);
      if (before > (keptFrom[kind] ?? new Date(0))) await this.#letGo(kind, before);
    }
    for (const { kind, before } of await listUnfinishedRemovals(database))
      await removeRest(database, kind, before, () => this.#stopping);
  }

  async #letGo(kind: KeptKind, before: Date): Promise<void> {
    const { database, makeFigures, log } = this.#options;
    let isDone = await letGo(database, kind, before);
    if (!isDone) {
      await makeFigures();
      isDone = await letGo(database, kind, before);
    }
    const day = before.toISOString().slice(0, 10);
    if (isDone) log.info(`${NAMES[kind]} of before ${day} are removed, as set`);
    else log.info(`${NAMES[kind]} of before ${day} wait to be removed until figures for charts are made of them`);
  }
}
