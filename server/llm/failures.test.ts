import { describe, expect, it } from 'vitest';
import { KEY, PLAN, problemOf, PROVIDERS, question, useImitatedVendor } from '../testing/language-model.ts';
import type { Behaviour } from '../testing/llm-imitation.ts';
import { freePort } from '../testing/place.ts';

const vendor = useImitatedVendor();

describe.each(PROVIDERS)('asked through %s', (provider) => {
  it.each<[string, string, Behaviour[], RegExp]>([
    [
      'a wrong key',
      'llm_wrong_key',
      [{ status: 401, type: 'authentication_error', message: `invalid key ${KEY}` }],
      /refused the API key: check it in Settings/,
    ],
    ['a key without rights', 'llm_wrong_key', [{ status: 403, type: 'permission_error' }], /refused the API key/],
    [
      'an unknown model',
      'llm_unknown_model',
      [{ status: 404, type: 'not_found_error', message: 'model: no-such', code: 'model_not_found' }],
      /does not know the model .*choose another.*base URL/,
    ],
    [
      'no credit',
      'llm_no_credit',
      [{ status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' }],
      /no credit/,
    ],
    [
      'a quota that is used up',
      'llm_no_credit',
      Array.from({ length: 3 }, () => ({
        status: 429,
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        message: 'You exceeded your current quota',
        headers: { 'retry-after-ms': '1' },
      })),
      /no credit/,
    ],
    [
      'a pause of days',
      'llm_rate_limited',
      [{ status: 429, type: 'rate_limit_error', headers: { 'retry-after': '999999' } }],
      /try again in 12 days/,
    ],
    [
      'too many requests, again and again',
      'llm_rate_limited',
      Array.from({ length: 3 }, () => ({ status: 429, type: 'rate_limit_error', headers: { 'retry-after-ms': '1' } })),
      /no more requests at the moment/,
    ],
    [
      'an overload',
      'llm_rate_limited',
      Array.from({ length: 3 }, () => ({ status: 529, type: 'overloaded_error', headers: { 'retry-after-ms': '1' } })),
      /overloaded/,
    ],
    [
      'a fault of the server',
      'llm_failed',
      Array.from({ length: 12 }, () => ({ status: 500, headers: { 'retry-after-ms': '1' } })),
      /has a fault \(status 500\)/,
    ],
    [
      'a request that is not taken',
      'llm_failed',
      [
        {
          status: 400,
          type: 'invalid_request_error',
          message: `max_tokens is too large for ${KEY}\u0000 ` + 'x'.repeat(400),
        },
      ],
      /status 400\): .*max_tokens is too large for \*\*\*\*/,
    ],
    ['a refusal', 'llm_refused', [{ refusal: true }], /refused to answer/],
    [
      'an answer that was cut, also with more room',
      'llm_invalid_answer',
      [{ cut: PLAN.slice(0, 100) }, { cut: PLAN.slice(0, 200) }],
      /used up all its tokens before its answer was whole/,
    ],
    [
      'a page instead of an answer',
      'llm_invalid_answer',
      [{ raw: '<html>Welcome</html>', contentType: 'text/html' }],
      /not the interface of .*check the base URL/,
    ],
    [
      'JSON that is none',
      'llm_invalid_answer',
      [{ raw: '{"content": [', contentType: 'application/json' }],
      /cannot be read/,
    ],
    [
      'a stream of nonsense',
      'llm_invalid_answer',
      [{ raw: 'event: content_block_delta\ndata: {"type": \n\n', contentType: 'text/event-stream' }],
      /cannot be read/,
    ],
    ['a connection that breaks', 'llm_unreachable', [{ dropAfter: PLAN }], /the connection broke/],
    [
      'a redirect',
      'llm_unreachable',
      Array.from({ length: 3 }, () => ({ redirect: 'http://127.0.0.1:1/elsewhere' })),
      /sends requests elsewhere/,
    ],
  ])('reports %s as %s', async (_what, code, behaviours, says) => {
    vendor.imitation.next.push(...behaviours);
    vendor.imitation.models = [];
    const llm = await vendor.setUp(provider);
    const problem = await problemOf(vendor.withoutPauses(llm.ask(question())));
    expect(problem).toMatchObject({ code, words: expect.stringMatching(says) });
    expect(problem.words.length).toBeLessThan(400);
    expect(problem.all).not.toContain(KEY);
    const calls = behaviours.filter((behaviour) => 'cut' in behaviour).length || 1;
    expect(await vendor.ledger()).toEqual(
      Array.from({ length: calls }, () => expect.objectContaining({ error_code: code })),
    );
  });

  it('gives up at the deadline when a server hangs', async () => {
    vendor.imitation.usual = { hang: true };
    const asked = problemOf((await vendor.setUp(provider)).ask(question()));
    await expect.poll(() => vendor.imitation.questions.length).toBe(1);
    await vendor.clock.advance(60_000);
    expect(await asked).toMatchObject({
      code: 'llm_timeout',
      words: expect.stringMatching(/gave no answer within 60 seconds/),
    });
    expect(await vendor.ledger()).toEqual([expect.objectContaining({ error_code: 'llm_timeout' })]);
  });

  it('reports an address where nobody listens', async () => {
    const llm = await vendor.setUp(provider, { baseUrl: `http://127.0.0.1:${await freePort()}` });
    expect(await problemOf(vendor.withoutPauses(llm.ask(question())))).toMatchObject({
      code: 'llm_unreachable',
      words: expect.stringMatching(/nobody listens at this address/),
    });
  });

  it('retries after a temporary fault', async () => {
    vendor.imitation.next.push(
      { status: 500, headers: { 'retry-after-ms': '1' } },
      { status: 429, headers: { 'retry-after-ms': '1' } },
    );
    const llm = await vendor.setUp(provider);
    expect((await vendor.withoutPauses(llm.ask(question()))).text).toBe(PLAN);
    expect(vendor.imitation.questions).toHaveLength(3);
    expect(vendor.clock.timers).toBe(0);
  });
});
