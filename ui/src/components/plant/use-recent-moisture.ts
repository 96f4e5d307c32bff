import { onBeforeUnmount, type Ref, shallowRef } from 'vue';
import { getPlantHistory } from '../../api/generated';
import { serverNow } from '../../composables/use-now';
import { type MoisturePoint, moisturePoints } from '@plantops/shared/moisture/moisture-points.ts';

/** What findings about the soil look back on. */
const SPAN_MS = 48 * 60 * 60_000;
const BUCKET_MS = 10 * 60_000;

/** Soil moisture of the last 48 hours, a point every ten minutes, kept fresh; undefined until it is there. */
export function useRecentMoisture(plantId: string): Ref<MoisturePoint[] | undefined> {
  const points = shallowRef<MoisturePoint[]>();

  async function load(): Promise<void> {
    try {
      // From a whole bucket on: the buckets, and with them the time of a watering, stay the same at the next load.
      const to = Math.ceil(serverNow() / BUCKET_MS) * BUCKET_MS;
      const query = {
        from: new Date(to - SPAN_MS).toISOString(),
        to: new Date(to).toISOString(),
        points: SPAN_MS / BUCKET_MS,
      };
      points.value = moisturePoints(
        (await getPlantHistory({ path: { id: plantId }, query, throwOnError: true })).data.points,
      );
    } catch {
      // The findings are a help, not a need; the chart beside them tells when the server cannot be asked.
      points.value ??= [];
    }
  }

  void load();
  const timer = window.setInterval(() => void load(), BUCKET_MS);
  onBeforeUnmount(() => window.clearInterval(timer));
  return points;
}
