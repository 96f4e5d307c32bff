import { onMounted, ref, type Ref } from 'vue';
import { messageOf } from '../api/client';
import { inOrder } from './in-order';
import { whenBack } from './when-back';

export interface Fetched<T> {
  /** Undefined until it is loaded. */
  data: Ref<T | undefined>;
  /** Why it could not be loaded, as a message. */
  error: Ref<string | undefined>;
  load: () => Promise<void>;
}

/**
 * Data from the server, requested when the component is mounted.
 * @param settled called after the first answer or failure
 */
export function useFetched<T>(ask: () => Promise<{ data: T }>, settled?: () => void): Fetched<T> {
  const data: Ref<T | undefined> = ref();
  const error = ref<string>();
  const order = inOrder();

  async function load(): Promise<void> {
    const isNews = order.ask();
    error.value = undefined;
    try {
      const answer = await ask();
      if (isNews()) data.value = answer.data;
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    }
  }

  whenBack(() => error.value !== undefined, load);
  onMounted(() => load().then(settled));
  return { data, error, load };
}
