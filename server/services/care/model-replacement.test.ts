import { describe, expect, it } from 'vitest';
import { PLAN, problemOf, question, useImitatedVendor } from '../../testing/language-model.ts';

const vendor = useImitatedVendor();
const asked = () => vendor.imitation.questions.map(({ body }) => body.model);

const GONE = { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' } as const;
const LISTED = {
  anthropic: ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-sonnet-4-6'],
  openai: ['gpt-6-luna', 'gpt-6.1-sol', 'gpt-5.5', 'text-embedding-3-small'],
};
const NEAREST = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6.1-sol' };

describe.each(['anthropic', 'openai'] as const)('a model of %s that is gone', (provider) => {
  /** As at the vendor's own address, where prices and ends are known. */
  const setUp = async (model?: string) => {
    Object.assign(vendor.imitation, { gone: [GONE[provider]], models: LISTED[provider] });
    return vendor.setUp(provider, { isVendor: true, ...(model && { model }) });
  };

  it('is replaced by the nearest at the first click, which brings a plan; the next one asks that at once', async () => {
    const llm = await setUp();
    expect(await llm.ask(question())).toMatchObject({ text: PLAN, model: NEAREST[provider] });
    expect(asked()).toEqual([GONE[provider], NEAREST[provider]]);
    await llm.ask(question());
    await (await setUp()).ask(question());
    expect(asked().slice(2)).toEqual([NEAREST[provider], NEAREST[provider]]);
    expect(await vendor.ledger()).toMatchObject([
      { model: GONE[provider], error_code: 'llm_unknown_model', tokens_in: 0 },
      { model: NEAREST[provider], error_code: null },
      { model: NEAREST[provider] },
      { model: NEAREST[provider] },
    ]);
  });

  it('is said so, with the price of the other one, whether it is the default or was chosen', async () => {
    const llm = await setUp();
    expect(llm.about()).toMatchObject({
      replacement: null,
      ends_on: provider === 'anthropic' ? '2026-06-15' : '2027-01-14',
    });
    expect(await llm.test()).toMatchObject({ ok: true, model: NEAREST[provider], instead_of: GONE[provider] });
    expect(llm.about().replacement).toEqual({
      model: NEAREST[provider],
      instead_of: GONE[provider],
      chosen: false,
      price: { in_usd: 2, out_usd: 10 },
      ends_on: null,
    });
    expect((await setUp(GONE[provider])).about().replacement).toMatchObject({ chosen: true });
    expect((await setUp(NEAREST[provider])).about()).toMatchObject({
      replacement: null,
      price: { in_usd: 2, out_usd: 10 },
    });
  });

  it('is asked again by a trial, and takes its place again if it has come back', async () => {
    const llm = await setUp();
    await llm.test();
    vendor.imitation.gone = [];
    expect(await llm.test()).toMatchObject({ ok: true, model: GONE[provider], instead_of: null });
    expect(llm.about().replacement).toBeNull();
  });

  it('is replaced anew when the one in its place is gone, too', async () => {
    const llm = await setUp();
    await llm.ask(question());
    const next = provider === 'anthropic' ? 'claude-sonnet-4-6' : 'gpt-5.5';
    vendor.imitation.gone = [GONE[provider], NEAREST[provider]];
    vendor.imitation.models = LISTED[provider].filter((model) => model !== NEAREST[provider]);
    expect(await llm.ask(question())).toMatchObject({ model: next });
    expect(llm.about().replacement).toMatchObject({ model: next });
  });

  it.each([
    ['an empty list', [], /choose another in Settings\./],
    ['a list without its line', ['other-a', 'other-b', 'c', 'd', 'e', 'f', 'g'], /It has .* and 2 more\.$/],
  ])('is told to be gone where there is only %s', async (_what, models, says) => {
    const llm = await setUp();
    vendor.imitation.models = models;
    expect(await problemOf(llm.ask(question()))).toMatchObject({
      code: 'llm_unknown_model',
      words: expect.stringMatching(says),
    });
  });

  it.each([
    ['a file of secrets', { data: [{ id: 'secret-of-the-house', password: 'canary' }] }],
    ['a list of other things', { object: 'list', data: [{ id: 'canary', object: 'file' }] }],
    ['names that are none', { object: 'list', data: [{ id: '<b>canary</b>', object: 'model', type: 'model' }] }],
    ['anything', ['canary']],
    ['nothing', null],
  ])('has no list read from %s', async (_what, body) => {
    const llm = await setUp();
    vendor.imitation.list = () => body;
    const problem = await problemOf(llm.models());
    expect(problem).toMatchObject({ code: 'llm_invalid_answer', words: expect.stringMatching(/no list of models/) });
    expect(problem.all).not.toContain('canary');
    expect((await problemOf(llm.ask(question()))).all).not.toContain('canary');
  });
});

describe('the list of Anthropic', () => {
  it('is read page by page, with what it says of the end of a model', async () => {
    const model = (id: string, more: object = {}) => ({
      type: 'model',
      id,
      display_name: id.toUpperCase(),
      created_at: '2026-09-01T00:00:00Z',
      ...more,
    });
    vendor.imitation.list = (after) =>
      after === null
        ? { data: [model('claude-sonnet-5-5')], has_more: true, last_id: 'claude-sonnet-5-5' }
        : {
            data: [model('claude-sonnet-5', { lifecycle: 'deprecated', retires_at: '2027-03-01T00:00:00Z' })],
            has_more: false,
            last_id: null,
          };
    const llm = await vendor.setUp('anthropic', { isVendor: true, model: 'claude-sonnet-5' });
    expect(await llm.models()).toEqual([
      { id: 'claude-sonnet-5-5', name: 'CLAUDE-SONNET-5-5', price: { in_usd: 2, out_usd: 10 }, ends_on: null },
      { id: 'claude-sonnet-5', name: 'CLAUDE-SONNET-5', price: { in_usd: 2, out_usd: 10 }, ends_on: '2027-03-01' },
    ]);
    expect(llm.about()).toMatchObject({ ends_on: '2027-03-01' });
  });
});

describe("a server of the owner's", () => {
  it('is asked for a model that it has where none was named, without a price', async () => {
    Object.assign(vendor.imitation, { gone: ['gpt-4o'], models: ['llama3.2', 'nomic-embed-text'] });
    const llm = await vendor.setUp('openai', { key: null });
    expect(await llm.ask(question())).toMatchObject({ text: PLAN, model: 'llama3.2' });
    expect(llm.about()).toMatchObject({ price: null, ends_on: null, replacement: { model: 'llama3.2', price: null } });
  });
});
