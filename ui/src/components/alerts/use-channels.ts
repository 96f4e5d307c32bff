import { onBeforeMount, ref } from 'vue';
import { type ChannelSettings, getNotificationSettings } from '../../api/generated';
import { inLanguage } from '../../messages/words';

/** The channels as last fetched. Only their labels are used, which do not change. */
const channels = ref<readonly ChannelSettings[]>([]);

/** Stores the channels from notification settings that were fetched elsewhere. */
export function noteChannels(asked: readonly ChannelSettings[]): void {
  channels.value = asked;
}

/** @returns a function that gives the label for a channel's internal name, or the name itself if no label is known */
export function useChannelLabels(): (name: string) => string {
  onBeforeMount(async () => {
    if (channels.value.length > 0) return;
    // Without an answer, the internal names are shown. The next component to use the labels asks again.
    const asked = await getNotificationSettings({ throwOnError: true }).catch(() => undefined);
    if (asked) noteChannels(asked.data.channels);
  });
  return (name) => {
    const channel = channels.value.find((each) => each.name === name);
    return channel ? inLanguage(channel.label) : name;
  };
}
