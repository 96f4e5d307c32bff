import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { messageOf } from '../api/client';
import { type Durability, getSystemChecks } from '../api/generated';
import { inOrder } from '../composables/in-order';

/** Whether what devices send is kept, as the server finds it; kept up to date by live events once it is known. */
export const useSystemStore = defineStore('system', () => {
  /** Undefined until it is asked for, or something has changed. */
  const durability = ref<Durability>();
  /** Why it could not be asked for. */
  const error = ref<string>();
  const order = inOrder();

  /** Takes what a live event says. */
  function changed(event: Durability): void {
    order.changed();
    durability.value = event;
  }

  /** Asks the server. A failure leaves what is known. */
  async function load(): Promise<void> {
    const isNews = order.ask();
    try {
      const { data } = await getSystemChecks({ throwOnError: true });
      if (!isNews()) return;
      durability.value = data;
      error.value = undefined;
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    }
  }

  const isFailing = computed(() => durability.value?.state === 'failing');
  return { durability, error, isFailing, changed, load };
});
