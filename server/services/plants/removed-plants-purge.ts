import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { type Database, inTransaction } from '../../db/pool.ts';
import { purgeRemovedPlants } from '../../db/repositories/removed-plants.ts';

/** How long a removed plant can be brought back. */
const KEPT_DAYS = 30;
const EVERY_MS = 24 * 60 * 60 * 1000;

/** Permanently deletes removed plants, with their journals and photos, once they can no longer be brought back. */
export class RemovedPlantsPurge {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor({ database, clock, log }: { database: Database; clock: Clock; log: Logger }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** Purges now, and then every day. */
  start(): void {
    const purge = (): void => {
      this.#running = this.#purge();
    };
    this.#timer = this.#clock.every(EVERY_MS, purge);
    purge();
  }

  /** Resolves once a running purge has ended. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#running;
  }

  async #purge(): Promise<void> {
    try {
      const count = await inTransaction(this.#database, (connection) => purgeRemovedPlants(connection, KEPT_DAYS));
      if (count > 0)
        this.#log.info(
          `${count} plants that were removed more than ${KEPT_DAYS} days ago cannot be brought back any more`,
        );
    } catch (failure) {
      this.#log.warn({ err: failure }, 'removed plants could not be purged; the next try is in a day');
    }
  }
}
