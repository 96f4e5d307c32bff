import { computed, type ComputedRef, onBeforeUnmount, ref, type Ref, watch } from 'vue';
import { getNotificationSettings, listNotices, type Notice, type NotificationSettings } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { useGardenStore } from '../../stores/garden';

const DAY_MS = 24 * 60 * 60_000;
const ASK_EVERY_MS = 30_000;

export interface Outbox {
  /** False until the server was asked for the first time. */
  isReady: Ref<boolean>;
  waiting: ComputedRef<Notice[]>;
  /** Refused for good within the last day. */
  failed: ComputedRef<Notice[]>;
  hasWebhook: ComputedRef<boolean>;
}

/** How the messages to the owner fare, kept fresh. */
export function useOutbox(): Outbox {
  const garden = useGardenStore();
  const now = useNow();
  const isReady = ref(false);
  const waiting = ref<Notice[]>([]);
  const failed = ref<Notice[]>([]);
  const settings = ref<NotificationSettings>();

  async function load(): Promise<void> {
    try {
      const [waits, fails, { data }] = await Promise.all([
        listNotices({ query: { state: 'waiting' }, throwOnError: true }),
        listNotices({ query: { state: 'failed', limit: 50 }, throwOnError: true }),
        getNotificationSettings({ throwOnError: true }),
      ]);
      waiting.value = waits.data;
      failed.value = fails.data;
      settings.value = data;
    } catch {
      // The page tells a lost connection elsewhere; asked again soon.
    }
    isReady.value = true;
  }

  watch(() => garden.alerts.map(({ id, delivery }) => `${id}${delivery}`).join(), load, { immediate: true });
  const timer = window.setInterval(() => void load(), ASK_EVERY_MS);
  onBeforeUnmount(() => window.clearInterval(timer));

  return {
    isReady,
    waiting: computed(() => waiting.value),
    failed: computed(() => failed.value.filter(({ created_at: at }) => now.value - Date.parse(at) < DAY_MS)),
    hasWebhook: computed(() => settings.value === undefined || settings.value.discord_webhook_source !== 'none'),
  };
}
