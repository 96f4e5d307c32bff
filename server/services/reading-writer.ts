import type { Reading } from '@plantops/nodes/shared/messages.ts';
import type { ReadingStore, StoreOutcome } from '@plantops/nodes/shared/ports.ts';
import type { Logger } from 'pino';
import { isBadData } from '../db/errors.ts';

export interface ReadingWriterOptions {
  /** Stores a batch in one statement; answers per reading whether it is a new row. */
  insert: (readings: readonly Reading[]) => Promise<boolean[]>;
  /** Told after each commit, with the new rows. */
  onStored: (readings: readonly Reading[]) => void;
  log: Logger;
}

/** One statement holds at most this many rows. */
const BATCH_ROWS = 1000;
/** A row waits at most this long for others: fewer commits spare a small machine's disk. */
const WAIT_MS = 50;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

interface WaitingRow {
  reading: Reading;
  resolve(outcome: StoreOutcome): void;
}

/**
 * Gathers readings into batches, one statement at a time. While the database is away it tries again and again: the
 * readings are not acknowledged, so nothing is lost even if this process ends.
 */
export class ReadingWriter implements ReadingStore {
  readonly #options: ReadingWriterOptions;
  #queue: WaitingRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #inStatement = 0;
  /** When the oldest row of the queue came. */
  #waitingSinceMs = 0;
  #stopping = false;
  #away: Error | undefined;

  constructor(options: ReadingWriterOptions) {
    this.#options = options;
  }

  append(reading: Reading): Promise<StoreOutcome> {
    return new Promise((resolve) => {
      if (this.#queue.length === 0) this.#waitingSinceMs = performance.now();
      this.#queue.push({ reading, resolve });
      if (this.#writing) return;
      if (this.#queue.length >= BATCH_ROWS) this.#begin();
      else this.#beginInTime();
    });
  }

  waiting(): number {
    return this.#queue.length + this.#inStatement;
  }

  /** Why nothing can be written at present; undefined while it can. */
  trouble(): Error | undefined {
    return this.#away;
  }

  /** Writes what waits. While the database is away it gives up: the broker has kept those readings. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (!this.#writing && this.#queue.length > 0) this.#begin();
    await this.#writing;
  }

  #beginInTime(): void {
    this.#timer ??= setTimeout(() => this.#begin(), Math.max(0, this.#waitingSinceMs + WAIT_MS - performance.now()));
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#queue.length > 0 && !this.#stopping) this.#beginInTime();
    });
  }

  /** Writes full batches while there are any, and what else waits in the last one. */
  async #writeAll(): Promise<void> {
    do {
      const batch = this.#queue.splice(0, BATCH_ROWS);
      // What stays came at some time during the last statement; counting from now is late by that much at most.
      this.#waitingSinceMs = performance.now();
      this.#inStatement = batch.length;
      await this.#write(batch);
      this.#inStatement = 0;
    } while (this.#queue.length >= BATCH_ROWS || (this.#stopping && this.#queue.length > 0 && !this.#away));
  }

  async #write(batch: WaitingRow[]): Promise<void> {
    for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(2 * delayMs, LONGEST_RETRY_MS)) {
      try {
        const isNew = await this.#options.insert(batch.map(({ reading }) => reading));
        if (this.#away) this.#options.log.info('the database stores readings again');
        this.#away = undefined;
        this.#settle(batch, isNew);
        return;
      } catch (failure) {
        if (isBadData(failure)) return this.#bisect(batch, failure as Error);
        if (!this.#away) this.#options.log.warn({ err: failure }, 'readings wait: the database does not store them');
        this.#away = failure as Error;
        if (this.#stopping) return;
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }

  /** Finds the row that the database cannot hold; the others are stored. */
  async #bisect(batch: WaitingRow[], failure: Error): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only) {
      only.resolve({ outcome: 'refused', reason: `the database cannot hold it: ${failure.message}` });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#write(batch.slice(0, middle));
    await this.#write(batch.slice(middle));
  }

  #settle(batch: WaitingRow[], isNew: boolean[]): void {
    const stored = batch.filter((_, index) => isNew[index]);
    if (stored.length > 0) this.#options.onStored(stored.map(({ reading }) => reading));
    batch.forEach(({ resolve }, index) => resolve({ outcome: isNew[index] ? 'stored' : 'duplicate' }));
  }
}
