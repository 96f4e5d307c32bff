import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { hasOwnTime, type Reading } from '@plantops/shared/messages.ts';
import type { ReadingStore, StoreOutcome } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { failureKind, sqlStateOf } from '../../db/errors.ts';
import { persistently, UNKNOWN_TRIES } from '../../db/patience.ts';
import type { ReceiptTime } from '../../db/repositories/receipt-times.ts';
import type { Stored } from '../../db/repositories/telemetry.ts';
import { ReceiptTimes } from './receipt-times.ts';

export interface ReadingWriterOptions {
  /**
   * Stores a batch at once, with the times given to readings without one. Returns what became of each reading. Messages
   * that waited in the table with these rows are removed from it at the same moment.
   */
  insert: (
    readings: readonly Reading[],
    receipts: readonly ReceiptTime[],
    rows: readonly number[],
  ) => Promise<Stored[]>;
  /** The row of a message in the table of waiting messages; undefined if it is not there. */
  rowOf?: (delivery: number) => number | undefined;
  /** The plant that a device has now; asked for readings that came before the data were replaced. */
  plantOf?: (deviceId: string) => string | null;
  /** Gives times to readings that came without one; recognises repeated deliveries. */
  receiptTimes?: ReceiptTimes;
  /** A statement that takes longer makes active devices look silent; one minute by default (ms). */
  lateAfterMs?: number;
  /** Told of each commit: of which readings, what became of each, and how long it took from its first try on (ms). */
  onCommitted?: (readings: readonly Reading[], became: readonly Stored[], tookMs: number) => void;
  /** Called after each commit with the new rows, and with the values that were added to others. */
  onStored: (readings: readonly Reading[]) => void;
  clock: Clock;
  log: Logger;
}

/** The most rows in one statement. */
const BATCH_ROWS = 1000;
/** From the beginning of a statement to that of the next (ms): fewer commits spare a small machine's disk. */
const PACE_MS = 10;
/** After so many rows in a statement, more are coming fast. */
const MANY_ROWS = 100;
/** The same then (ms): a large statement costs less for each row. */
const PACE_OF_MANY_MS = 50;
const LATE_AFTER_MS = 60_000;

interface WaitingRow {
  reading: Reading;
  /** For a reading whose time the server set: what to remember about it. */
  receipt: ReceiptTime | undefined;
  /** Its message's row in the table of waiting messages. */
  row: number | undefined;
  /** The server has just set the time, so another time is just as good if this one is taken. */
  mayMove: boolean;
  /** How often it was moved. */
  moved: number;
  /** The readings that it came with, and its place among them. */
  together: Together;
  place: number;
}

/** Readings that came together: one promise for all, because a promise for each took 4 µs of a reading's 38. */
class Together {
  readonly #outcomes: StoreOutcome[];
  readonly #resolve: (outcomes: StoreOutcome[]) => void;
  #open: number;

  constructor(count: number, resolve: (outcomes: StoreOutcome[]) => void) {
    this.#outcomes = Array.from({ length: count });
    this.#open = count;
    this.#resolve = resolve;
  }

  settle(place: number, outcome: StoreOutcome): void {
    this.#outcomes[place] = outcome;
    this.#open -= 1;
    if (this.#open === 0) this.#resolve(this.#outcomes);
  }
}

/** One object for all readings of which the same became. */
const OUTCOMES = {
  stored: { outcome: 'stored' },
  merged: { outcome: 'merged' },
  duplicate: { outcome: 'duplicate' },
} as const satisfies Record<string, StoreOutcome>;

/** Readings that the database refused since the process started. */
export interface SetAside {
  count: number;
  /** Why the last one was refused. */
  reason: string;
}

/**
 * Collects readings into batches, one statement at a time. While the database is unreachable or out of resources, it
 * keeps retrying. The readings are not acknowledged, so nothing is lost even if this process ends. A row that the
 * database cannot store, or that still fails for an unknown reason after several tries of its batch, is refused, so
 * that it does not hold up the others.
 */
export class ReadingWriter implements ReadingStore {
  readonly #options: ReadingWriterOptions;
  readonly #clock: Clock;
  readonly #receiptTimes: ReceiptTimes;
  readonly #lateAfterMs: number;
  #queue: WaitingRow[] = [];
  /** Readings that were appended, and those of them that were answered for, since the process started. */
  #appended = 0;
  #answered = 0;
  /** Those who wait until so many were answered for. */
  #followers: { upTo: number; resolve: () => void; reject: (failure: Error) => void }[] = [];
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #inStatement = 0;
  #isPaused = false;
  /** Deliveries up to this one came before the data were replaced. */
  #ofBeforeUpTo = 0;
  /** The earliest time for the next statement, unless it is a full one. */
  #nextAtMs = 0;
  #stopping = false;
  #trouble: Error | undefined;
  #setAside: SetAside | undefined;
  #statementSinceMs: number | undefined;
  #storesSince = new Date(0);

  constructor(options: ReadingWriterOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#receiptTimes = options.receiptTimes ?? new ReceiptTimes(() => undefined);
    this.#lateAfterMs = options.lateAfterMs ?? LATE_AFTER_MS;
  }

  async append(reading: Reading, delivery?: number): Promise<StoreOutcome> {
    const [outcome] = await this.appendAll([reading], [delivery]);
    return outcome as StoreOutcome;
  }

  appendAll(
    readings: readonly Reading[],
    deliveries: readonly (number | undefined)[],
  ): Promise<readonly StoreOutcome[]> {
    return new Promise((resolve) => {
      const together = new Together(readings.length, resolve);
      this.#appended += readings.length;
      readings.forEach((reading, place) => this.#queue.push(this.#row(reading, deliveries[place], together, place)));
      if (this.#writing) return;
      if (this.#queue.length >= BATCH_ROWS && !this.#isPaused) this.#begin();
      else this.#beginInTime();
    });
  }

  #row(reading: Reading, delivery: number | undefined, together: Together, place: number): WaitingRow {
    const isOurs = !hasOwnTime(reading);
    if (delivery !== undefined && delivery <= this.#ofBeforeUpTo) this.#placeAnew(reading);
    const given = isOurs ? this.#receiptTimes.assign(reading, delivery) : undefined;
    return {
      reading,
      receipt: given?.receipt,
      row: delivery === undefined ? undefined : this.#options.rowOf?.(delivery),
      mayMove: isOurs && !given?.repeated,
      moved: 0,
      together,
      place,
    };
  }

  /**
   * Begins no more statement until `goOn`, and resolves once none is under way: others replace the data, and nothing of before
   * is to be stored after that.
   */
  async pause(): Promise<void> {
    this.#isPaused = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#writing;
  }

  goOn(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#queue.length > 0) this.#begin();
  }

  /** Readings that came before, up to this delivery, belong to the plants that their devices have now, also those still in the flow. */
  dataReplaced(delivery: number): void {
    this.#ofBeforeUpTo = delivery;
    for (const { reading } of this.#queue) this.#placeAnew(reading);
  }

  #placeAnew(reading: Reading): void {
    if (this.#options.plantOf) reading.plantId = this.#options.plantOf(reading.deviceId);
  }

  waiting(): number {
    return this.#queue.length + this.#inStatement;
  }

  /**
   * Resolves once as many readings were answered for as have come until now.
   * @throws Error if the writer stops before that
   */
  caughtUp(): Promise<void> {
    if (this.#answered >= this.#appended) return Promise.resolve();
    return new Promise((resolve, reject) => this.#followers.push({ upTo: this.#appended, resolve, reject }));
  }

  /** Why the last write failed; undefined once a write succeeds. */
  trouble(): Error | undefined {
    return this.#trouble;
  }

  /** The refused readings, which can be sent again once the cause is fixed; undefined if there are none. */
  setAside(): SetAside | undefined {
    return this.#setAside;
  }

  /**
   * Since when readings are stored without delay; undefined while they are not. Meanwhile, a silent device may in fact
   * be sending.
   */
  storesSince(): Date | undefined {
    return this.#trouble || this.#isLate() ? undefined : this.#storesSince;
  }

  /** Writes waiting rows. Gives up while the database is unreachable, because the broker has kept those readings. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (!this.#writing && this.#queue.length > 0 && !this.#isPaused) this.#begin();
    await this.#writing;
    for (const { reject } of this.#followers.splice(0)) reject(new Error('The writer of readings has stopped'));
  }

  /** A row that comes alone is written at once; those that follow it closely wait for each other. */
  #beginInTime(): void {
    if (this.#isPaused) return;
    const inMs = this.#nextAtMs - this.#clock.elapsedMs();
    if (inMs <= 0) this.#begin();
    else this.#timer ??= this.#clock.after(inMs, () => this.#begin());
  }

  #begin(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#queue.length > 0 && !this.#stopping) this.#beginInTime();
    });
  }

  /** Writes full batches as long as there are any; the last batch takes the remaining rows. */
  async #writeAll(): Promise<void> {
    // What else comes in this step of the event loop is written together.
    await Promise.resolve();
    do {
      const batch = this.#queue.splice(0, BATCH_ROWS);
      this.#inStatement = batch.length;
      this.#statementSinceMs = this.#clock.elapsedMs();
      this.#nextAtMs = this.#statementSinceMs + (batch.length < MANY_ROWS ? PACE_MS : PACE_OF_MANY_MS);
      await this.#write(batch);
      if (this.#isLate()) this.#storesSince = this.#clock.now();
      this.#statementSinceMs = undefined;
      this.#inStatement = 0;
      this.#tellFollowers();
    } while (
      (this.#queue.length >= BATCH_ROWS && !this.#isPaused) ||
      (this.#stopping && this.#queue.length > 0 && !this.#trouble)
    );
  }

  async #write(batch: WaitingRow[]): Promise<void> {
    try {
      const became = await this.#insert(batch, UNKNOWN_TRIES);
      this.#recovered();
      this.#settle(batch, became);
    } catch (failure) {
      if (!this.#isGivenUp(failure) && (await this.#writeParts(batch, failure as Error))) this.#recovered();
    }
  }

  #tellFollowers(): void {
    if (this.#followers.length === 0) return;
    const isNext = ({ upTo }: { upTo: number }): boolean => upTo <= this.#answered;
    for (const { resolve } of this.#followers.filter(isNext)) resolve();
    this.#followers = this.#followers.filter((follower) => !isNext(follower));
  }

  async #insert(batch: WaitingRow[], unknownTries: number): Promise<Stored[]> {
    const readings = batch.map(({ reading }) => reading);
    const sinceMs = this.#clock.elapsedMs();
    const became = await persistently(
      () =>
        this.#options.insert(
          readings,
          batch.flatMap(({ receipt }) => receipt ?? []),
          batch.flatMap(({ row }) => row ?? []),
        ),
      {
        clock: this.#clock,
        onFailure: (failure) => this.#failed(failure),
        isOver: () => this.#stopping,
        unknownTries,
      },
    );
    this.#options.onCommitted?.(readings, became, this.#clock.elapsedMs() - sinceMs);
    return became;
  }

  /**
   * Finds the rows that the database refuses by halving the batch; each half is tried once. The other rows are stored.
   * @returns whether any row was stored
   */
  async #writeParts(batch: WaitingRow[], failure: Error): Promise<boolean> {
    const [only] = batch;
    if (batch.length === 1 && only) {
      this.#refuse(only, failure);
      return false;
    }
    const middle = Math.ceil(batch.length / 2);
    let isAnyStored = false;
    for (const part of [batch.slice(0, middle), batch.slice(middle)]) {
      try {
        this.#settle(part, await this.#insert(part, 1));
        isAnyStored = true;
      } catch (partFailure) {
        if (!this.#isGivenUp(partFailure) && (await this.#writeParts(part, partFailure as Error))) isAnyStored = true;
      }
    }
    return isAnyStored;
  }

  /** Whether the batch is left to the broker, which still has its readings. */
  #isGivenUp(failure: unknown): boolean {
    return this.#stopping && failureKind(failure) !== 'data';
  }

  #failed(failure: Error): void {
    if (!this.#trouble) this.#options.log.warn({ err: failure }, 'readings wait: the database does not store them');
    this.#trouble = failure;
  }

  #recovered(): void {
    if (!this.#trouble) return;
    this.#options.log.info('the database stores readings again');
    this.#storesSince = this.#clock.now();
    this.#trouble = undefined;
  }

  #refuse({ reading, together, place }: WaitingRow, failure: Error): void {
    const reason =
      failureKind(failure) === 'data'
        ? `the database cannot hold it: ${failure.message}`
        : `the database did not take it: ${failure.message} (${sqlStateOf(failure) ?? failure.name})`;
    if (this.#setAside?.reason !== reason)
      this.#options.log.error({ err: failure, deviceId: reading.deviceId }, 'a reading is set aside');
    this.#setAside = { count: (this.#setAside?.count ?? 0) + 1, reason };
    this.#answered += 1;
    together.settle(place, { outcome: 'refused', reason });
  }

  #settle(batch: WaitingRow[], became: Stored[]): void {
    batch.forEach(({ reading }, index) => {
      const stored = became[index];
      if (typeof stored === 'object') reading.values = stored.merged;
    });
    const stored = batch.filter((_, index) => became[index] !== 'duplicate');
    if (stored.length > 0) this.#options.onStored(stored.map(({ reading }) => reading));
    batch.forEach((row, index) => {
      const stored = became[index];
      if (stored === 'duplicate' && row.mayMove) this.#move(row);
      else {
        this.#answered += 1;
        row.together.settle(row.place, OUTCOMES[typeof stored === 'object' ? 'merged' : (stored ?? 'stored')]);
      }
    });
  }

  /**
   * Another reading of the device already has this time, for example one from before a restart, so this one takes a
   * later time.
   */
  #move(row: WaitingRow): void {
    this.#receiptTimes.postpone(row.reading, 2 ** row.moved, row.receipt);
    row.moved += 1;
    this.#queue.push(row);
  }

  #isLate(): boolean {
    return this.#statementSinceMs !== undefined && this.#clock.elapsedMs() - this.#statementSinceMs > this.#lateAfterMs;
  }
}
