import type { Reading } from '@plantops/shared/messages.ts';
import type { ReadingStore, StoreOutcome } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { isBadData } from '../../db/errors.ts';
import { persistently } from '../../db/patience.ts';
import type { ReceiptTime } from '../../db/repositories/receipt-times.ts';
import { ReceiptTimes } from './receipt-times.ts';

export interface ReadingWriterOptions {
  /** Stores a batch in one statement, with the times given to readings without one; answers per reading whether it is a new row. */
  insert: (readings: readonly Reading[], receipts: readonly ReceiptTime[]) => Promise<boolean[]>;
  /** Gives times to readings that came without one; it knows of repeated deliveries. */
  receiptTimes?: ReceiptTimes;
  /** A statement that takes longer than this makes devices look silent that are not; a minute unless told otherwise. */
  lateAfterMs?: number;
  /** Told after each commit, with the new rows. */
  onStored: (readings: readonly Reading[]) => void;
  log: Logger;
}

/** One statement holds at most this many rows. */
const BATCH_ROWS = 1000;
/** A row waits at most this long for others: fewer commits spare a small machine's disk. */
const WAIT_MS = 50;
const LATE_AFTER_MS = 60_000;

interface WaitingRow {
  reading: Reading;
  /** For a reading whose time the server gave: what to remember of it. */
  receipt: ReceiptTime | undefined;
  /** The time was given by the server, just now: when it is taken, another one will do. */
  mayMove: boolean;
  /** How often it was. */
  moved: number;
  resolve: (outcome: StoreOutcome) => void;
}

/**
 * Gathers readings into batches, one statement at a time. While the database is away it tries again and again: the
 * readings are not acknowledged, so nothing is lost even if this process ends.
 */
export class ReadingWriter implements ReadingStore {
  readonly #options: ReadingWriterOptions;
  readonly #receiptTimes: ReceiptTimes;
  readonly #lateAfterMs: number;
  #queue: WaitingRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #inStatement = 0;
  /** When the oldest row of the queue came. */
  #waitingSinceMs = 0;
  #stopping = false;
  #away: Error | undefined;
  #statementSinceMs: number | undefined;
  #storesSince = new Date(0);

  constructor(options: ReadingWriterOptions) {
    this.#options = options;
    this.#receiptTimes = options.receiptTimes ?? new ReceiptTimes(() => undefined);
    this.#lateAfterMs = options.lateAfterMs ?? LATE_AFTER_MS;
  }

  append(reading: Reading, delivery?: number): Promise<StoreOutcome> {
    const given = reading.clockWrong ? this.#receiptTimes.assign(reading, delivery) : undefined;
    return new Promise((resolve) => {
      if (this.#queue.length === 0) this.#waitingSinceMs = performance.now();
      this.#queue.push({
        reading,
        receipt: given?.receipt,
        mayMove: reading.clockWrong && !given?.repeated,
        moved: 0,
        resolve,
      });
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

  /** Since when readings are stored without delay; undefined while they are not. Whoever is silent then may well be talking. */
  storesSince(): Date | undefined {
    return this.#away || this.#isLate() ? undefined : this.#storesSince;
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
      this.#statementSinceMs = performance.now();
      await this.#write(batch);
      if (this.#isLate()) this.#storesSince = new Date();
      this.#statementSinceMs = undefined;
      this.#inStatement = 0;
    } while (this.#queue.length >= BATCH_ROWS || (this.#stopping && this.#queue.length > 0 && !this.#away));
  }

  async #write(batch: WaitingRow[]): Promise<void> {
    let isNew: boolean[];
    try {
      const insert = () =>
        this.#options.insert(
          batch.map(({ reading }) => reading),
          batch.flatMap(({ receipt }) => receipt ?? []),
        );
      isNew = await persistently(
        insert,
        (failure) => this.#refused(failure),
        () => this.#stopping,
      );
    } catch (failure) {
      if (isBadData(failure)) await this.#bisect(batch, failure as Error);
      return;
    }
    if (this.#away) {
      this.#options.log.info('the database stores readings again');
      this.#storesSince = new Date();
    }
    this.#away = undefined;
    this.#settle(batch, isNew);
  }

  #refused(failure: Error): void {
    if (!this.#away) this.#options.log.warn({ err: failure }, 'readings wait: the database does not store them');
    this.#away = failure;
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
    batch.forEach((row, index) => {
      if (isNew[index]) row.resolve({ outcome: 'stored' });
      else if (row.mayMove) this.#move(row);
      else row.resolve({ outcome: 'duplicate' });
    });
  }

  /** Another reading of the device has the time that this one was given, such as one of before a restart: it takes a later one. */
  #move(row: WaitingRow): void {
    this.#receiptTimes.postpone(row.reading, 2 ** row.moved, row.receipt);
    row.moved += 1;
    this.#queue.push(row);
  }

  #isLate(): boolean {
    return this.#statementSinceMs !== undefined && performance.now() - this.#statementSinceMs > this.#lateAfterMs;
  }
}
