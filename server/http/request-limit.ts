import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { RequestHandler } from 'express';
import { rateLimit, type Store } from 'express-rate-limit';
import { AddressCounts } from './address-counts.ts';
import { clientOf, guesserOf } from './client.ts';

const WINDOW_MS = 60_000;
const COME_BACK = 429;

/** Where the limiter counts: in memory, by our clock. */
function countsBy(clock: Clock): Store {
  const counts = new AddressCounts(clock, WINDOW_MS);
  return {
    localKeys: true,
    increment(address) {
      const { count, endsAt } = counts.add(address);
      return { totalHits: count, resetTime: endsAt };
    },
    decrement: (address) => counts.forgive(address),
    resetKey: () => undefined,
  };
}

/**
 * Refuses an address that has made more requests than this within a minute, and tells it when to come back. A request
 * that is told to come back, here or further on, does not count.
 * @param detail what the refused client reads
 */
export const requestLimit = (limit: number, detail: string, clock: Clock): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit,
    store: countsBy(clock),
    keyGenerator: (request) => guesserOf(clientOf(request).address),
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    skipFailedRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== COME_BACK,
    handler: (_request, _response, next) => next(new ProblemError('too_many_requests', detail)),
  });
