import type { Clock } from '@plantops/shared/clock.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import { connectionFault } from '../../outgoing/connection-faults.ts';
import { guardedFetch, wasForbidden } from '../../outgoing/guarded-fetch.ts';
import type { SendContext, SendResult } from './channel.ts';
import { sendReason, type SendFault } from './send-reasons.ts';
import { answerText, jsonOf, vendorWords } from './vendor-words.ts';

const TIMEOUT_MS = 10_000;
const [SHORTEST_PAUSE_S, LONGEST_PAUSE_S] = [1, 3600];
/** Used if the receiver does not ask for a number of seconds. */
const UNKNOWN_PAUSE_S = 60;

/** What to check if no channel knows better. */
const CHECK_ADDRESS: Words = { en: 'check the address', de: 'prüfe die Adresse' };
export const CHECK_WEBHOOK: Words = { en: 'check the webhook address', de: 'prüfe die Webhook-Adresse' };

/** A field of what a receiver answered; undefined if it has none. */
export const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** An address below that of a server, which may itself be below a path. */
export function below(server: string, path: string): string {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

export interface Post {
  /** Secret: must not appear in any result. */
  url: string;
  method?: 'POST' | 'PATCH' | 'PUT';
  headers?: Readonly<Record<string, string>>;
  /** JSON, unless a header says something else. */
  body: string | Uint8Array<ArrayBuffer>;
  /** The receiver's name in reasons, such as `Discord`. */
  receiver: string;
  /** Extracts the pause in seconds from the body of a 429. Used if there is no `Retry-After` header. */
  pauseIn?: (body: unknown) => unknown;
  /** Extracts what the receiver calls the message from the body of a good answer. */
  idIn?: (body: unknown) => string | undefined;
  /** Good answers that say that nobody got the message. */
  nobodyOn?: readonly number[];
  /** Told of the status of an answer, whatever comes of it. */
  answered?: (status: number) => void;
  /** What the owner should check, by the status of the answer. */
  advice?: Readonly<Partial<Record<number, Words>>>;
  context: SendContext;
}

/** @returns the pause in seconds, from 1 s to 1 h: from the header `Retry-After`, or else from the body */
export function pauseOf(headers: Headers, fromBody: unknown, now: Date): number {
  const seconds = retryAfterS(headers, now) ?? Number(fromBody ?? SHORTEST_PAUSE_S);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, SHORTEST_PAUSE_S), LONGEST_PAUSE_S) : UNKNOWN_PAUSE_S;
}

/** Runs an attempt for at most ten seconds. @returns its result, and whether it was given up */
export async function withinTime<Result>(
  clock: Clock,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<{ result: Result } | { failure: unknown; isLate: boolean }> {
  const late = new AbortController();
  const timer = clock.after(TIMEOUT_MS, () => late.abort());
  try {
    return { result: await attempt(late.signal) };
  } catch (failure) {
    return { failure, isLate: late.signal.aborted };
  } finally {
    timer.cancel();
  }
}

/** Posts JSON. The status of the answer determines the result. Never rejects. */
export async function postJson(post: Post): Promise<SendResult> {
  const { url, method = 'POST', headers, body, receiver: who, context } = post;
  const done = await withinTime(context.clock, async (signal) => {
    const response = await guardedFetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body,
      // A redirect could lead to a host that is not allowed.
      redirect: 'manual',
      signal,
    });
    post.answered?.(response.status);
    return resultOf(response, post);
  });
  if ('result' in done) return done.result;
  if (wasForbidden(done.failure))
    return { outcome: 'refused', reason: sendReason('forbidden', { who }, context.language) };
  const fault = done.isLate ? 'late' : connectionFault(done.failure);
  return { outcome: 'unreachable', reason: sendReason(fault, { who }, context.language) };
}

/** @throws what broke the connection while the answer was read, where that matters */
async function resultOf(response: Response, post: Post): Promise<SendResult> {
  const { receiver: who, pauseIn, idIn, nobodyOn, advice, context } = post;
  const { status } = response;
  if (response.ok && !idIn && !nobodyOn?.includes(status)) {
    // The rest of the answer is not needed, so it is not downloaded.
    await response.body?.cancel().catch(() => undefined);
    return { outcome: 'sent' };
  }
  const text = await answerText(response).catch(() => '');
  if (status === 429)
    return {
      outcome: 'paused',
      retryAfterS: pauseOf(response.headers, pauseIn?.(jsonOf(text)), context.clock.now()),
    };
  if (response.ok && !nobodyOn?.includes(status)) return { outcome: 'sent', remoteId: idIn?.(jsonOf(text)) };
  const told = (fault: SendFault): string =>
    sendReason(
      fault,
      {
        who,
        status,
        said: vendorWords(text, context.secrets),
        advice: advice?.[status] ?? (status === 404 || status === 401 ? CHECK_ADDRESS : undefined),
      },
      context.language,
    );
  if (status >= 500) return { outcome: 'unreachable', reason: told('failing') };
  if (status >= 300 && status < 400) return { outcome: 'unreachable', reason: told('redirect') };
  return { outcome: 'refused', reason: told(response.ok ? 'nobody' : 'rejected') };
}
