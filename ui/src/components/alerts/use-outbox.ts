import { computed, type ComputedRef, onBeforeUnmount, ref, type Ref, watch } from 'vue';
import { getNotificationSettings, listNotices, type Notice, type NotificationSettings } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { useGardenStore } from '../../stores/garden';
import { noteChannels } from './use-channels';

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
  /** Whether any channel is set up. */
  hasChannel: ComputedRef<boolean>;
  /** Whether messages may wait for the end of quiet hours. */
  hasQuietHours: ComputedRef<boolean>;
}

/** How the messages to the owner fare, kept fresh. */
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

  /** One question at a time, and a last one after the last change: alerts come in bursts. */
  async function load(): Promise<void> {
    isOutdated = true;
    if (isAsking) return;
    isAsking = true;
    while (isOutdated) {
      isOutdated = false;
      // The page tells a lost connection elsewhere; asked again soon.
      await ask().catch(() => undefined);
      isReady.value = true;
    }
    isAsking = false;
  }

  // Alerts are told anew with each attempt to send a message about them.
  watch(() => garden.alerts, load, { immediate: true });
  const timer = window.setInterval(() => void load(), ASK_EVERY_MS);
  onBeforeUnmount(() => window.clearInterval(timer));

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
