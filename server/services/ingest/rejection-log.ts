import type { WayPath } from '@plantops/shared/api/ways.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import type { RejectionStore } from '@plantops/shared/ports.ts';
import { backoff } from '@plantops/shared/backoff.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { failureKind } from '../../db/errors.ts';
import { persistently, UNKNOWN_TRIES } from '../../db/patience.ts';

/** A rejected message with the way that it took through the flow, if that is known. */
export interface KeptRejection extends Rejection {
  path: WayPath | undefined;
}

export interface RejectionLogOptions {
  /** Gives the way of a message, once. */
  takePath: (delivery: number) => WayPath | undefined;
  /** Keeps rejected messages in one statement, in order; messages from unknown devices are dropped. */
  save: (rejections: readonly KeptRejection[]) => Promise<void>;
  /** Called for each message after its commit. */
  onKept: (rejection: Rejection) => void;
  clock: Clock;
  log: Logger;
}

/** The most messages in one statement; a device with broken firmware may send nothing else. */
const BATCH_ROWS = 200;
/** Pauses before messages that failed for an unknown reason are retried (ms). */
const ANEW = { first: 5000, longest: 60_000 };
/** The most messages that may be parked: they count among the broker's unacknowledged messages. */
const MOST_PARKED = 1000;

interface Waiting {
  rejection: KeptRejection;
  resolve: () => void;
}

/**
 * Keeps rejected messages in batches; messages that arrive during a statement go into the next one. Like readings, they
 * are not acknowledged until they are safe: while the database is unreachable or out of resources, it keeps retrying. A
 * message that fails for another reason is parked, so that the others go on, and is retried from time to time.
 */
export class RejectionLog implements RejectionStore {
  readonly #options: RejectionLogOptions;
  #queue: Waiting[] = [];
  #parked: Waiting[] = [];
  /** How many times in a row the parked messages have failed. */
  #failedRounds = 0;
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #stopping = false;
  /** Whether the last try failed. Logged once, not on every retry. */
  #isWaiting = false;

  constructor(options: RejectionLogOptions) {
    this.#options = options;
  }

  reject(rejection: Rejection, delivery?: number): Promise<void> {
    const path = delivery === undefined ? undefined : this.#options.takePath(delivery);
    return new Promise((resolve) => {
      this.#queue.push({ rejection: { ...rejection, path }, resolve });
      this.#begin();
    });
  }

  /**
   * Writes waiting messages. Gives up while the database is unreachable, because the broker has kept those messages.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#timer?.cancel();
    await this.#writing;
  }

  #begin(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#parked.length > 0 && !this.#stopping) this.#tryAnewLater();
    });
  }

  async #writeAll(): Promise<void> {
    // Messages that arrive in the same turn of the event loop are written together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH_ROWS);
      if (!(await this.#write(batch, UNKNOWN_TRIES))) return;
    }
  }

  /**
   * @param unknownTries how often a failure of an unknown kind is tried
   * @returns false if it gave up
   */
  async #write(batch: Waiting[], unknownTries: number): Promise<boolean> {
    const { save, onKept, clock } = this.#options;
    try {
      await persistently(() => save(batch.map(({ rejection }) => rejection)), {
        clock,
        onFailure: (failure) => this.#failed(failure),
        isOver: () => this.#stopping,
        unknownTries,
      });
    } catch (failure) {
      if (this.#stopping && failureKind(failure) !== 'data') return false;
      return this.#writeOneByOne(batch, failure as Error);
    }
    this.#isWaiting = false;
    this.#failedRounds = 0;
    for (const { rejection, resolve } of batch) {
      onKept(rejection);
      resolve();
    }
    return true;
  }

  #failed(failure: Error): void {
    if (!this.#isWaiting)
      this.#options.log.warn({ err: failure }, 'rejected messages wait: the database does not keep them');
    this.#isWaiting = true;
  }

  async #writeOneByOne(batch: Waiting[], failure: Error): Promise<boolean> {
    const [only] = batch;
    if (only && batch.length === 1) {
      if (failureKind(failure) === 'data') this.#letGo(only, failure);
      else this.#park(only, failure);
      return true;
    }
    for (const waiting of batch) if (!(await this.#write([waiting], 1))) return false;
    return true;
  }

  /** The database cannot store this message. Only the log keeps it, so that it is not delivered again forever. */
  #letGo({ rejection, resolve }: Waiting, failure: Error): void {
    this.#options.log.error({ err: failure, rejection }, `a rejected message of ${rejection.deviceId} cannot be kept`);
    resolve();
  }

  /**
   * If too many are parked, drops the oldest one that is not a valid reading: a device that sends nonsense must not
   * stop all others.
   */
  #park(waiting: Waiting, failure: Error): void {
    this.#parked.push(waiting);
    if (this.#parked.length <= MOST_PARKED) return;
    const index = this.#parked.findIndex(({ rejection }) => !rejection.setAside);
    const [oldest] = index < 0 ? [] : this.#parked.splice(index, 1);
    if (oldest) this.#letGo(oldest, failure);
  }

  #tryAnewLater(): void {
    if (this.#timer) return;
    this.#failedRounds += 1;
    const anew = (): void => {
      this.#timer = undefined;
      this.#queue.unshift(...this.#parked.splice(0));
      this.#begin();
    };
    this.#timer = this.#options.clock.after(backoff(this.#failedRounds, ANEW), anew);
  }
}
