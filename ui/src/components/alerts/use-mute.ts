import type { Metric } from '@plantops/shared/metrics.ts';
import { ref } from 'vue';
import { type Mute, type Plant, setPlantMute } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { formatMoment } from '../../messages/format';
import { metricName } from '../../messages/metric-name';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** What is muted, worded for use within a sentence: a metric's name, or the whole plant if `metric` is null. */
export const mutedWords = (metric: Metric | null): string =>
  metric === null ? text('mute.whole.short') : metricName(metric);

/** Mutes plants and their metrics, and shows a toast with undo. */
export function useMute() {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const now = useNow();
  const isBusy = ref(false);

  /** The active mutes of a plant. Its list may contain some that have ended since the server sent it. */
  const mutesOf = (plant: Plant): Mute[] => plant.mutes.filter(({ until }) => Date.parse(until) > now.value);

  async function put(plantId: string, metric: Metric | null, until: string | null): Promise<void> {
    const { data } = await setPlantMute({ path: { id: plantId }, body: { metric, until }, throwOnError: true });
    garden.state.plants[data.id] = data;
  }

  /** @param until ISO 8601; null ends the mute @returns whether it worked */
  async function mute(plant: Plant, metric: Metric | null, until: string | null): Promise<boolean> {
    const before = mutesOf(plant).find((one) => one.metric === metric)?.until ?? null;
    const words = { name: plant.name, what: mutedWords(metric) };
    isBusy.value = true;
    const worked = await toasts.tell(
      async () => {
        await put(plant.id, metric, until);
        return until === null ? text('mute.ended', words) : text('mute.done', { ...words, time: formatMoment(until) });
      },
      () => put(plant.id, metric, before),
    );
    isBusy.value = false;
    return worked;
  }

  return { isBusy, mutesOf, mute };
}
