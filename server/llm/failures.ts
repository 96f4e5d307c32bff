/**
 * Turns a failed request to a vendor into a problem worded for the owner. Errors of the vendors' libraries never leave
 * this file, because they contain headers.
 */
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import { type ProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import { retryAfterS } from '@plantops/shared/retry-after.ts';
import type { Deadline } from './deadline.ts';
import { type Connection, ForeignAnswer } from './vendor.ts';

export interface About {
  provider: LlmProvider;
  model: string;
  connection: Connection;
  deadline: Deadline;
}

/** The fields of both libraries' errors that are used here. */
interface LibraryFailure {
  status?: unknown;
  headers?: unknown;
  /** The kind of error. It is also set if a stream fails after it has begun, when there is no status any more. */
  type?: unknown;
  code?: unknown;
  message: string;
  cause?: unknown;
}

const NAMES: Readonly<Record<LlmProvider, string>> = { anthropic: 'Anthropic', openai: 'OpenAI' };
const LONGEST_QUOTE = 200;

const NO_CREDIT = /credit balance|insufficient_quota|exceeded your current quota|billing|spend(?:ing)? limit|payment/i;
const NO_MODEL =
  /model[^.]{0,80}(?:not (?:found|exist|supported|available)|does not exist|unknown|invalid|retired|deprecated|shut down|no longer)|model_not_found|(?:unknown|invalid|no such) model|not have access to (?:the )?model/i;

/** Whether a server says that it has no such model. */
export const isNoModel = (said: string): boolean => NO_MODEL.test(said);

/** Whether a server says that the account has no credit. */
export const isNoCredit = (said: string): boolean => NO_CREDIT.test(said);

/** Why a connection failed, by Node.js network error code. */
const NETWORK: Readonly<Record<string, string>> = {
  FORBIDDEN_ADDRESS:
    'its name leads to an address inside of a cloud or link-local, which is never called: check the base URL',
  ENOTFOUND: 'its name cannot be found: check the internet connection and the base URL',
  EAI_AGAIN: 'its name cannot be looked up: check the internet connection',
  ECONNREFUSED: 'nobody listens at this address: check the base URL, and whether the server there runs',
  ECONNRESET: 'the connection broke: try again',
  UND_ERR_SOCKET: 'the connection broke: try again',
  ETIMEDOUT: 'it does not answer: check the network',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer: check the network',
  EHOSTUNREACH: 'there is no way to this address: check the network',
  ENETUNREACH: 'there is no way to this address: check the network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
};

const place = ({ provider, connection }: About): string =>
  connection.baseUrl ? `The server at ${new URL(connection.baseUrl).host}` : NAMES[provider];

/** A vendor's message, with the API key masked. */
function quoted(message: string, { apiKey }: Connection): string {
  const plain = message.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  const harmless = apiKey ? plain.replaceAll(apiKey, '****') : plain;
  return harmless.length > LONGEST_QUOTE ? `${harmless.slice(0, LONGEST_QUOTE)}…` : harmless;
}

/** `in 20 seconds`, `in 3 hours`. */
function inTime(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  const count = Math.max(1, Math.round(seconds / size));
  return `in ${count} ${name}${count === 1 ? '' : 's'}`;
}

/** An error and its chain of causes. */
function* causes(failure: unknown): Generator<LibraryFailure> {
  for (let at = failure, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) yield at;
}

function networkProblem(failure: LibraryFailure, about: About): ProblemError {
  const all = [...causes(failure)];
  if (all.some(({ message }) => /redirect/i.test(message)))
    return problem(
      'llm_unreachable',
      `${place(about)} sends requests elsewhere, which is not followed with a key: set its final address as the base URL.`,
    );
  const code = all
    .map(({ code: name }) => name)
    .find((name): name is string => typeof name === 'string' && name in NETWORK);
  return problem(
    'llm_unreachable',
    `${place(about)} cannot be reached: ${code ? NETWORK[code] : 'the connection broke, try again'}.`,
  );
}

function statusProblem(status: number, failure: LibraryFailure, about: About): ProblemError {
  const said = `${typeof failure.code === 'string' ? failure.code : ''} ${failure.message}`;
  const who = place(about);
  if (status === 402 || (status !== 401 && NO_CREDIT.test(said)))
    return problem(
      'llm_no_credit',
      `${who} says that the account has no credit, or has reached its limit: add credit there, then try again.`,
    );
  if (status === 401 || (status === 403 && !NO_MODEL.test(said)))
    return problem('llm_wrong_key', `${who} refused the API key: check it in Settings, or make a new one there.`);
  if (status === 404 || status === 410 || NO_MODEL.test(said)) {
    const hint = about.connection.baseUrl
      ? ' Check the base URL, too: those of OpenAI-compatible servers usually end in /v1.'
      : '';
    return problem(
      'llm_unknown_model',
      `${who} does not know the model ${about.model}: choose another in Settings.${hint}`,
    );
  }
  if (status === 429) {
    const wait =
      failure.headers instanceof Headers ? retryAfterS(failure.headers, about.deadline.clock.now()) : undefined;
    return problem(
      'llm_rate_limited',
      `${who} takes no more requests at the moment: try again ${wait === undefined ? 'in a few minutes' : inTime(wait)}.`,
    );
  }
  if (status === 529 || status === 503)
    return problem('llm_rate_limited', `${who} is overloaded (status ${status}): try again in a few minutes.`);
  if (status >= 500) return problem('llm_failed', `${who} has a fault (status ${status}): try again later.`);
  return problem(
    'llm_failed',
    `${who} did not accept the request (status ${status}): ${quoted(failure.message, about.connection)}`,
  );
}

const problem = (code: ProblemCode, detail: string): ProblemError => new ProblemError(code, detail);

/** @param failure whatever was thrown @returns a problem without a cause */
export function problemOf(failure: unknown, about: About): ProblemError {
  if (failure instanceof ProblemError) return failure;
  if (about.deadline.hasPassed)
    return problem(
      'llm_timeout',
      `${place(about)} ${about.deadline.howItPassed}: try again, or choose a faster model.`,
    );
  if (failure instanceof ForeignAnswer)
    return problem(
      'llm_invalid_answer',
      `${place(about)} gave ${failure.message}, which is not the interface of ${NAMES[about.provider]}: check the base URL.`,
    );
  if (failure instanceof SyntaxError)
    return problem(
      'llm_invalid_answer',
      `${place(about)} gave an answer that cannot be read: try again, and check the base URL.`,
    );
  if (!(failure instanceof Error)) return problem('llm_failed', `${place(about)} failed.`);
  const { status, type } = failure as LibraryFailure;
  if (typeof status === 'number') return statusProblem(status, failure, about);
  return typeof type === 'string'
    ? statusProblem(type === 'overloaded_error' ? 529 : 500, failure, about)
    : networkProblem(failure, about);
}
