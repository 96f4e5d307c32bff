import { retryAfterS } from '@plantops/shared/retry-after.ts';
import type { SendResult } from './channel.ts';

const TIMEOUT_MS = 10_000;
const [SHORTEST_PAUSE_S, LONGEST_PAUSE_S] = [1, 3600];
/** Where the receiver says something that is no number of seconds. */
const UNKNOWN_PAUSE_S = 60;

export interface Post {
  /** Secret: it appears in no result. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** JSON. */
  body: string;
  /** What reasons call the receiver, such as `Discord`. */
  receiver: string;
  /** The pause that the body of a 429 asks for, where the header does not, in seconds. */
  pauseIn?: (body: unknown) => unknown;
}

/** A pause in seconds, from the header `Retry-After` or else what the body said, within 1 s and 1 h. */
export function pauseOf(headers: Headers, fromBody: unknown): number {
  const seconds = retryAfterS(headers) ?? Number(fromBody ?? SHORTEST_PAUSE_S);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, SHORTEST_PAUSE_S), LONGEST_PAUSE_S) : UNKNOWN_PAUSE_S;
}

/** Posts JSON and reads from the status what came of it. Never throws. */
export async function postJson({ url, headers, body, receiver, pauseIn }: Post): Promise<SendResult> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      // Another address than the one that was allowed is not called.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (failure) {
    const late = failure instanceof Error && failure.name === 'TimeoutError';
    return {
      outcome: 'unreachable',
      reason: late ? `${receiver} did not answer in time` : `${receiver} cannot be reached`,
    };
  }
  const { status } = response;
  if (status === 429) {
    const said: unknown = pauseIn && (await response.json().catch(() => undefined));
    return { outcome: 'paused', retryAfterS: pauseOf(response.headers, pauseIn?.(said)) };
  }
  // Nobody reads what else it says, however much that is.
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
