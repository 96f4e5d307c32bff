import type { Metric } from '@plantops/shared/metrics.ts';
import { type Plant, updatePlant } from '../api/generated';
import { formatValue } from '../messages/format';
import { metricName } from '../messages/metric-name';
import { text } from '../messages/text';
import { useGardenStore } from '../stores/garden';
import { useToastStore } from '../stores/toasts';
import { type Side, withLimit } from './limit-change';

/** Saves one limit of a plant, and shows a toast with undo. */
export function useLimitSaving(plant: () => Plant) {
  const garden = useGardenStore();
  const toasts = useToastStore();

  async function put(id: string, metric: Metric, side: Side, value: number | null): Promise<void> {
    // The other limits are taken from the store, because they may have changed meanwhile.
    const thresholds = withLimit(garden.state.plants[id]?.thresholds ?? plant().thresholds, metric, side, value);
    const { data } = await updatePlant({ path: { id }, body: { thresholds }, throwOnError: true });
    garden.state.plants[data.id] = data;
  }

  /** @param value null removes the limit @returns whether it was saved */
  return (metric: Metric, side: Side, value: number | null): Promise<boolean> => {
    const { id } = plant();
    const before = plant().thresholds[metric]?.[side] ?? null;
    const names = { metric: metricName(metric), side: text(`history.limit.${side}`).toLocaleLowerCase() };
    return toasts.tell(
      async () => {
        await put(id, metric, side, value);
        return value === null
          ? text('history.limit.removed', names)
          : text('history.limit.saved', { ...names, value: formatValue(metric, value) });
      },
      () => put(id, metric, side, before),
    );
  };
}
