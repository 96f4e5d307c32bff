import { KEPT_KINDS, type KeptKind, type KeptMonths } from '@plantops/shared/settings/retention.ts';
import { computed, ref } from 'vue';
import { changeRetention, getRetention, previewRetention, type Removal } from '../../api/generated';
import { useFetched } from '../../composables/use-fetched';
import { useToastStore } from '../../stores/toasts';
import { text } from '../../messages/text';

/** What can be chosen (months); null: for ever. */
const CHOICES = [1, 3, 6, 12, 24, 36, 60, 120, null];

/**
 * How long readings and figures are kept, and a choice that is not saved yet. What would be removed is said before it is
 * saved.
 */
export function useRetention(settled: () => void) {
  const toasts = useToastStore();
  const { data: kept, error, load } = useFetched(() => getRetention({ throwOnError: true }), settled);
  const chosen = ref<Partial<KeptMonths>>({});
  const removals = ref<Removal[]>([]);
  const isBusy = ref(false);

  const months = computed<KeptMonths | undefined>(() => kept.value && { ...kept.value.months, ...chosen.value });
  const isChanged = computed(() => KEPT_KINDS.some((kind) => months.value?.[kind] !== kept.value?.months[kind]));
  /** What can be chosen for a kind: at least as long as what its figures are made from. */
  const choicesOf = (kind: KeptKind): (number | null)[] => {
    const finer = KEPT_KINDS[KEPT_KINDS.indexOf(kind) - 1];
    const least = (finer && months.value?.[finer]) ?? (finer ? Infinity : 0);
    const present = kept.value?.months[kind] ?? null;
    return [...new Set([...CHOICES, present])]
      .filter((choice) => (choice ?? Infinity) >= least)
      .sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  };

  /** Also keeps longer what would otherwise go before what it is made from. */
  function choose(kind: KeptKind, choice: number | null): void {
    const next = { ...chosen.value, [kind]: choice };
    for (const longer of KEPT_KINDS.slice(KEPT_KINDS.indexOf(kind) + 1)) {
      const now = longer in next ? next[longer] : kept.value?.months[longer];
      if ((now ?? Infinity) < (choice ?? Infinity)) next[longer] = choice;
    }
    chosen.value = next;
  }

  /** @param words what is said once it is saved */
  function apply(agreed: boolean, words: string): Promise<boolean> {
    return toasts.tell(async () => {
      const { data } = await changeRetention({
        body: { months: months.value as KeptMonths, agreed },
        throwOnError: true,
      });
      kept.value = data;
      chosen.value = {};
      removals.value = [];
      return words;
    });
  }

  /** Saves, or asks first where something would go. */
  async function save(): Promise<void> {
    isBusy.value = true;
    try {
      const { data } = await previewRetention({ body: months.value as KeptMonths, throwOnError: true });
      removals.value = data;
      if (data.length === 0) await apply(false, text('settings.kept.saved'));
    } catch (failure) {
      toasts.failed(failure);
    }
    isBusy.value = false;
  }

  /** Saves what was asked about. */
  async function agree(): Promise<void> {
    isBusy.value = true;
    await apply(true, text('settings.kept.removing'));
    isBusy.value = false;
  }

  return { kept, error, load, months, choicesOf, choose, isChanged, save, agree, removals, isBusy };
}
