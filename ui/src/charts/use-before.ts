import { onBeforeUnmount, shallowRef, watch } from 'vue';
import { getPlantHistory, type History, type HistoryPoint } from '../api/generated';
import { preferences, shownTimeZone } from '../messages/preferences';
import { type Before, earlier, later } from './time-before';
import { lengthOf, type TimeWindow } from './time-window';

/** So much more is fetched as goes by while a chart is looked at, as a share of its length. */
const AHEAD_PART = 0.2;
const MOST_POINTS = 2000;

/** Points of a week or a year before, with the times at which they are drawn. */
export interface BeforePoints {
  before: Before;
  points: HistoryPoint[];
}

/**
 * What a plant measured a week or a year before what its charts show, in buckets of the same length. Fetched again only when the
 * charts show something else. If it cannot be fetched, there is no such line.
 */
export function useBefore(
  plantId: () => string,
  window: () => TimeWindow,
  before: () => Before | undefined,
  history: () => Pick<History, 'bucket_s' | 'plant_id'> | undefined,
) {
  const found = shallowRef<BeforePoints>();
  let fetched: (TimeWindow & { key: string }) | undefined;
  let running: AbortController | undefined;

  const keyOf = (which: Before): string =>
    JSON.stringify([plantId(), which, history()?.bucket_s, preferences.timeZone]);

  async function load(which: Before, bucketMs: number): Promise<void> {
    running?.abort();
    const own = new AbortController();
    running = own;
    const { from, to } = window();
    const span = { from: from - bucketMs, to: to + AHEAD_PART * lengthOf({ from, to }) };
    fetched = { ...span, key: keyOf(which) };
    const zone = preferences.timeZone;
    const [begin, end] = [earlier(span.from, which, zone), earlier(span.to, which, zone)];
    const { data } = await getPlantHistory({
      path: { id: plantId() },
      query: {
        from: new Date(begin).toISOString(),
        to: new Date(end).toISOString(),
        points: Math.min(Math.ceil((end - begin) / bucketMs) + 1, MOST_POINTS),
        time_zone: shownTimeZone(),
      },
      signal: own.signal,
      throwOnError: true,
    });
    if (own.signal.aborted) return;
    const points = data.points.map((point) => ({
      ...point,
      time: new Date(later(Date.parse(point.time), which, zone)).toISOString(),
    }));
    found.value = { before: which, points };
  }

  watch(
    () => [before(), window().from, window().to, history()?.bucket_s, history()?.plant_id, plantId()] as const,
    ([which, from, to, bucketS, of, id]) => {
      if (which === undefined || bucketS === undefined || of !== id) {
        running?.abort();
        fetched = found.value = undefined;
        return;
      }
      if (fetched?.key === keyOf(which) && from >= fetched.from && to <= fetched.to) return;
      if (fetched && fetched.key !== keyOf(which)) found.value = undefined;
      void load(which, bucketS * 1000).catch(() => undefined);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => running?.abort());

  return found;
}
