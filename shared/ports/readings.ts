/** Where readings and rejected messages are kept. */
import type { Reading, Rejection } from '../messages.ts';

/**
 * `stored`: a new row. `merged`: some of its values filled empty columns of the row of the same device and time; the
 * reading holds those that did. `duplicate`: everything was already there. `refused`: the database cannot store it, or
 * repeatedly failed to.
 */
export type StoreOutcome = { outcome: 'stored' | 'merged' | 'duplicate' } | { outcome: 'refused'; reason: string };

export interface ReadingStore {
  /**
   * Resolves once the database has committed the reading; waits while the database is down. If the server set the
   * reading's time, it may be changed, so that readings with the same time are all kept. `delivery` distinguishes such
   * a reading from a repeated message.
   */
  append(reading: Reading, delivery?: number): Promise<StoreOutcome>;
  /**
   * The same for readings that have come together; resolves once the database has committed all of them. Absent where
   * each is stored by itself.
   * @returns what became of each, in their order
   */
  appendAll?(
    readings: readonly Reading[],
    deliveries: readonly (number | undefined)[],
  ): Promise<readonly StoreOutcome[]>;
  /** Number of rows waiting for their commit. */
  waiting(): number;
}

export interface RejectionStore {
  /**
   * Keeps the rejected message and sets its device to status `error`. Resolves once committed; waits while the database
   * is down. `delivery` says which message it was, so that its way is kept with it.
   */
  reject(rejection: Rejection, delivery?: number): Promise<void>;
}
