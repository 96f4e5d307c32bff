import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import { computed, type ComputedRef, reactive, ref, type Ref, watch } from 'vue';
import { ApiError, messageOf, problemWords } from '../../api/client';
import { listLlmModels, type LlmModel, type LlmSettings, testLlm, type UpdateLlmSettings } from '../../api/generated';
import { text } from '../../messages/text';

interface Draft {
  provider: LlmProvider | 'none';
  /** If empty, the stored key is kept. */
  key: string;
  /** Null or empty for the provider's default. */
  model: string | null;
  baseUrl: string;
}

export interface AdvisorForm {
  draft: Draft;
  state: ComputedRef<{
    isDirty: boolean;
    isIncomplete: boolean;
    needsKey: boolean;
    isOwnServer: boolean;
    canList: boolean;
  }>;
  models: { items: LlmModel[]; isLoading: boolean; failure: string | undefined };
  errors: Ref<{ key?: string; model?: string; baseUrl?: string }>;
  isSaving: Ref<boolean>;
  isTesting: Ref<boolean>;
  result: Ref<{ ok: boolean; words: string } | undefined>;
  submit: () => Promise<void>;
  test: () => Promise<void>;
  removeKey: () => Promise<unknown>;
  loadModels: () => Promise<void>;
  discard: () => void;
}

/**
 * The form for the advisor's settings: a draft that can be saved, discarded and tested.
 * @param save stores changes; throws if the server refuses them
 * @param asked called after a request to the provider, because it may have changed the usage
 */
export function useAdvisorForm(
  settings: () => LlmSettings,
  save: (changes: UpdateLlmSettings, words: string) => Promise<void>,
  asked: () => void,
): AdvisorForm {
  const stored = (): Draft => {
    const { provider, model, base_url: baseUrl, default_models: defaults } = settings();
    return {
      provider: provider ?? 'none',
      key: '',
      model: provider === null || model === defaults[provider] ? null : model,
      baseUrl: baseUrl ?? '',
    };
  };
  const draft = reactive(stored());
  const models = reactive<AdvisorForm['models']>({ items: [], isLoading: false, failure: undefined });
  const errors = ref<{ key?: string; model?: string; baseUrl?: string }>({});
  const isSaving = ref(false);
  const isTesting = ref(false);
  const result = ref<{ ok: boolean; words: string }>();

  const state = computed(() => {
    const before = stored();
    const isElsewhere = draft.provider !== before.provider || draft.baseUrl.trim() !== before.baseUrl;
    const isOwnServer = draft.provider === 'openai' && draft.baseUrl.trim() !== '';
    const needsKey = isElsewhere || settings().api_key === null;
    return {
      isDirty: isElsewhere || draft.key !== '' || (draft.model ?? '') !== (before.model ?? ''),
      isIncomplete: draft.provider !== 'none' && needsKey && !isOwnServer && draft.key.trim() === '',
      needsKey,
      isOwnServer,
      canList: settings().ready && !isElsewhere,
    };
  });

  function discard(): void {
    Object.assign(draft, stored());
    errors.value = {};
  }

  async function test(): Promise<void> {
    isTesting.value = true;
    result.value = undefined;
    try {
      const { data } = await testLlm({ throwOnError: true });
      const failure = problemWords({ code: data.code ?? '', detail: data.error ?? '' });
      result.value = {
        ok: data.ok,
        words: data.ok
          ? text(data.instead_of === null ? 'advisor.testOk' : 'advisor.testOk.instead', {
              model: data.model ?? '',
              other: data.instead_of ?? '',
              n: data.latency_ms,
            })
          : failure,
      };
    } catch (failure) {
      result.value = { ok: false, words: messageOf(failure) };
    } finally {
      isTesting.value = false;
      asked();
    }
  }

  /** @param isLast resets the draft to the stored settings after saving @returns whether it was saved */
  async function put(changes: UpdateLlmSettings, words: string, isLast = true): Promise<boolean> {
    isSaving.value = true;
    errors.value = {};
    result.value = undefined;
    try {
      await save(changes, words);
      if (isLast) discard();
      return true;
    } catch (failure) {
      const fields = failure instanceof ApiError ? failure.fields : {};
      errors.value = {
        ...(fields['/model'] && { model: fields['/model'] }),
        ...(fields['/base_url'] && { baseUrl: fields['/base_url'] }),
        ...(fields['/api_key'] && { key: fields['/api_key'] }),
      };
      if (Object.keys(errors.value).length === 0) result.value = { ok: false, words: messageOf(failure) };
      return false;
    } finally {
      isSaving.value = false;
    }
  }

  async function submit(): Promise<void> {
    if (draft.provider === 'none') {
      await put({ provider: null }, text('advisor.off'));
      return;
    }
    const { needsKey, isOwnServer } = state.value;
    const key = draft.key.trim();
    const changes: UpdateLlmSettings = {
      provider: draft.provider,
      model: draft.model?.trim() || null,
      base_url: draft.baseUrl.trim() || null,
      ...(key && { api_key: key }),
    };
    // The stored key belongs to another server. It is removed, so that the owner's server does not receive it.
    if (
      !key &&
      needsKey &&
      isOwnServer &&
      settings().api_key !== null &&
      !(await put({ api_key: null }, text('advisor.key.removed'), false))
    )
      return;
    if (await put(changes, text('advisor.saved'))) await test();
  }

  async function loadModels(): Promise<void> {
    const { provider } = draft;
    models.isLoading = true;
    models.failure = undefined;
    try {
      const { data } = await listLlmModels({ throwOnError: true });
      if (provider === draft.provider) models.items = data;
    } catch (failure) {
      if (provider === draft.provider) models.failure = messageOf(failure);
    } finally {
      models.isLoading = false;
    }
  }

  watch(
    () => draft.provider,
    () => {
      models.items = [];
      models.failure = undefined;
      // Key, model and address of one provider are useless for another.
      const before = stored();
      Object.assign(draft, draft.provider === before.provider ? before : { key: '', model: null, baseUrl: '' });
    },
  );

  return {
    draft,
    state,
    models,
    errors,
    isSaving,
    isTesting,
    result,
    submit,
    test,
    removeKey: () => put({ api_key: null }, text('advisor.key.removed')),
    loadModels,
    discard,
  };
}
