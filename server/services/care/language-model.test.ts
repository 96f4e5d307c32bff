import { LLMock } from '@copilotkit/aimock';
import { CARE_PLAN_FORM } from '@plantops/nodes/llm/core.ts';
import { careAdvice } from '@plantops/shared/testing/care-fixtures.ts';
import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { LlmQuestion } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { type Behaviour, LlmImitation } from '../../e2e/harness/llm-imitation.ts';
import { freePort } from '../../testing/place.ts';
import { LanguageModel } from './language-model.ts';
import { LlmSettings } from './llm-settings.ts';
import { SecretBox } from '../settings/secret-box.ts';

const databases = useTestDatabases();
const KEY = 'sk-canary-1234567890abcd';
const PROVIDERS = ['anthropic', 'openai'] as const;
const PLAN = JSON.stringify(careAdvice());
const NOW = new Date('2026-03-08T12:00:00Z');

let database: Database;
let imitation: LlmImitation;

beforeEach(async () => {
  database = await databases.pool();
  imitation = new LlmImitation();
  imitation.usual = { text: PLAN };
  await imitation.start();
});
afterEach(() => imitation.stop());

interface Setup {
  model?: string;
  baseUrl?: string;
  key?: string | null;
  monthlyTokens?: number | null;
  deadlineMs?: number;
}

/** A model that is set up to ask the imitation, or whoever is at `baseUrl`. */
async function setUp(
  provider: LlmProvider,
  { model, baseUrl = imitation.url, key = KEY, monthlyTokens, deadlineMs = 5000 }: Setup = {},
): Promise<LanguageModel> {
  const settings = new LlmSettings({
    database,
    box: new SecretBox('ab'.repeat(32)),
    environment: { anthropic: undefined, openai: undefined },
    log: silentLog,
  });
  await settings.update({
    provider,
    base_url: provider === 'openai' ? `${baseUrl}/v1` : baseUrl,
    ...(key ? { api_key: key } : {}),
    ...(model ? { model } : {}),
    ...(monthlyTokens === undefined ? {} : { monthly_tokens: monthlyTokens }),
  });
  return new LanguageModel({ database, settings, clock: { now: () => NOW }, log: silentLog, deadlineMs });
}

const question = (overrides: Partial<LlmQuestion> = {}): LlmQuestion => ({
  request: { plantId: 'plant_1', reason: 'user' },
  instructions: 'You are a gardener.',
  input: 'Make a care plan.',
  form: CARE_PLAN_FORM,
  maxTokens: 4000,
  ...overrides,
});

/** The problem that asking ends in, and all of it that anybody could print. */
async function problemOf(work: Promise<unknown>): Promise<{ code: string; words: string; all: string }> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ProblemError)) throw new Error(`no problem, but ${String(failure)}`);
  return {
    code: failure.code,
    words: failure.message,
    all: `${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`,
  };
}

const ledger = async () =>
  (
    await database.query(
      'SELECT plant_id, reason, provider, model, tokens_in, tokens_out, error_code FROM llm_calls ORDER BY id',
    )
  ).rows as unknown[];

describe.each(PROVIDERS)('asked through %s', (provider) => {
  it('it answers, tells how far it is, and what it cost is in the ledger', async () => {
    const llm = await setUp(provider, { model: 'a-model' });
    const progress: number[] = [];
    expect(await llm.ask(question({ onProgress: (characters) => progress.push(characters) }))).toEqual({
      text: PLAN,
      provider,
      model: 'a-model',
      tokensIn: 1234,
      tokensOut: 321,
    });
    expect(progress.length).toBeGreaterThan(0);
    expect(await ledger()).toEqual([
      {
        plant_id: 'plant_1',
        reason: 'user',
        provider,
        model: 'a-model',
        tokens_in: 1234,
        tokens_out: 321,
        error_code: null,
      },
    ]);
    expect(await llm.usage()).toMatchObject({ month: '2026-03', calls: 1, tokens_in: 1234, tokens_out: 321 });
  });

  it('a server that does not stream is understood as well', async () => {
    imitation.streams = false;
    expect(await (await setUp(provider)).ask(question())).toMatchObject({ text: PLAN, tokensIn: 1234, tokensOut: 321 });
  });

  it('it is shown its answer and the fault when it must repair it', async () => {
    await (await setUp(provider)).ask(question({ repair: { answer: 'Water it!', fault: 'The answer is not JSON' } }));
    const messages = imitation.questions[0]?.body.messages as { role: string; content: string }[];
    expect(messages.slice(-2)).toEqual([
      { role: 'assistant', content: 'Water it!' },
      { role: 'user', content: expect.stringContaining('The answer is not JSON') },
    ]);
  });

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
      Array.from({ length: 3 }, () => ({ status: 500, headers: { 'retry-after-ms': '1' } })),
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
    ['an answer that was cut', 'llm_invalid_answer', [{ cut: PLAN.slice(0, 100) }], /stopped in the midst/],
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
  ])('%s is told as %s', async (_what, code, behaviours, says) => {
    imitation.next.push(...behaviours);
    const problem = await problemOf((await setUp(provider)).ask(question()));
    expect(problem).toMatchObject({ code, words: expect.stringMatching(says) });
    expect(problem.words.length).toBeLessThan(400);
    expect(problem.all).not.toContain(KEY);
    expect(await ledger()).toEqual([expect.objectContaining({ error_code: code })]);
  });

  it('a server that hangs is given up at the deadline', async () => {
    imitation.usual = { hang: true };
    expect(await problemOf((await setUp(provider, { deadlineMs: 300 })).ask(question()))).toMatchObject({
      code: 'llm_timeout',
      words: expect.stringMatching(/gave no answer within/),
    });
  });

  it('an address where nobody listens is told', async () => {
    const llm = await setUp(provider, { baseUrl: `http://127.0.0.1:${await freePort()}` });
    expect(await problemOf(llm.ask(question()))).toMatchObject({
      code: 'llm_unreachable',
      words: expect.stringMatching(/nobody listens at this address/),
    });
  });

  it('a fault that passes is retried', async () => {
    imitation.next.push(
      { status: 500, headers: { 'retry-after-ms': '1' } },
      { status: 429, headers: { 'retry-after-ms': '1' } },
    );
    expect((await (await setUp(provider)).ask(question())).text).toBe(PLAN);
    expect(imitation.questions).toHaveLength(3);
  });

  it('the test asks for a word, and tells what is wrong in words', async () => {
    const llm = await setUp(provider, { model: 'a-model' });
    expect(await llm.test()).toMatchObject({ ok: true, model: 'a-model', code: null, error: null });
    expect(JSON.stringify(imitation.questions[0]?.body)).toContain('the word OK');
    imitation.key = 'another';
    expect(await llm.test()).toMatchObject({
      ok: false,
      code: 'llm_wrong_key',
      error: expect.stringMatching(/refused the API key/),
    });
    expect(await ledger()).toEqual([
      expect.objectContaining({ plant_id: null, reason: 'test', error_code: null }),
      expect.objectContaining({ reason: 'test', error_code: 'llm_wrong_key' }),
    ]);
  });

  it('its models are listed with the key', async () => {
    imitation.key = KEY;
    expect((await (await setUp(provider)).models()).map(({ id }) => id).sort()).toEqual(['model-a', 'model-b']);
    imitation.key = 'another';
    expect((await problemOf((await setUp(provider)).models())).code).toBe('llm_wrong_key');
  });

  it('nothing is asked once the tokens of the month are used up', async () => {
    const llm = await setUp(provider, { monthlyTokens: 1500 });
    await llm.ask(question());
    expect(await problemOf(llm.ask(question()))).toMatchObject({
      code: 'llm_budget_used',
      words: expect.stringMatching(/1,500 tokens of this month are used up/),
    });
    expect(imitation.questions).toHaveLength(1);
  });

  it('a published imitation of the vendor is understood, streaming, in the form that was asked for', async () => {
    const other = new LLMock({ port: 0 });
    other.onMessage(
      /care plan/,
      provider === 'anthropic'
        ? { toolCalls: [{ name: 'care_plan', arguments: PLAN }], usage: { input_tokens: 70, output_tokens: 30 } }
        : { content: PLAN, usage: { prompt_tokens: 70, completion_tokens: 30 } },
    );
    await other.start();
    try {
      const llm = await setUp(provider, { baseUrl: other.url });
      const answer = await llm.ask(question());
      expect(JSON.parse(answer.text)).toEqual(careAdvice());
      expect(answer).toMatchObject({ tokensIn: 70, tokensOut: 30 });
      for (let tries = 0; tries < 3; tries += 1)
        other.nextRequestError(429, { message: 'slow down', type: 'rate_limit_error' });
      expect((await problemOf(llm.ask(question()))).code).toBe('llm_rate_limited');
      other.nextRequestError(401, { message: 'bad key', type: 'authentication_error' });
      expect((await problemOf(llm.ask(question()))).code).toBe('llm_wrong_key');
    } finally {
      await other.stop();
    }
  });
});

describe('Anthropic', () => {
  it('makes models up to 4.1, the default among them, call a tool', async () => {
    await (await setUp('anthropic')).ask(question());
    expect(imitation.questions[0]).toMatchObject({
      path: '/v1/messages',
      body: {
        model: 'claude-sonnet-4-20250514',
        system: 'You are a gardener.',
        tool_choice: { type: 'tool', name: 'care_plan' },
        tools: [{ name: 'care_plan', input_schema: { type: 'object' } }],
      },
    });
    expect(imitation.questions[0]?.body).not.toHaveProperty('output_config');
  });

  it('gives later models the form itself', async () => {
    await (await setUp('anthropic', { model: 'claude-sonnet-4-5' })).ask(question());
    expect(imitation.questions[0]?.body).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } },
    });
    expect(imitation.questions[0]?.body).not.toHaveProperty('tools');
    expect(JSON.stringify(imitation.questions[0]?.body)).not.toMatch(/maxLength|minimum/);
  });

  it('is found at a base URL with /v1 at its end as well', async () => {
    expect((await (await setUp('anthropic', { baseUrl: `${imitation.url}/v1` })).ask(question())).text).toBe(PLAN);
    expect(imitation.questions[0]?.path).toBe('/v1/messages');
  });
});

describe('OpenAI', () => {
  it('is given the form, without what its strict mode refuses', async () => {
    await (await setUp('openai')).ask(question());
    expect(imitation.questions[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'gpt-4o',
        max_completion_tokens: 4000,
        response_format: { type: 'json_schema', json_schema: { name: 'care_plan', strict: true } },
      },
    });
    expect(JSON.stringify(imitation.questions[0]?.body)).not.toMatch(/maxLength|minLength/);
  });

  it('that knows no schemas is asked for JSON, with the schema in words', async () => {
    imitation.next.push({
      status: 400,
      type: 'invalid_request_error',
      message: "'response_format.type' must be 'json_object' or 'text'",
    });
    expect((await (await setUp('openai')).ask(question())).text).toBe(PLAN);
    expect(imitation.questions[1]?.body).toMatchObject({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(imitation.questions[1]?.body.messages)).toContain('every_days');
  });

  it("of one's own needs no key", async () => {
    const llm = await setUp('openai', { key: null });
    expect(llm.isReady()).toBe(true);
    expect((await llm.ask(question())).text).toBe(PLAN);
  });

  it('does not list models that cannot chat', async () => {
    imitation.models = ['gpt-4o', 'text-embedding-3-small', 'whisper-1', 'gpt-4o-realtime-preview', 'gpt-4.1'];
    expect((await (await setUp('openai')).models()).map(({ id }) => id)).toEqual(['gpt-4.1', 'gpt-4o']);
  });
});

describe('what is in the environment', () => {
  afterEach(() => {
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'OPENAI_API_KEY', 'OPENAI_ORG_ID'])
      Reflect.deleteProperty(process.env, name);
  });

  it.each(PROVIDERS)("of the vendors' own libraries is not used by %s", async (provider) => {
    Object.assign(process.env, {
      ANTHROPIC_API_KEY: 'from-environment',
      ANTHROPIC_AUTH_TOKEN: 'from-environment',
      OPENAI_API_KEY: 'from-environment',
      OPENAI_ORG_ID: 'from-environment',
    });
    await (await setUp(provider)).ask(question());
    expect(JSON.stringify(imitation.questions[0]?.headers)).not.toContain('from-environment');
    expect(JSON.stringify(imitation.questions[0]?.headers)).toContain(KEY);
  });
});
