import { describe, expect, it } from 'vitest';
import { KEY, PLAN, problemOf, PROVIDERS, question, useImitatedVendor } from '../../testing/language-model.ts';

const vendor = useImitatedVendor();

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
