import { onBeforeMount, ref } from 'vue';
import { type ChannelSettings, getNotificationSettings } from '../../api/generated';
import { inLanguage } from '../../messages/words';

/** As they were when they were last asked for; what people call them does not change. */
const channels = ref<readonly ChannelSettings[]>([]);

/** Whoever has asked for the settings tells what is in them. */
export function noteChannels(asked: readonly ChannelSettings[]): void {
  channels.value = asked;
}

/** What people call the channels; until that is known, and where one is gone, the name that the server has for it. */
export function useChannelLabels(): (name: string) => string {
  onBeforeMount(async () => {
    if (channels.value.length > 0) return;
    // The name does until the next time.
    const asked = await getNotificationSettings({ throwOnError: true }).catch(() => undefined);
    if (asked) noteChannels(asked.data.channels);
  });
  return (name) => {
    const channel = channels.value.find((each) => each.name === name);
    return channel ? inLanguage(channel.label) : name;
  };
}
