import { onBeforeUnmount, type Ref, shallowRef } from 'vue';
import { getPlantHistory } from '../../api/generated';
import { clock } from '../../clock';
import { serverNow } from '../../composables/use-now';
import { type MoisturePoint, moisturePoints } from '@plantops/shared/moisture/moisture-points.ts';

/** How far back the findings about the soil look. */
const SPAN_MS = 48 * 60 * 60_000;
const BUCKET_MS = 10 * 60_000;

/** Soil moisture of the last 48 hours, one point every ten minutes, kept up to date; undefined until loaded. */
export function useRecentMoisture(plantId: string): Ref<MoisturePoint[] | undefined> {
  const points = shallowRef<MoisturePoint[]>();

  async function load(): Promise<void> {
    try {
      // Aligned to whole buckets, so that the buckets, and with them the times of waterings, are the same after a
      // reload.
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
      // The findings are optional. If the server cannot be reached, the chart beside them says so.
      points.value ??= [];
    }
  }

  void load();
  const timer = clock.every(BUCKET_MS, () => void load());
  onBeforeUnmount(() => timer.cancel());
  return points;
}
