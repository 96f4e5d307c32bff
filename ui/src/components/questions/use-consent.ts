import { type Ref, ref } from 'vue';
import { getQuestionConsent, updateQuestionConsent } from '../../api/generated';
import { useToastStore } from '../../stores/toasts';

export interface Consent {
  /** undefined until it is known. */
  isAllowed: Ref<boolean | undefined>;
  isBusy: Ref<boolean>;
  /** Allows questions, or forbids them. @returns whether the server has kept it */
  allow: (allowed: boolean) => Promise<boolean>;
}

/** Whether the owner has allowed that questions are sent to the language model. */
export function useConsent(): Consent {
  const toasts = useToastStore();
  const isAllowed = ref<boolean>();
  const isBusy = ref(false);

  async function load(): Promise<void> {
    // Without an answer it stays unknown, and asking shows what is sent first.
    const answer = await getQuestionConsent({ throwOnError: true }).catch(() => undefined);
    isAllowed.value ??= answer?.data.allowed;
  }

  async function allow(allowed: boolean): Promise<boolean> {
    isBusy.value = true;
    try {
      isAllowed.value = (await updateQuestionConsent({ body: { allowed }, throwOnError: true })).data.allowed;
      return true;
    } catch (failure) {
      toasts.failed(failure);
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  void load();
  return { isAllowed, isBusy, allow };
}
