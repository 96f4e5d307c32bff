import type { Timer } from '@plantops/shared/clock.ts';
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { isOffline, messageOf } from '../api/client';
import { getPlantHistory, type History, type ReadingEvent } from '../api/generated';
import { keptDays } from '../api/kept-answers';
import { clock } from '../clock';
import { whenBack } from '../composables/when-back';
import { shownTimeZone } from '../messages/preferences';
import { useGardenStore } from '../stores/garden';
import { historyOfDay } from './kept-day';
import { withReading } from './history-series';
import { isOpenEnded, queryOfSpan, type Span } from './time-window';

/** How often the history is fetched again, because live readings only approximate the means. */
const REFRESH_MS = 60_000;

/**
 * Live readings within this time are drawn together. The first is drawn immediately, at the same time as the other
 * values on the page.
 */
const DRAW_EVERY_MS = 500;

/**
 * The history of a plant over a span. It is fetched again when either changes, and extended by live readings while the
 * span is open-ended. When the span changes, the previous history stays until the next one arrives. Outdated responses
 * are dropped.
 * @param points how many points to ask for in a span that is no range
 * @param hasProbes whether several devices measure the plant: then the line of each is asked for, too
 */
export function useHistory(plantId: () => string, span: () => Span, points: () => number, hasProbes: () => boolean) {
  const garden = useGardenStore();
  const history = shallowRef<History>();
  const error = ref<string>();
  /** When the history was kept, in ms; undefined if it is of now. */
  const keptAt = ref<number>();
  const isLoading = ref(false);
  let running: AbortController | undefined;
  const waiting: ReadingEvent[] = [];

  async function load(): Promise<void> {
    running?.abort();
    const own = new AbortController();
    running = own;
    isLoading.value = true;
    try {
      const { data } = await getPlantHistory({
        path: { id: plantId() },
        query: {
          ...(queryOfSpan(span()) as { from: string; to: string }),
          // The server knows what suits a range: hours of a week, days of a year.
          ...('range' in span() ? {} : { points: points() }),
          ...(hasProbes() && { devices: 'true' as const }),
          time_zone: shownTimeZone(),
        },
        signal: own.signal,
        throwOnError: true,
      });
      if (own.signal.aborted) return;
      history.value = data;
      error.value = undefined;
      keptAt.value = undefined;
    } catch (failure) {
      // The reason of a request that was given up over a dead line is not one of this chart's.
      if (running !== own) return;
      // What was kept stays, and is marked; there is no more to say of another span of it.
      if (isOffline(failure) && keptAt.value !== undefined) return;
      error.value = messageOf(failure);
      if (isOffline(failure) && !history.value && isOpenEnded(span())) await showKept(own);
    } finally {
      if (running === own) {
        isLoading.value = false;
        if (drawTimer === undefined) drawLive();
      }
    }
  }

  /** Without the server, the last day as it is kept in the browser. */
  async function showKept(own: AbortController): Promise<void> {
    const kept = await keptDays.of(plantId());
    if (!kept || running !== own || history.value) return;
    history.value = historyOfDay(kept.answer, shownTimeZone());
    keptAt.value = kept.keptAt;
    error.value = undefined;
  }
  whenBack(() => error.value !== undefined || keptAt.value !== undefined, load);

  let drawTimer: Timer | undefined;

  function drawLive(): void {
    drawTimer = undefined;
    if (!history.value || isLoading.value || waiting.length === 0) return;
    history.value = waiting.splice(0).reduce(withReading, history.value);
    drawTimer = clock.after(DRAW_EVERY_MS, drawLive);
  }

  watch([plantId, () => JSON.stringify(span()), hasProbes], load, { immediate: true });
  watch(
    plantId,
    () => {
      // An answer about the plant before must not arrive before the request for this one is sent.
      running?.abort();
      history.value = error.value = keptAt.value = undefined;
      waiting.length = 0;
    },
    { flush: 'sync' },
  );

  const stopListening = garden.onReading((event) => {
    if (event.plant_id !== plantId() || !isOpenEnded(span())) return;
    waiting.push(event);
    if (drawTimer === undefined) drawLive();
  });
  const refreshing = clock.every(REFRESH_MS, () => {
    if (isOpenEnded(span()) && !document.hidden) void load();
  });
  onBeforeUnmount(() => {
    stopListening();
    refreshing.cancel();
    drawTimer?.cancel();
    running?.abort();
  });

  return { history, isLoading, error, keptAt, load };
}
