import { computed, reactive, ref, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import type { ChannelSettings } from '../../api/generated';
import { text } from '../../messages/text';
import { inLanguage } from '../../messages/words';
import type { NotificationProps } from './save-notifications';

/** The form for a channel: a draft that can be saved. Fields with sealed values stay empty. */
export function useChannelForm(channel: () => ChannelSettings, save: NotificationProps['save']) {
  const draft = reactive<Record<string, string>>({});
  const errors = ref<Record<string, string>>({});
  const isSaving = ref(false);

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

  const label = computed(() => inLanguage(channel().label));

  /** @returns whether it was saved; if not, the fields say why */
  async function submit(): Promise<boolean> {
    const { name } = channel();
    isSaving.value = true;
    errors.value = {};
    try {
      await save({ channels: { [name]: changes.value } }, text('settings.channel.saved', { channel: label.value }));
      discard();
      return true;
    } catch (failure) {
      const fields = failure instanceof ApiError ? failure.fields : {};
      const known = channel().fields.flatMap((field) => {
        const detail = fields[`/channels/${name}/${field.name}`];
        return detail === undefined ? [] : [[field.name, detail] as const];
      });
      const [first] = channel().fields;
      errors.value = Object.fromEntries(known.length > 0 || !first ? known : [[first.name, messageOf(failure)]]);
      return false;
    } finally {
      isSaving.value = false;
    }
  }

  return {
    draft,
    errors,
    label,
    canSave: computed(() => Object.keys(changes.value).length > 0 && isComplete.value),
    isSaving,
    submit,
  };
}
