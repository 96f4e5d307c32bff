import type { Metric } from '@plantops/shared/metrics.ts';
import { ref } from 'vue';
import { type Mute, type Plant, setPlantMute } from '../../api/generated';
import { useNow } from '../../composables/use-now';
import { formatMoment } from '../../messages/format';
import { metricName } from '../../messages/metric-name';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** What is muted, in the middle of a sentence's list: a metric's name, or everything. */
export const mutedWords = (metric: Metric | null): string =>
  metric === null ? text('mute.whole.short') : metricName(metric);

/** Mutes plants and their metrics, tells it, and offers to take it back. */
export function useMute() {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const now = useNow();
  const isBusy = ref(false);

  /** The mutes that last: the server's list is as old as the plant's last change. */
  const mutesOf = (plant: Plant): Mute[] => plant.mutes.filter(({ until }) => Date.parse(until) > now.value);

  async function put(plantId: string, metric: Metric | null, until: string | null): Promise<void> {
    const { data } = await setPlantMute({ path: { id: plantId }, body: { metric, until }, throwOnError: true });
    garden.state.plants[data.id] = data;
  }

  /** @param until ISO 8601; null ends it @returns whether it worked */
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
