import { type Ref, ref } from 'vue';
import { messageOf } from '../../api/client';
import type { NotificationSettings, UpdateNotificationSettings } from '../../api/generated';

/** Props of the components for the notification settings. */
export interface NotificationProps {
  settings: NotificationSettings;
  /** Saves changes and shows a toast; `before` are the values that undo restores, if it is offered. @throws ApiError */
  save: (changes: UpdateNotificationSettings, words: string, before?: UpdateNotificationSettings) => Promise<void>;
}

/** Saves as `save` does, for a form that shows that it is busy and, in the owner's words, why it did not work. */
export function useSaving(save: NotificationProps['save']): {
  isSaving: Ref<boolean>;
  error: Ref<string | undefined>;
  put: NotificationProps['save'];
} {
  const isSaving = ref(false);
  const error = ref<string>();

  async function put(...what: Parameters<NotificationProps['save']>): Promise<void> {
    isSaving.value = true;
    error.value = undefined;
    try {
      await save(...what);
    } catch (failure) {
      error.value = messageOf(failure);
    } finally {
      isSaving.value = false;
    }
  }
  return { isSaving, error, put };
}
