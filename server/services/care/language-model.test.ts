import { ProblemError } from '@plantops/shared/problem.ts';
import { describe, expect, it } from 'vitest';
import { insertLlmCall } from '../../db/repositories/llm-calls.ts';
import type { LanguageModel } from './language-model.ts';
import { KEY, PLAN, problemOf, PROVIDERS, question, useImitatedVendor } from '../../testing/language-model.ts';

const vendor = useImitatedVendor();

describe('a language model', () => {
  const forever = () => new Promise<void>(() => undefined);

  it.each<[string, number, (llm: LanguageModel) => Promise<unknown>]>([
    ['a question', 60_000, (llm) => llm.ask(question())],
    [
      'a trial, for somebody waits',
      20_000,
      (llm) =>
        llm
          .test()
          .then(({ code }) =>
            Promise.reject(new ProblemError(code === 'llm_timeout' ? code : 'llm_failed', 'as told')),
          ),
    ],
  ])('gives up %s after %d ms, and not before', async (_what, spanMs, ask) => {
    vendor.imitation.usual = { text: PLAN, after: forever() };
    let failed: unknown;
    const asked = ask(await vendor.setUp('openai')).catch((failure: unknown) => (failed = failure));
    await expect.poll(() => vendor.imitation.questions.length).toBe(1);
    await vendor.clock.advance(spanMs - 1);
    expect(failed).toBeUndefined();
    await vendor.clock.advance(1);
    await asked;
    expect(failed).toMatchObject({ code: 'llm_timeout' });
    expect(vendor.clock.timers).toBe(0);
  });

  it('says how long a trial took, and keeps it in the ledger', async () => {
    const answer = Promise.withResolvers<undefined>();
    vendor.imitation.usual = { text: 'OK', after: answer.promise };
    const trial = (await vendor.setUp('openai')).test();
    await expect.poll(() => vendor.imitation.questions.length).toBe(1);
    await vendor.clock.advance(1234);
    answer.resolve(undefined);
    expect(await trial).toMatchObject({ ok: true, latency_ms: 1234 });
    expect((await vendor.database.query('SELECT latency_ms, at FROM llm_calls')).rows).toEqual([
      { latency_ms: 1234, at: vendor.clock.now() },
    ]);
  });

  it('reports progress at once, and then at most four times a second', async () => {
    const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
    vendor.imitation.usual = { raw: delta('a') + delta('bc') + delta('d'), contentType: 'text/event-stream' };
    const progress: number[] = [];
    const llm = await vendor.setUp('openai');
    await llm.ask(question({ onProgress: (characters) => progress.push(characters) }));
    expect(progress).toEqual([1]);
    await llm.ask(question({ onProgress: (characters) => progress.push(characters) }));
    expect(progress, 'of the second question').toEqual([1, 1]);
  });

  it('counts the tokens of this month only, and asks again in the next one', async () => {
    const llm = await vendor.setUp('anthropic', { monthlyTokens: 1555 });
    await llm.ask(question());
    await expect(llm.ask(question())).rejects.toMatchObject({ code: 'llm_budget_used' });
    vendor.clock.set('2026-03-31T23:59:59.999Z');
    await expect(llm.ask(question())).rejects.toMatchObject({ code: 'llm_budget_used' });
    vendor.clock.set('2026-04-01T00:00:00Z');
    expect(await llm.usage()).toEqual({ month: '2026-04', calls: 0, tokens_in: 0, tokens_out: 0, cost_usd: null });
    await llm.ask(question());
    expect(await llm.usage()).toMatchObject({ month: '2026-04', calls: 1, tokens_in: 1234, tokens_out: 321 });
  });

  it('estimates what a month cost, unless a price is not known', async () => {
    const llm = await vendor.setUp('openai', { baseUrl: null });
    const call = { at: vendor.clock.now(), plantId: null, reason: 'user', latencyMs: 1, errorCode: null } as const;
    const record = (model: string, tokensIn: number, tokensOut: number, provider: 'openai' | 'anthropic' = 'openai') =>
      insertLlmCall(vendor.database, { ...call, provider, model, tokensIn, tokensOut });
    expect(await llm.usage()).toEqual({ month: '2026-03', calls: 0, tokens_in: 0, tokens_out: 0, cost_usd: 0 });
    await record('gpt-4o', 1000, 100);
    await record('gpt-4o', 1001, 0);
    await record('claude-opus-4-5', 0, 10_000, 'anthropic');
    await record('of-no-list', 0, 0);
    // 2001 × 2.5 + 100 × 10 + 10 000 × 25 in millionths of a dollar.
    expect(await llm.usage()).toEqual({
      month: '2026-03',
      calls: 4,
      tokens_in: 2001,
      tokens_out: 10_100,
      cost_usd: 0.256,
    });
    await record('of-no-list', 0, 1);
    expect(await llm.usage()).toMatchObject({ calls: 5, tokens_out: 10_101, cost_usd: null });
  });

  it('is asked while there are tokens left, and without end if there is no limit', async () => {
    const enough = await vendor.setUp('anthropic', { monthlyTokens: 1556 });
    await enough.ask(question());
    await enough.ask(question());
    await expect(enough.ask(question())).rejects.toMatchObject({ code: 'llm_budget_used' });
    const without = await vendor.setUp('anthropic', { monthlyTokens: null });
    await without.ask(question());
    expect(vendor.imitation.questions).toHaveLength(3);
  });

  it('may be tried although the tokens are used up', async () => {
    const llm = await vendor.setUp('anthropic', { monthlyTokens: 1 });
    await llm.ask(question());
    expect(await llm.test()).toMatchObject({ ok: true });
  });

  it.each<[string, (llm: LanguageModel) => Promise<unknown>]>([
    ['asked', (llm) => llm.ask(question())],
    ['asked for its models', (llm) => llm.models()],
  ])('that is not set up is not %s', async (_what, ask) => {
    const problem = await problemOf(ask(await vendor.setUp('openai', { key: null, baseUrl: null })));
    expect(problem).toMatchObject({
      code: 'llm_not_configured',
      words: 'No language model is set up: choose a provider and give its API key in Settings.',
    });
    expect(await vendor.ledger()).toEqual([]);
  });

  it('that is not set up says so when it is tried', async () => {
    const llm = await vendor.setUp('openai', { key: null, baseUrl: null });
    expect(await llm.test()).toMatchObject({ ok: false, code: 'llm_not_configured', model: 'gpt-4o', latency_ms: 0 });
  });

  it('asks another model if the question names one', async () => {
    expect(await (await vendor.setUp('openai')).ask(question({ model: 'o9' }))).toMatchObject({ model: 'o9' });
    expect(vendor.imitation.questions[0]?.body).toMatchObject({ model: 'o9' });
  });

  it('gives its answer although the ledger cannot be written', async () => {
    const llm = await vendor.setUp('openai', { monthlyTokens: null });
    await vendor.database.query('ALTER TABLE llm_calls DROP COLUMN latency_ms');
    expect(await llm.ask(question())).toMatchObject({ text: PLAN });
  });

  it('takes an answer that was cut only where a few words will do, as in a trial', async () => {
    vendor.imitation.usual = { cut: 'O' };
    const llm = await vendor.setUp('openai');
    expect(await llm.test()).toMatchObject({ ok: true });
    expect(await problemOf(llm.ask(question()))).toMatchObject({ code: 'llm_invalid_answer' });
    expect(await vendor.ledger()).toMatchObject([
      { reason: 'test', error_code: null },
      { reason: 'user', error_code: 'llm_invalid_answer', tokens_in: 1234 },
      { reason: 'user', error_code: 'llm_invalid_answer', tokens_in: 1234 },
    ]);
  });

  it('gives a model that used up its tokens more room once, and from the start the next time', async () => {
    const llm = await vendor.setUp('openai');
    vendor.imitation.next.push({ cut: '' });
    expect(await llm.ask(question())).toMatchObject({ text: PLAN, tokensIn: 2468, tokensOut: 642 });
    await llm.ask(question());
    await (await vendor.setUp('openai')).ask(question());
    expect(vendor.imitation.questions.map(({ body }) => body.max_completion_tokens)).toEqual([
      4000, 16_000, 16_000, 16_000,
    ]);
    expect(await vendor.ledger()).toMatchObject([
      { error_code: 'llm_invalid_answer' },
      { error_code: null },
      { error_code: null },
      { error_code: null },
    ]);
  });

  it('pays for no second answer once the tokens of the month are used up by the first', async () => {
    vendor.imitation.usual = { cut: '' };
    const llm = await vendor.setUp('openai', { monthlyTokens: 1500 });
    await expect(llm.ask(question())).rejects.toMatchObject({ code: 'llm_budget_used' });
    expect(vendor.imitation.questions).toHaveLength(1);
  });
});

describe.each(PROVIDERS)('a language model asked through %s', (provider) => {
  it('answers, reports its progress, and records its cost in the ledger', async () => {
    const llm = await vendor.setUp(provider, { model: 'a-model' });
    const progress: number[] = [];
    expect(await llm.ask(question({ onProgress: (characters) => progress.push(characters) }))).toEqual({
      text: PLAN,
      provider,
      model: 'a-model',
      tokensIn: 1234,
      tokensOut: 321,
    });
    expect(progress.length).toBeGreaterThan(0);
    expect(await vendor.ledger()).toEqual([
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

  it('may also be a server that does not stream', async () => {
    vendor.imitation.streams = false;
    expect(await (await vendor.setUp(provider)).ask(question())).toMatchObject({
      text: PLAN,
      tokensIn: 1234,
      tokensOut: 321,
    });
  });

  it('is shown its answer and the fault when it must repair it', async () => {
    await (
      await vendor.setUp(provider)
    ).ask(question({ repair: { answer: 'Water it!', fault: 'The answer is not JSON' } }));
    const messages = vendor.imitation.questions[0]?.body.messages as { role: string; content: string }[];
    expect(messages.slice(-2)).toEqual([
      { role: 'assistant', content: 'Water it!' },
      { role: 'user', content: expect.stringContaining('The answer is not JSON') },
    ]);
  });

  it('is tested by asking for one word, and the test says what is wrong', async () => {
    const llm = await vendor.setUp(provider, { model: 'a-model' });
    expect(await llm.test()).toMatchObject({ ok: true, model: 'a-model', code: null, error: null });
    expect(JSON.stringify(vendor.imitation.questions[0]?.body)).toContain('the word OK');
    vendor.imitation.key = 'another';
    expect(await llm.test()).toMatchObject({
      ok: false,
      code: 'llm_wrong_key',
      error: expect.stringMatching(/refused the API key/),
    });
    expect(await vendor.ledger()).toEqual([
      expect.objectContaining({ plant_id: null, reason: 'test', error_code: null }),
      expect.objectContaining({ reason: 'test', error_code: 'llm_wrong_key' }),
    ]);
  });

  it('has its models listed with the key', async () => {
    vendor.imitation.key = KEY;
    expect((await (await vendor.setUp(provider)).models()).map(({ id }) => id).sort()).toEqual(['model-a', 'model-b']);
    vendor.imitation.key = 'another';
    expect((await problemOf((await vendor.setUp(provider)).models())).code).toBe('llm_wrong_key');
  });

  it('is not asked once the tokens of the month are used up', async () => {
    const llm = await vendor.setUp(provider, { monthlyTokens: 1500 });
    await llm.ask(question());
    expect(await problemOf(llm.ask(question()))).toMatchObject({
      code: 'llm_budget_used',
      words: expect.stringMatching(/1,500 tokens of this month are used up/),
    });
    expect(vendor.imitation.questions).toHaveLength(1);
  });
});
