import { computed, reactive, ref, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import { type ChannelSettings, type TestResult, testNotifications } from '../../api/generated';
import { text } from '../../messages/text';
import { inLanguage } from '../../messages/words';
import type { NotificationProps } from './save-notifications';

/** The form for a channel: a draft that can be saved, removed and tested. Fields with sealed values stay empty. */
export function useChannelForm(channel: () => ChannelSettings, save: NotificationProps['save']) {
  const draft = reactive<Record<string, string>>({});
  const errors = ref<Record<string, string>>({});
  const isSaving = ref(false);
  const isTesting = ref(false);
  const result = ref<TestResult>();

  const shownOf = ({ kind, value }: ChannelSettings['fields'][number]): string =>
    kind === 'text' && channel().source === 'settings' ? (value ?? '') : '';
  function discard(): void {
    for (const field of channel().fields) draft[field.name] = shownOf(field);
  }
  // Watches only the fields: other changes, such as of waiting messages, must not discard what is being typed.
  watch(() => JSON.stringify(channel().fields), discard, { immediate: true });

  /** Unsaved changes by field name; null if a text was cleared. */
  const changes = computed(() =>
    Object.fromEntries(
      channel().fields.flatMap((field) => {
        const typed = (draft[field.name] ?? '').trim();
        return typed === shownOf(field) ? [] : [[field.name, typed || null]];
      }),
    ),
  );
  const isComplete = computed(
    () =>
      channel().source === 'settings' ||
      channel().fields.every(({ name, required }) => !required || changes.value[name]),
  );

  async function put(values: Record<string, string | null> | null, words: string): Promise<void> {
    const { name } = channel();
    isSaving.value = true;
    errors.value = {};
    result.value = undefined;
    try {
      await save({ channels: { [name]: values } }, words);
      discard();
    } catch (failure) {
      const fields = failure instanceof ApiError ? failure.fields : {};
      const known = channel().fields.flatMap((field) => {
        const detail = fields[`/channels/${name}/${field.name}`];
        return detail === undefined ? [] : [[field.name, detail] as const];
      });
      const [first] = channel().fields;
      errors.value = Object.fromEntries(known.length > 0 || !first ? known : [[first.name, messageOf(failure)]]);
    } finally {
      isSaving.value = false;
    }
  }

  const label = computed(() => inLanguage(channel().label));
  const submit = () => put(changes.value, text('settings.channel.saved', { channel: label.value }));
  const remove = () => put(null, text('settings.channel.removed', { channel: label.value }));

  async function test(): Promise<void> {
    isTesting.value = true;
    result.value = undefined;
    try {
      result.value = (await testNotifications({ body: { channel: channel().name }, throwOnError: true })).data;
    } catch (failure) {
      result.value = { ok: false, latency_ms: 0, error: messageOf(failure), channels: [] };
    } finally {
      isTesting.value = false;
    }
  }

  return {
    draft,
    errors,
    label,
    canSave: computed(() => Object.keys(changes.value).length > 0 && isComplete.value),
    isSaving,
    isTesting,
    result,
    submit,
    remove,
    test,
  };
}
