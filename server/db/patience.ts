import { setTimeout as delay } from 'node:timers/promises';
import { isBadData, isDatabaseAway } from './errors.ts';

const RETRY_MS = 1000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

/**
 * Does the work as soon as the database answers: tries again while it is away, until `isOver`.
 * @throws any other failure, and that of the last try once it is over
 */
export async function patiently<T>(work: () => Promise<T>, isOver: () => boolean = () => false): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      if (!isDatabaseAway(failure) || isOver()) throw failure;
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }
}

/**
 * Does the work until the database takes it, whatever keeps it from that, with growing pauses.
 * @param onFailure told of every failure but bad data
 * @throws bad data at once, which no further try would mend, and the last failure once `isOver`
 */
export async function persistently<T>(
  work: () => Promise<T>,
  onFailure: (failure: Error) => void,
  isOver: () => boolean,
): Promise<T> {
  for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(2 * delayMs, LONGEST_RETRY_MS)) {
    try {
      return await work();
    } catch (failure) {
      if (isBadData(failure)) throw failure;
      onFailure(failure as Error);
      if (isOver()) throw failure;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
