import { onMounted, ref, type Ref } from 'vue';
import { messageOf } from '../api/client';

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

  async function load(): Promise<void> {
    error.value = undefined;
    try {
      data.value = (await ask()).data;
    } catch (failure) {
      error.value = messageOf(failure);
    }
  }

  onMounted(() => load().then(settled));
  return { data, error, load };
}
