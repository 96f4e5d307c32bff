import type { Timer } from '@plantops/shared/clock.ts';
import { onScopeDispose, watch } from 'vue';
import { listSparklines } from '../api/generated';
import { keptDays } from '../api/kept-answers';
import { clock } from '../clock';
import { useFreshnessStore } from '../stores/freshness';
import { useGardenStore } from '../stores/garden';

/** The most plants that one request may ask for. */
const MOST_AT_ONCE = 100;
/** As many as are kept. */
const MOST = 500;
/** After the first screen, which needs the line for itself. */
const FIRST_MS = 20_000;
/** A bucket of the last day is half an hour. */
const EVERY_MS = 30 * 60_000;

/** Keeps the last day of each plant in the browser, for times without the server. */
export function useKeptDays(): void {
  const freshness = useFreshnessStore();
  const garden = useGardenStore();
  let timer: Timer | undefined;

  async function fetchAll(): Promise<void> {
    timer = clock.after(EVERY_MS, () => void fetchAll().catch(() => undefined));
    if (document.hidden) return;
    const ids = garden.plants
      .filter(({ latest }) => latest !== null)
      .slice(0, MOST)
      .map(({ id }) => id);
    for (let begin = 0; begin < ids.length && freshness.isLive; begin += MOST_AT_ONCE) {
      const plantIds = ids.slice(begin, begin + MOST_AT_ONCE).join(',');
      const { data } = await listSparklines({ query: { plant_ids: plantIds }, throwOnError: true });
      await keptDays.keep(Object.fromEntries(data.map((day) => [day.plant_id, day])));
    }
  }

  watch(
    () => freshness.isLive && garden.isLoaded,
    (isThere) => {
      timer?.cancel();
      // What cannot be fetched now is fetched in half an hour, or after the next connection.
      if (isThere) timer = clock.after(FIRST_MS, () => void fetchAll().catch(() => undefined));
    },
    { immediate: true },
  );
  onScopeDispose(() => timer?.cancel(), true);
}
