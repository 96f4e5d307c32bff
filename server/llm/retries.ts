import { type Backoff, backoff } from '@plantops/shared/backoff.ts';
import { pause } from '@plantops/shared/clock.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';
import { guardedFetch, wasForbidden } from '../outgoing/guarded-fetch.ts';
import type { Deadline } from './deadline.ts';

/** How often a request is sent at most; the vendors' own libraries do the same by default. */
const MOST_TRIES = 3;
/** Pauses between tries (ms) if the server asks for none. */
const PAUSES: Backoff = { first: 500, longest: 8000, jitter: 0.25 };

/** Whether the same request may succeed later. Vendors can say so themselves. */
function isWorthRetrying({ status, headers }: Response): boolean {
  const said = headers.get('x-should-retry');
  if (said === 'true' || said === 'false') return said === 'true';
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The pause that the server asks for, in ms. */
function askedPauseMs(headers: Headers, now: Date): number | undefined {
  const exactMs = Number(headers.get('retry-after-ms') ?? NaN);
  if (exactMs >= 0) return exactMs;
  const seconds = retryAfterS(headers, now);
  return seconds === undefined ? undefined : seconds * 1000;
}

/**
 * Like `fetch`, but tries again after temporary failures, as long as the deadline allows. The vendors' libraries would
 * sleep by a clock of their own, and for days if a server asks for it.
 * @param isFinal whether what an answer that could be tried again says makes that useless
 */
export const retryingFetch =
  (deadline: Deadline, isFinal?: (said: string) => boolean): typeof fetch =>
  async (input, init) => {
    const { clock } = deadline;
    for (let tries = 1; ; tries += 1) {
      const outcome = await guardedFetch(input, init).catch((failure: unknown) => ({ failure }));
      const response = 'failure' in outcome ? undefined : outcome;
      const waitMs = (response && askedPauseMs(response.headers, clock.now())) ?? backoff(tries, PAUSES);
      const isOver = tries === MOST_TRIES || deadline.hasPassed || waitMs >= deadline.remainingMs;
      if ('failure' in outcome) {
        if (isOver || wasForbidden(outcome.failure)) throw outcome.failure;
      } else if (isOver || !isWorthRetrying(outcome) || isFinal?.(await outcome.clone().text())) return outcome;
      await response?.body?.cancel();
      await pause(clock, waitMs);
    }
  };
