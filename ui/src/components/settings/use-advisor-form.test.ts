import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { ApiError } from '../../api/client';
import type { LlmSettings, UpdateLlmSettings } from '../../api/generated';
import { useLanguage } from '../../messages/text';
import { problem, settled } from '../../testing/fake-server';
import { llmSettings } from '../../testing/settings-samples';
import { onScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useAdvisorForm } from './use-advisor-form';

const TEST = '/api/settings/llm/test';
const MODELS = '/api/settings/llm/models';

const save = vi.fn<(changes: UpdateLlmSettings, words: string) => Promise<void>>();
const asked = vi.fn();
beforeEach(() => {
  save.mockReset().mockResolvedValue(undefined);
  asked.mockReset();
  server.answer('POST', TEST, { ok: true, latency_ms: 40, model: 'claude', instead_of: null, code: null, error: null });
});

const none = (): LlmSettings => llmSettings({ provider: null, model: null, api_key: null, ready: false });
const ownServer = (more: Partial<LlmSettings> = {}): LlmSettings =>
  llmSettings({ provider: 'openai', model: 'local', base_url: 'http://own:1234', api_key: null, ...more });

function form(first: LlmSettings = llmSettings()) {
  const settings = ref(first);
  return { ...onScreen(() => useAdvisorForm(() => settings.value, save, asked)).it, settings };
}

describe('the form of the advisor', () => {
  it.each([
    { case: 'no provider', settings: none(), draft: { provider: 'none', key: '', model: null, baseUrl: '' } },
    {
      case: 'the usual model',
      settings: llmSettings(),
      draft: { provider: 'anthropic', key: '', model: null, baseUrl: '' },
    },
    {
      case: 'a model of the owner’s choice',
      settings: ownServer(),
      draft: { provider: 'openai', key: '', model: 'local', baseUrl: 'http://own:1234' },
    },
  ])('begins with $case', ({ settings, draft }) => {
    const opened = form(settings);
    expect(opened.draft).toEqual(draft);
    expect(opened.state.value.isDirty).toBe(false);
  });

  it.each([
    { change: { key: 'new' }, dirty: true },
    { change: { model: 'other' }, dirty: true },
    { change: { model: '' }, dirty: false },
    { change: { baseUrl: '  ' }, dirty: false },
    { change: { baseUrl: 'http://x' }, dirty: true },
    { change: { provider: 'openai' as const }, dirty: true },
  ])('with $change is changed: $dirty', ({ change, dirty }) => {
    const { draft, state } = form();
    Object.assign(draft, change);
    expect(state.value.isDirty).toBe(dirty);
  });

  it('needs a key for another provider or server, unless that is the owner’s own', async () => {
    const { draft, state } = form();
    expect(state.value).toMatchObject({ needsKey: false, isIncomplete: false, isOwnServer: false, canList: true });
    draft.provider = 'openai';
    await settled();
    expect(state.value).toMatchObject({ needsKey: true, isIncomplete: true, isOwnServer: false, canList: false });
    draft.key = '  ';
    expect(state.value.isIncomplete).toBe(true);
    draft.key = 'sk';
    expect(state.value.isIncomplete).toBe(false);
    Object.assign(draft, { key: '', baseUrl: 'http://own' });
    expect(state.value).toMatchObject({ needsKey: true, isIncomplete: false, isOwnServer: true });
    draft.provider = 'none';
    await settled();
    expect(state.value).toMatchObject({ isIncomplete: false, isOwnServer: false });
  });

  it('is incomplete without a stored key, and lists no models until it is ready', () => {
    expect(form(llmSettings({ api_key: null, ready: false })).state.value).toMatchObject({
      isIncomplete: true,
      canList: false,
    });
  });

  it('drops key, model and address of one provider for another, and has them back with it', async () => {
    const { draft, models } = form(ownServer());
    Object.assign(draft, { key: 'half-typed' });
    models.items = [{ id: 'local', name: 'Local', price: null, ends_on: null }];
    draft.provider = 'anthropic';
    await settled();
    expect([draft, models.items]).toEqual([{ provider: 'anthropic', key: '', model: null, baseUrl: '' }, []]);
    draft.provider = 'openai';
    await settled();
    expect(draft).toEqual({ provider: 'openai', key: '', model: 'local', baseUrl: 'http://own:1234' });
  });

  it('keeps a half-typed key while the usage changes', async () => {
    const { draft, settings } = form();
    draft.key = 'half';
    settings.value = llmSettings({ usage: { ...settings.value.usage, calls: 5 } });
    await settled();
    expect(draft.key).toBe('half');
  });

  it('is discarded with its errors', async () => {
    const { draft, errors, discard, submit } = form();
    draft.model = 'bad';
    save.mockRejectedValue(new ApiError(422, { errors: [{ pointer: '/model', detail: 'Unknown.' }] }));
    await submit();
    expect(errors.value).toEqual({ model: 'Unknown.' });
    discard();
    expect([draft.model, errors.value]).toEqual([null, {}]);
  });
});

describe('saving the advisor', () => {
  it('sends key, model and address without spaces, then tests it', async () => {
    const { draft, submit, result, isSaving, settings } = form();
    draft.provider = 'openai';
    await settled();
    Object.assign(draft, { key: ' sk ', model: ' gpt ', baseUrl: ' http://own ' });
    save.mockImplementation(async () => {
      expect(isSaving.value).toBe(true);
      settings.value = ownServer({ model: 'gpt', base_url: 'http://own', api_key: '****' });
    });
    await submit();
    expect(save.mock.calls.map(([changes]) => changes)).toEqual([
      { provider: 'openai', model: 'gpt', base_url: 'http://own', api_key: 'sk' },
    ]);
    expect([draft.key, isSaving.value, result.value?.ok, asked.mock.calls.length]).toEqual(['', false, true, 1]);
    expect(result.value?.words).toMatch(/claude.*40/);
  });

  it('sends null for what is left to the provider, and no key that was not typed', async () => {
    const { draft, submit } = form();
    draft.model = ' ';
    await submit();
    expect(save.mock.calls[0]?.[0]).toEqual({ provider: 'anthropic', model: null, base_url: null });
  });

  it('as off tests nothing', async () => {
    const { draft, submit } = form();
    draft.provider = 'none';
    await settled();
    await submit();
    expect([save.mock.calls.map(([changes]) => changes), asked.mock.calls]).toEqual([[{ provider: null }], []]);
  });

  it('for a server of the owner first removes the stored key, which is of another', async () => {
    const { draft, submit } = form();
    draft.provider = 'openai';
    await settled();
    draft.baseUrl = 'http://own';
    await submit();
    expect(save.mock.calls.map(([changes]) => changes)).toEqual([
      { api_key: null },
      { provider: 'openai', model: null, base_url: 'http://own' },
    ]);
  });

  it('for a server of the owner sends nothing there if the key cannot be removed', async () => {
    const { draft, submit, result } = form();
    draft.provider = 'openai';
    await settled();
    draft.baseUrl = 'http://own';
    save.mockRejectedValue(new ApiError(503, { detail: 'Away.' }));
    await submit();
    expect([save.mock.calls.length, result.value, draft.baseUrl]).toEqual([
      1,
      { ok: false, words: 'Away.' },
      'http://own',
    ]);
  });

  it.each([
    { case: 'none is stored', stored: ownServer(), typed: { baseUrl: 'http://other' } },
    {
      case: 'a new one is typed',
      stored: llmSettings({ provider: 'openai' }),
      typed: { baseUrl: 'http://x', key: 'k' },
    },
    {
      case: 'it is of the same server',
      stored: ownServer({ api_key: '****' }),
      typed: { model: 'other' },
    },
  ])('removes no key where $case', async ({ stored, typed }) => {
    const { draft, submit } = form(stored);
    Object.assign(draft, typed);
    await submit();
    expect(save.mock.calls.map(([changes]) => changes.provider)).toEqual(['openai']);
  });

  it('that is refused keeps what was typed, says at each field what is wrong, and tests nothing', async () => {
    const { draft, submit, errors, result, isSaving } = form();
    draft.key = 'wrong';
    save.mockRejectedValue(
      new ApiError(422, {
        detail: 'No.',
        errors: [
          { pointer: '/model', detail: 'Unknown model.' },
          { pointer: '/base_url', detail: 'No address.' },
          { pointer: '/api_key', detail: 'Wrong key.' },
        ],
      }),
    );
    await submit();
    expect(errors.value).toEqual({ model: 'Unknown model.', baseUrl: 'No address.', key: 'Wrong key.' });
    expect([draft.key, result.value, isSaving.value, asked.mock.calls]).toEqual(['wrong', undefined, false, []]);
    save.mockRejectedValue(new Error('a bug'));
    await submit();
    expect([errors.value, result.value?.ok]).toEqual([{}, false]);
  });

  it('removes the key alone', async () => {
    const { removeKey, draft } = form();
    draft.key = 'half';
    await removeKey();
    expect([save.mock.calls[0]?.[0], draft.key]).toEqual([{ api_key: null }, '']);
  });
});

describe('testing the advisor', () => {
  it('tells why it failed, in the owner’s language where that is known', async () => {
    server.answer('POST', TEST, {
      ok: false,
      latency_ms: 1,
      model: null,
      code: 'plant_not_found',
      error: 'In English.',
    });
    const { test, result } = form();
    await test();
    expect(result.value).toEqual({ ok: false, words: 'In English.' });
    await useLanguage('de');
    await test();
    expect(result.value?.words).toMatch(/Pflanze/);
    server.answer('POST', TEST, {
      ok: false,
      latency_ms: 1,
      model: null,
      instead_of: null,
      code: 'new_code',
      error: 'In English.',
    });
    await test();
    expect(result.value?.words).toBe('In English.');
    server.answer('POST', TEST, { ok: false, latency_ms: 1, model: null, instead_of: null, code: null, error: null });
    await test();
    expect(result.value).toEqual({ ok: false, words: '' });
  });

  it('is told while it lasts, and counts as a request also if it fails', async () => {
    const held = server.hold('POST', TEST);
    const { test, result, isTesting } = form();
    const testing = test();
    await settled();
    expect([isTesting.value, asked.mock.calls.length]).toEqual([true, 0]);
    await held.lose();
    await testing;
    expect([isTesting.value, asked.mock.calls.length, result.value?.ok]).toEqual([false, 1, false]);
    expect(result.value?.words).toMatch(/reach/);
  });
});

describe('the models', () => {
  it('are those of the provider', async () => {
    const held = server.hold('GET', MODELS);
    const { loadModels, models } = form();
    const loading = loadModels();
    await settled();
    expect(models.isLoading).toBe(true);
    await held.answer([{ id: 'a', name: 'A' }]);
    await loading;
    expect(models).toEqual({ items: [{ id: 'a', name: 'A' }], isLoading: false, failure: undefined });
  });

  it.each([
    { case: 'an answer', end: (held: ReturnType<typeof server.hold>) => held.answer([{ id: 'a', name: 'A' }]) },
    { case: 'a failure', end: (held: ReturnType<typeof server.hold>) => held.lose() },
  ])('of the provider before do not come with $case that was on its way', async ({ end }) => {
    const held = server.hold('GET', MODELS);
    const { loadModels, models, draft } = form();
    const loading = loadModels();
    await settled();
    draft.provider = 'openai';
    await settled();
    await end(held);
    await loading;
    expect(models).toEqual({ items: [], isLoading: false, failure: undefined });
  });

  it('that cannot be loaded say why, until they are asked for again', async () => {
    server.answer('GET', MODELS, problem(502, { detail: 'Away.' }));
    const { loadModels, models, draft } = form();
    await loadModels();
    expect(models).toMatchObject({ isLoading: false, failure: 'Away.' });
    const held = server.hold('GET', MODELS);
    const loading = loadModels();
    await settled();
    expect(models.failure).toBeUndefined();
    await held.lose();
    await loading;
    draft.provider = 'openai';
    await settled();
    expect(models.failure).toBeUndefined();
  });
});
