import { computed, ref, type Ref, watch } from 'vue';
import { messageOf } from '../../api/client';
import { type ChannelSettings, type TestResult, testNotifications } from '../../api/generated';
import { text } from '../../messages/text';

/** Sends a test message on one channel, and says what came of it, until its settings change. */
export function useChannelTrial(channel: () => ChannelSettings): {
  isTesting: Ref<boolean>;
  isOk: Ref<boolean>;
  said: Ref<string | undefined>;
  test: () => Promise<void>;
} {
  const isTesting = ref(false);
  const result = ref<TestResult>();
  watch(
    () => JSON.stringify(channel().fields),
    () => {
      result.value = undefined;
    },
  );

  async function test(): Promise<void> {
    isTesting.value = true;
    result.value = undefined;
    try {
      result.value = (await testNotifications({ body: { channel: channel().name }, throwOnError: true })).data;
    } catch (failure) {
      result.value = { ok: false, latency_ms: 0, error: messageOf(failure), channels: [] };
    } finally {
      isTesting.value = false;
    }
  }

  return {
    isTesting,
    isOk: computed(() => result.value?.ok ?? false),
    said: computed(() => {
      if (!result.value) return undefined;
      const { ok, latency_ms: n, error } = result.value;
      return ok ? text('settings.channel.testOk', { n }) : (error ?? undefined);
    }),
    test,
  };
}
