import { computed, type ComputedRef, onBeforeUnmount, ref, type Ref, watch } from 'vue';
import { getNotificationSettings, listNotices, type Notice, type NotificationSettings } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { useGardenStore } from '../../stores/garden';

const DAY_MS = 24 * 60 * 60_000;
const ASK_EVERY_MS = 30_000;

export interface Outbox {
  /** False until the server was asked for the first time. */
  isReady: Ref<boolean>;
  /** False while the server has never answered: then nothing below is known. */
  isKnown: ComputedRef<boolean>;
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

  let loads = 0;

  async function load(): Promise<void> {
    loads += 1;
    const own = loads;
    try {
      const [waits, fails, { data }] = await Promise.all([
        listNotices({ query: { state: 'waiting' }, throwOnError: true }),
        listNotices({ query: { state: 'failed', limit: 50 }, throwOnError: true }),
        getNotificationSettings({ throwOnError: true }),
      ]);
      // Changes come in quick succession: an older answer may be the later one.
      if (own !== loads) return;
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
    isKnown: computed(() => settings.value !== undefined),
    waiting: computed(() => waiting.value),
    failed: computed(() => failed.value.filter(({ created_at: at }) => now.value - Date.parse(at) < DAY_MS)),
    hasWebhook: computed(() => settings.value === undefined || settings.value.discord_webhook_source !== 'none'),
  };
}
