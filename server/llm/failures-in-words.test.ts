import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { describe, expect, it } from 'vitest';
import { Deadline } from './deadline.ts';
import { type About, problemOf } from './failures.ts';
import { ForeignAnswer } from './vendor.ts';

const KEY = 'sk-canary-1234';
const clock = new FakeClock('2026-01-07T12:00:00Z');
const about = (overrides: Partial<About> = {}): About => ({
  provider: 'anthropic',
  model: 'a-model',
  connection: { apiKey: KEY, baseUrl: undefined },
  deadline: new Deadline(60_000, clock),
  ...overrides,
});
const OWN = about({ connection: { apiKey: undefined, baseUrl: 'http://plants.local:11434/v1' } });

/** A failure as the vendors' libraries throw it. */
const failed = (fields: object, message = 'oops') => Object.assign(new Error(message), fields);
const wordsOf = (failure: unknown, where = about()): string => {
  const { code, message } = problemOf(failure, where);
  return `${code}: ${message}`;
};

describe('what failed', () => {
  it('is told as it is if it is a problem already', () => {
    const problem = new ProblemError('llm_refused', 'no');
    expect(problemOf(problem, about())).toBe(problem);
  });

  it('has no cause, because that could hold the key', () => {
    expect(problemOf(failed({ status: 500 }), about()).cause).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['nothing that was thrown', undefined, 'llm_failed: Anthropic failed.'],
    ['text that was thrown', 'oops', 'llm_failed: Anthropic failed.'],
    [
      'an answer of another kind',
      new ForeignAnswer('an answer of type text/html'),
      'llm_invalid_answer: Anthropic gave an answer of type text/html, which is not the interface of Anthropic: check the base URL.',
    ],
    [
      'JSON that is none',
      new SyntaxError('Unexpected token'),
      'llm_invalid_answer: Anthropic gave an answer that cannot be read: try again, and check the base URL.',
    ],
    [
      'an overload in the midst of a stream',
      failed({ type: 'overloaded_error' }),
      'llm_rate_limited: Anthropic is overloaded (status 529): try again in a few minutes.',
    ],
    [
      'another failure in the midst of a stream',
      failed({ type: 'api_error' }),
      'llm_failed: Anthropic has a fault (status 500): try again later.',
    ],
  ])('is told: %s', (_what, failure, words) => {
    expect(wordsOf(failure)).toBe(words);
  });

  it('after the deadline is that it took too long, whatever it was', async () => {
    const deadline = new Deadline(20_400, clock);
    await clock.advance(20_400);
    expect(wordsOf(failed({ status: 401 }), about({ deadline }))).toBe(
      'llm_timeout: Anthropic gave no answer within 20 seconds: try again, or choose a faster model.',
    );
  });
});

describe('a status', () => {
  const NO_CREDIT =
    'llm_no_credit: Anthropic says that the account has no credit, or has reached its limit: add credit there, then try again.';
  const WRONG_KEY = 'llm_wrong_key: Anthropic refused the API key: check it in Settings, or make a new one there.';
  const NO_MODEL = 'llm_unknown_model: Anthropic does not know the model a-model: choose another in Settings.';

  it.each<[number, object, string, string]>([
    [402, {}, 'pay', NO_CREDIT],
    [400, {}, 'Your credit balance is too low', NO_CREDIT],
    [429, { code: 'insufficient_quota' }, 'no', NO_CREDIT],
    [403, {}, 'billing is off', NO_CREDIT],
    [401, {}, 'check billing', WRONG_KEY],
    [401, {}, 'no', WRONG_KEY],
    [403, {}, 'no', WRONG_KEY],
    [404, {}, 'no', NO_MODEL],
    [400, {}, 'The model x does not exist', NO_MODEL],
    [400, { code: 'model_not_found' }, 'no', NO_MODEL],
    [429, {}, 'slow', 'llm_rate_limited: Anthropic takes no more requests at the moment: try again in a few minutes.'],
    [529, {}, 'busy', 'llm_rate_limited: Anthropic is overloaded (status 529): try again in a few minutes.'],
    [503, {}, 'busy', 'llm_rate_limited: Anthropic is overloaded (status 503): try again in a few minutes.'],
    [500, {}, 'oops', 'llm_failed: Anthropic has a fault (status 500): try again later.'],
    [599, {}, 'oops', 'llm_failed: Anthropic has a fault (status 599): try again later.'],
    [499, {}, 'oops', 'llm_failed: Anthropic did not accept the request (status 499): oops'],
    [422, { code: 7 }, 'too odd', 'llm_failed: Anthropic did not accept the request (status 422): too odd'],
  ])('of %d with %j and "%s" is told', (status, fields, message, words) => {
    expect(wordsOf(failed({ status, ...fields }, message))).toBe(words);
  });

  it('of a server of the own is told with its host, and what its base URL looks like', () => {
    expect(wordsOf(failed({ status: 404 }), OWN)).toBe(
      'llm_unknown_model: The server at plants.local:11434 does not know the model a-model: choose another in Settings. Check the base URL, too: those of OpenAI-compatible servers usually end in /v1.',
    );
  });

  it.each([
    ['1', 'in 1 second'],
    ['0', 'in 1 second'],
    ['59', 'in 59 seconds'],
    ['60', 'in 1 minute'],
    ['90', 'in 2 minutes'],
    ['3599', 'in 60 minutes'],
    ['3600', 'in 1 hour'],
    ['10800', 'in 3 hours'],
    ['86400', 'in 1 day'],
    ['172800', 'in 2 days'],
    ['Wed, 07 Jan 2026 15:00:20 GMT', 'in 3 hours'],
  ])('of 429 that asks to wait %s says: try again %s', (seconds, words) => {
    const failure = failed({ status: 429, headers: new Headers({ 'retry-after': seconds }) });
    expect(wordsOf(failure)).toMatch(new RegExp(`try again ${words}\\.$`));
  });

  it('quotes the vendor, without control characters, without the key, and not at length', () => {
    const said = `  bad\u0000\u0007 key ${KEY} and ${KEY} ${'x'.repeat(300)}`;
    const quote = `bad  key **** and **** ${'x'.repeat(300)}`.slice(0, 200);
    expect(wordsOf(failed({ status: 400 }, said))).toBe(
      `llm_failed: Anthropic did not accept the request (status 400): ${quote}…`,
    );
    expect(wordsOf(failed({ status: 400 }, 'x'.repeat(200)))).toMatch(/: x{200}$/);
    expect(wordsOf(failed({ status: 400 }, 'no key at all'), OWN)).toMatch(/no key at all$/);
  });
});

describe('a connection that fails', () => {
  const because = (code: string, depth = 1): Error =>
    depth === 0 ? failed({ code }) : new Error('Connection error.', { cause: because(code, depth - 1) });

  it.each([
    ['ENOTFOUND', 'its name cannot be found: check the internet connection and the base URL'],
    ['EAI_AGAIN', 'its name cannot be looked up: check the internet connection'],
    ['ECONNREFUSED', 'nobody listens at this address: check the base URL, and whether the server there runs'],
    ['ECONNRESET', 'the connection broke: try again'],
    ['ETIMEDOUT', 'it does not answer: check the network'],
    ['EHOSTUNREACH', 'there is no way to this address: check the network'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['ESOMETHING', 'the connection broke, try again'],
  ])('with %s is told: %s', (code, words) => {
    expect(wordsOf(because(code))).toBe(`llm_unreachable: Anthropic cannot be reached: ${words}.`);
  });

  it('is told by a cause that lies four deep, and not deeper, for causes may go in circles', () => {
    expect(wordsOf(because('ENOTFOUND', 4))).toContain('its name cannot be found');
    expect(wordsOf(because('ENOTFOUND', 5))).toContain('the connection broke, try again');
  });

  it('without any code is told', () => {
    expect(wordsOf(new Error('Connection error.'), OWN)).toBe(
      'llm_unreachable: The server at plants.local:11434 cannot be reached: the connection broke, try again.',
    );
    expect(wordsOf(failed({ code: 7 }))).toContain('the connection broke, try again');
  });

  it('because of a redirect says what to do', () => {
    expect(wordsOf(new Error('Connection error.', { cause: new TypeError('unexpected redirect') }))).toBe(
      'llm_unreachable: Anthropic sends requests elsewhere, which is not followed with a key: set its final address as the base URL.',
    );
  });
});
