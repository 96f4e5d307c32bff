import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '@plantops/shared/backoff.ts';
import { failureKind, isDatabaseAway } from './errors.ts';

/** Pauses between tries (ms). */
const PAUSES = { first: 200, longest: 2000 };

/** So often a failure of an unknown kind is tried, over three seconds: it may have been a moment's. */
export const UNKNOWN_TRIES = 5;

/**
 * Does the work as soon as the database answers: tries again while it is out of reach or has no room, until `isOver`.
 * @throws any other failure, and that of the last try once it is over
 */
export async function patiently<T>(work: () => Promise<T>, isOver: () => boolean = () => false): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (failure) {
      if (!isDatabaseAway(failure) || isOver()) throw failure;
      await delay(backoff(failures, PAUSES), undefined, { ref: false });
    }
  }
}

export interface Persistence {
  /** Told of every failure but bad data. */
  onFailure: (failure: Error) => void;
  isOver: () => boolean;
  /** How often a failure of an unknown kind is tried; 5 unless told otherwise. */
  unknownTries?: number;
}

/**
 * Does the work until the database takes it, with growing pauses, however long it is away or has no room.
 * @throws bad data at once, which no further try would mend; a failure of an unknown kind after some tries; and the last
 * failure once `isOver`
 */
export async function persistently<T>(
  work: () => Promise<T>,
  { onFailure, isOver, unknownTries = UNKNOWN_TRIES }: Persistence,
): Promise<T> {
  let unknown = 0;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (failure) {
      const kind = failureKind(failure);
      if (kind === 'data') throw failure;
      onFailure(failure as Error);
      if (kind === 'unknown') unknown += 1;
      if (isOver() || unknown >= unknownTries) throw failure;
      await new Promise((resolve) => setTimeout(resolve, backoff(failures, PAUSES)));
    }
  }
}
