import { ref, type Ref, shallowRef } from 'vue';
import { messageOf } from '../../api/client';
import { useFetched } from '../../composables/use-fetched';
import { useToastStore } from '../../stores/toasts';

interface AccessList<Entry, Made> {
  list: () => Promise<{ data: Entry[] }>;
  /** Makes another one, where the owner can; it may throw. */
  make?: (name: string) => Promise<{ data: Made }>;
  /** Called once the list is there. */
  ready?: () => void;
}

/**
 * Who or what has access: the list, making another one, and what is done with one of them, about which the owner is asked
 * first where it cannot be undone.
 */
export function useAccessList<Entry extends { id: string }, Made extends { id: string } = never>({
  list,
  make,
  ready = () => undefined,
}: AccessList<Entry, Made>) {
  const toasts = useToastStore();
  const { data: entries, error, load } = useFetched(list, ready);
  const name = ref('');
  /** What was made last, with its secret, which is shown this once. */
  const made: Ref<Made | undefined> = shallowRef();
  const makeError = ref<string>();
  const isMaking = ref(false);
  const isAsking = ref(false);
  /** The id of that with which something is being done; empty for all of them. */
  const busyId = ref<string>();

  async function add(): Promise<void> {
    if (!make) return;
    isMaking.value = true;
    makeError.value = undefined;
    try {
      made.value = (await make(name.value)).data;
      name.value = '';
      await load();
    } catch (failure) {
      makeError.value = messageOf(failure);
    } finally {
      isMaking.value = false;
    }
  }

  /** Does something with one of them, or with all if `id` is empty, and tells what came of it. */
  async function act(id: string, work: () => Promise<string>): Promise<void> {
    busyId.value = id;
    await toasts.tell(work);
    busyId.value = undefined;
    isAsking.value = false;
    await load();
  }

  /** Its secret is of no use any more. */
  function forget(id: string): void {
    if (made.value?.id === id) made.value = undefined;
  }

  return { entries, error, load, name, made, makeError, isMaking, add, isAsking, busyId, act, forget };
}
