import type { HistoryRange } from '@plantops/shared/api/readings.ts';
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { messageOf } from '../../api/client';
import { getPlantHistory, type History } from '../../api/generated';
import { clock } from '../../clock';
import { serverNow } from '../../composables/use-now';
import { shownTimeZone } from '../../messages/preferences';
import { useGardenStore } from '../../stores/garden';
import { type Buckets, bucketsOf } from './compared-series';

/** The comparison follows readings at most this often, because each update takes one request per plant. */
const REFRESH_MS = 30_000;

/** A day on which clocks are set back has an hour of buckets more, and may not get longer ones for that. */
const REPEATED_BUCKETS = 12;

/** The histories of the plants, all in the same buckets. */
export interface Comparison {
  range: HistoryRange;
  buckets: Buckets;
  /** By the plant's id. A plant whose request failed is absent. */
  histories: ReadonlyMap<string, History>;
}

/**
 * Fetches the histories of some plants, again when the plants or the range change, and after readings. The last answer
 * stays until the next one has arrived.
 */
export function useComparison(plants: () => string[], range: () => HistoryRange) {
  const garden = useGardenStore();
  const comparison = shallowRef<Comparison>();
  /** Why a plant's request failed, in words, by its id. */
  const failures = shallowRef<ReadonlyMap<string, string>>(new Map());
  const isLoading = ref(false);
  let running: AbortController | undefined;
  let hasNews = false;

  async function load(): Promise<void> {
    running?.abort();
    const own = new AbortController();
    running = own;
    hasNews = false;
    isLoading.value = true;
    const asked = range();
    const timeZone = shownTimeZone();
    const buckets = bucketsOf(asked, serverNow(), timeZone);
    const query = {
      from: new Date(buckets.from).toISOString(),
      to: new Date(buckets.to).toISOString(),
      points: buckets.all.length + REPEATED_BUCKETS,
      time_zone: timeZone,
    };
    const histories = new Map<string, History>();
    const failed = new Map<string, string>();
    await Promise.all(
      plants().map((id) =>
        getPlantHistory({ path: { id }, query, signal: own.signal, throwOnError: true }).then(
          ({ data }) => histories.set(id, data),
          (failure: unknown) => failed.set(id, messageOf(failure)),
        ),
      ),
    );
    if (own.signal.aborted) return;
    // A history that could not be fetched again stays as it was shown.
    const isLost = histories.size === 0 && failed.size > 0 && comparison.value?.range === asked;
    if (!isLost) comparison.value = { range: asked, buckets, histories };
    failures.value = failed;
    isLoading.value = false;
  }

  watch([() => plants().join(), range, shownTimeZone], load, { immediate: true });
  watch(
    () => garden.isLive,
    (isLive) => {
      if (isLive) void load();
    },
  );
  const stopListening = garden.onReading(({ plant_id: id }) => {
    if (id !== null && plants().includes(id)) hasNews = true;
  });
  const refreshing = clock.every(REFRESH_MS, () => {
    if (hasNews && !document.hidden && !isLoading.value) void load();
  });
  onBeforeUnmount(() => {
    stopListening();
    refreshing.cancel();
    running?.abort();
  });

  return { comparison: computed(() => comparison.value), failures: computed(() => failures.value), isLoading, load };
}
