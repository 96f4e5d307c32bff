import type { Rejection } from '@plantops/shared/messages.ts';
import type { RejectionStore } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { isBadData } from '../../db/errors.ts';
import { persistently } from '../../db/patience.ts';

export interface RejectionLogOptions {
  /** Keeps rejected messages in one statement, in order; those of unknown devices are let go. */
  save: (rejections: readonly Rejection[]) => Promise<void>;
  /** Told after each commit. */
  onKept: (rejection: Rejection) => void;
  log: Logger;
}

/** One statement holds at most this many; a board with broken firmware may send nothing else. */
const BATCH_ROWS = 200;

interface Waiting {
  rejection: Rejection;
  resolve: () => void;
}

/**
 * Keeps rejected messages, those that come during one statement in the next one. While the database is away it tries
 * again and again: like readings, they are not acknowledged until they are safe.
 */
export class RejectionLog implements RejectionStore {
  readonly #options: RejectionLogOptions;
  #queue: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #stopping = false;
  /** The last try failed: told once, not at every further one. */
  #isWaiting = false;

  constructor(options: RejectionLogOptions) {
    this.#options = options;
  }

  reject(rejection: Rejection): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ rejection, resolve });
      this.#writing ??= this.#writeAll().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  /** Writes what waits. While the database is away it gives up: the broker has kept those messages. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Those of the same turn go together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH_ROWS);
      if (!(await this.#write(batch))) return;
    }
  }

  /** @returns false when it gave up */
  async #write(batch: Waiting[]): Promise<boolean> {
    const { save, onKept } = this.#options;
    try {
      await persistently(
        () => save(batch.map(({ rejection }) => rejection)),
        (failure) => this.#refused(failure),
        () => this.#stopping,
      );
    } catch (failure) {
      return isBadData(failure) ? this.#writeOneByOne(batch, failure as Error) : false;
    }
    this.#isWaiting = false;
    for (const { rejection, resolve } of batch) {
      onKept(rejection);
      resolve();
    }
    return true;
  }

  #refused(failure: Error): void {
    if (!this.#isWaiting)
      this.#options.log.warn({ err: failure }, 'rejected messages wait: the database does not keep them');
    this.#isWaiting = true;
  }

  /** One of them is more than the database can hold: it is let go, so that it does not come again for ever. */
  async #writeOneByOne(batch: Waiting[], failure: Error): Promise<boolean> {
    const [only] = batch;
    if (only && batch.length === 1) {
      this.#options.log.error({ err: failure }, `a rejected message of ${only.rejection.deviceId} cannot be kept`);
      only.resolve();
      return true;
    }
    for (const waiting of batch) if (!(await this.#write([waiting]))) return false;
    return true;
  }
}
