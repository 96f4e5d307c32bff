import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from './errors.ts';

const RETRY_MS = 1000;

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
