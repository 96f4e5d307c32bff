import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import { addTelemetryMonth, listMonthsWithoutPartition } from '../../db/repositories/telemetry-months.ts';

/** How often it looks for months to come, and for late readings (ms). */
const EVERY_MS = 6 * 3_600_000;
/** How many months are made ahead, this one included. */
const MONTHS_AHEAD = 3;

export interface TelemetryMonthsOptions {
  /** The pool for what takes long. */
  database: Database;
  /** Told how each run went. */
  report?: (failure?: unknown) => void;
  clock: Clock;
  log: Logger;
}

/** The beginning of a month (UTC), so many after that of an instant. */
const monthAfter = (instant: Date, months: number): Date =>
  new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + months));

/**
 * Makes the partitions of readings: those of the months to come before they begin, and those of months of which readings
 * have come late. Readings never wait for one: until it is there, they are in the partition for all other times.
 */
export class TelemetryMonths {
  readonly #options: TelemetryMonthsOptions;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: TelemetryMonthsOptions) {
    this.#options = options;
  }

  /** Looks now, and again every six hours. */
  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.#look());
    this.#look();
  }

  /** Resolves once the partition that is being made is there. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#running;
  }

  /** Makes all partitions that are missing. */
  async make(): Promise<void> {
    const { database, clock } = this.#options;
    const now = clock.now();
    const ahead = Array.from({ length: MONTHS_AHEAD }, (_, months) => monthAfter(now, months));
    const late = await listMonthsWithoutPartition(database, monthAfter(now, MONTHS_AHEAD));
    for (const month of [...ahead, ...late]) await addTelemetryMonth(database, month);
  }

  #look(): void {
    this.#running = this.#running
      .then(() => this.make())
      .then(() => this.#options.report?.())
      .catch((failure: unknown) => {
        this.#options.report?.(failure);
        this.#options.log.warn(
          { err: failure },
          'no partition could be made for readings of another month; the next try is in six hours, and readings are stored meanwhile',
        );
      });
  }
}
