import type { Clock } from '@plantops/shared/clock.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';
import { guardedFetch, wasForbidden } from '../../outgoing/guarded-fetch.ts';
import type { SendResult } from './channel.ts';

const TIMEOUT_MS = 10_000;
const [SHORTEST_PAUSE_S, LONGEST_PAUSE_S] = [1, 3600];
/** Used if the receiver does not ask for a number of seconds. */
const UNKNOWN_PAUSE_S = 60;

export interface Post {
  /** Secret: must not appear in any result. */
  url: string;
  method?: 'POST' | 'PATCH';
  headers?: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
  /** The receiver's name in reasons, such as `Discord`. */
  receiver: string;
  /** Extracts the pause in seconds from the body of a 429. Used if there is no `Retry-After` header. */
  pauseIn?: (body: unknown) => unknown;
  /** Extracts what the receiver calls the message from the body of a good answer. */
  idIn?: (body: unknown) => string | undefined;
  clock: Clock;
}

/** @returns the pause in seconds, from 1 s to 1 h: from the header `Retry-After`, or else from the body */
export function pauseOf(headers: Headers, fromBody: unknown, now: Date): number {
  const seconds = retryAfterS(headers, now) ?? Number(fromBody ?? SHORTEST_PAUSE_S);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, SHORTEST_PAUSE_S), LONGEST_PAUSE_S) : UNKNOWN_PAUSE_S;
}

/** Posts JSON. The status of the answer determines the result. Never rejects. */
export async function postJson(post: Post): Promise<SendResult> {
  const { url, method = 'POST', headers, body, receiver, clock } = post;
  const late = new AbortController();
  const timer = clock.after(TIMEOUT_MS, () => late.abort());
  try {
    const response = await guardedFetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      // A redirect could lead to a host that is not allowed.
      redirect: 'manual',
      signal: late.signal,
    });
    return await resultOf(response, post);
  } catch (failure) {
    if (wasForbidden(failure))
      return { outcome: 'refused', reason: `${receiver} is at an address inside of a cloud, which is never called` };
    return {
      outcome: 'unreachable',
      reason: late.signal.aborted ? `${receiver} did not answer in time` : `${receiver} cannot be reached`,
    };
  } finally {
    timer.cancel();
  }
}

async function resultOf(response: Response, { receiver, pauseIn, idIn, clock }: Post): Promise<SendResult> {
  const { status } = response;
  if (status === 429) {
    const said: unknown = pauseIn && (await response.json().catch(() => undefined));
    return { outcome: 'paused', retryAfterS: pauseOf(response.headers, pauseIn?.(said), clock.now()) };
  }
  if (response.ok && idIn) {
    const said: unknown = await response.json().catch(() => undefined);
    return { outcome: 'sent', remoteId: idIn(said) };
  }
  // The rest of the answer is not needed, so it is not downloaded.
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return { outcome: 'sent' };
  if (status >= 500) return { outcome: 'unreachable', reason: `${receiver} answered ${status}` };
  if (status >= 300 && status < 400)
    return {
      outcome: 'unreachable',
      reason: `${receiver} answered ${status}, a redirect, which is not followed: check the webhook address`,
    };
  return {
    outcome: 'refused',
    reason: `${receiver} refused the message with ${status}${status === 404 || status === 401 ? ': check the webhook address' : ''}`,
  };
}
