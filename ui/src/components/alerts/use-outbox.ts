import { computed, type ComputedRef, onBeforeUnmount, ref, type Ref, watch } from 'vue';
import { getNotificationSettings, listNotices, type Notice, type NotificationSettings } from '../../api/generated';
import { clock } from '../../clock';
import { useNow } from '../../composables/use-now';
import { useGardenStore } from '../../stores/garden';
import { noteChannels } from './use-channels';

const DAY_MS = 24 * 60 * 60_000;
const ASK_EVERY_MS = 30_000;

export interface Outbox {
  /** True after the first request, even if it failed. */
  isReady: Ref<boolean>;
  /** False until a request succeeds. The values below are unknown until then. */
  isKnown: ComputedRef<boolean>;
  waiting: ComputedRef<Notice[]>;
  /** Messages of the last 24 hours that could not be delivered and are not tried again. */
  failed: ComputedRef<Notice[]>;
  /** Whether any channel is set up. */
  hasChannel: ComputedRef<boolean>;
  /** Whether messages may wait for the end of quiet hours. */
  hasQuietHours: ComputedRef<boolean>;
}

/** The state of the messages to the owner, kept up to date. */
export function useOutbox(): Outbox {
  const garden = useGardenStore();
  const now = useNow();
  const isReady = ref(false);
  const waiting = ref<Notice[]>([]);
  const failed = ref<Notice[]>([]);
  const settings = ref<NotificationSettings>();

  let isAsking = false;
  let isOutdated = false;

  async function ask(): Promise<void> {
    const [waits, fails, { data }] = await Promise.all([
      listNotices({ query: { state: 'waiting' }, throwOnError: true }),
      listNotices({ query: { state: 'failed' }, throwOnError: true }),
      getNotificationSettings({ throwOnError: true }),
    ]);
    waiting.value = waits.data;
    failed.value = fails.data;
    settings.value = data;
    noteChannels(data.channels);
  }

  /** Sends one request at a time, and one more after the last change, because alerts come in bursts. */
  async function load(): Promise<void> {
    isOutdated = true;
    if (isAsking) return;
    isAsking = true;
    while (isOutdated) {
      isOutdated = false;
      // Errors are ignored: the page shows a lost connection elsewhere, and the next request follows soon.
      await ask().catch(() => undefined);
      isReady.value = true;
    }
    isAsking = false;
  }

  // Each attempt to send a message about an alert publishes the alert again.
  watch(() => garden.alerts, load, { immediate: true });
  const timer = clock.every(ASK_EVERY_MS, () => void load());
  onBeforeUnmount(() => timer.cancel());

  return {
    isReady,
    isKnown: computed(() => settings.value !== undefined),
    waiting: computed(() => waiting.value),
    failed: computed(() => failed.value.filter(({ created_at: at }) => now.value - Date.parse(at) < DAY_MS)),
    hasChannel: computed(
      () => settings.value === undefined || settings.value.channels.some(({ configured }) => configured),
    ),
    hasQuietHours: computed(() => settings.value?.quiet_hours != null),
  };
}
