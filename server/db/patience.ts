import { backoff } from '@plantops/shared/backoff.ts';
import { type Clock, pause } from '@plantops/shared/clock.ts';
import { failureKind, isDatabaseAway } from './errors.ts';

/** Pauses between tries (ms). */
const PAUSES = { first: 200, longest: 2000 };

/** How often work that fails for an unknown reason is tried, over three seconds: the failure may be temporary. */
export const UNKNOWN_TRIES = 5;

/**
 * Does the work as soon as the database answers. Retries while the database is unreachable or out of resources, until
 * `isOver`.
 * @throws any other failure, or the last one once `isOver`
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { clock, isOver = () => false }: { clock: Clock; isOver?: () => boolean },
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (failure) {
      if (!isDatabaseAway(failure) || isOver()) throw failure;
      await pause(clock, backoff(failures, PAUSES));
    }
  }
}

export interface Persistence {
  clock: Clock;
  /** Called with every failure except bad data. */
  onFailure: (failure: Error) => void;
  isOver: () => boolean;
  /** How often work that fails for an unknown reason is tried; 5 by default. */
  unknownTries?: number;
}

/**
 * Does the work until the database accepts it, with growing pauses, however long the database is unreachable or out of
 * resources.
 * @throws bad data at once, because a retry would not help; an unknown failure after a few tries; and the last failure
 *   once `isOver`
 */
export async function persistently<T>(
  work: () => Promise<T>,
  { clock, onFailure, isOver, unknownTries = UNKNOWN_TRIES }: Persistence,
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
      await pause(clock, backoff(failures, PAUSES));
    }
  }
}
