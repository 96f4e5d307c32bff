import { METRIC_NAMES, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Timer } from '@plantops/shared/clock.ts';
import { defineStore } from 'pinia';
import { onScopeDispose, shallowReactive, watch as watchValue } from 'vue';
import { listSparklines, type Sparkline } from '../api/generated';
import { keptDays } from '../api/kept-answers';
import { clock } from '../clock';
import { useNow } from '../composables/use-now';
import { useGardenStore } from './garden';
import { useSessionStore } from './session';

/** The most plants that one request may ask for. */
const MOST_AT_ONCE = 100;
/** Cards that come into view together share one request. */
const GATHER_MS = 30;
/** About half a bucket: a line is never far behind its live value. */
const FRESH_MS = 15 * 60_000;
/**
 * A reading older than this is not live: the device is sending readings that it kept, and the line changes further
 * back.
 */
const LATE_MS = 5 * 60_000;
/** Kept readings arrive in one burst, so the lines are fetched again only once in this time. */
const CATCH_UP_MS = 1500;

export interface TimedValue {
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

/** A plant's last day, by metric. */
export interface PlantDay {
  values: Record<Metric, TimedValue[]>;
  /** The time between two points, in milliseconds. */
  bucketMs: number;
}

function dayOf({ points, bucket_s: seconds }: Sparkline): PlantDay {
  const values = perMetric((): TimedValue[] => []);
  const bucketMs = seconds * 1000;
  for (const point of points) {
    for (const metric of METRIC_NAMES) {
      const value = point[metric];
      // A mean is placed at the middle of its bucket.
      if (value !== null) values[metric].push({ at: Date.parse(point.time) + bucketMs / 2, value });
    }
  }
  return { values, bucketMs };
}

/** The last 24 hours of the plants on the screen, fetched for many plants at a time. */
export const useSparklineStore = defineStore('sparklines', () => {
  const days = shallowReactive(new Map<string, PlantDay>());
  const fetchedAt = new Map<string, number>();
  /** How many components show each plant, by plant id. */
  const watchers = new Map<string, number>();
  const wanted = new Set<string>();
  let gathering: Timer | undefined;
  let requests = 0;
  /** The newest request for each plant, until the next logout. Answers to other requests are dropped. */
  const newest = new Map<string, number>();

  async function fetchWanted(): Promise<void> {
    gathering = undefined;
    const ids = [...wanted].slice(0, MOST_AT_ONCE);
    requests += 1;
    const own = requests;
    for (const id of ids) {
      wanted.delete(id);
      newest.set(id, own);
    }
    if (wanted.size > 0) gather();
    try {
      const { data } = await listSparklines({ query: { plant_ids: ids.join(',') }, throwOnError: true });
      const isNews = (id: string): boolean => newest.get(id) === own;
      for (const id of ids.filter(isNews)) fetchedAt.set(id, clock.now().getTime());
      for (const line of data) if (isNews(line.plant_id)) days.set(line.plant_id, dayOf(line));
      void keptDays.keep(Object.fromEntries(data.map((line) => [line.plant_id, line])));
    } catch {
      for (const id of ids) {
        const kept = days.has(id) ? undefined : await keptDays.of(id);
        if (kept && !days.has(id) && newest.get(id) === own) days.set(id, dayOf(kept.answer));
      }
      // The lines are optional, and the live connection shows that the server cannot be reached. The next round tries
      // again.
    }
  }

  function gather(): void {
    gathering ??= clock.after(GATHER_MS, () => void fetchWanted());
  }

  function askFor(id: string): void {
    if (clock.now().getTime() - (fetchedAt.get(id) ?? -Infinity) < FRESH_MS) return;
    wanted.add(id);
    gather();
  }

  /** Keeps the last day of a plant loaded until the calling component is gone. */
  function watch(id: string): void {
    watchers.set(id, (watchers.get(id) ?? 0) + 1);
    askFor(id);
    onScopeDispose(() => {
      const left = (watchers.get(id) ?? 1) - 1;
      if (left > 0) watchers.set(id, left);
      else watchers.delete(id);
    });
  }

  const now = useNow();
  /** Plants whose lines lack readings that arrived late. */
  const behind = new Set<string>();
  let catchingUp: Timer | undefined;

  function catchUp(): void {
    catchingUp = undefined;
    for (const id of behind) {
      fetchedAt.delete(id);
      // A plant that is not on the screen is fetched when it is next shown.
      if (watchers.has(id)) askFor(id);
    }
    behind.clear();
  }

  useGardenStore().onReading(({ plant_id: id, time }) => {
    if (id === null || now.value - Date.parse(time) < LATE_MS) return;
    behind.add(id);
    catchingUp ??= clock.after(CATCH_UP_MS, catchUp);
  });

  // Whoever logs out leaves nothing behind.
  watchValue(
    () => useSessionStore().isOpen,
    (isOpen) => {
      if (isOpen) return;
      gathering?.cancel();
      gathering = undefined;
      for (const kept of [days, fetchedAt, newest, wanted, behind]) kept.clear();
    },
    { flush: 'sync' },
  );

  const asking = clock.every(FRESH_MS / 5, () => {
    for (const id of watchers.keys()) askFor(id);
  });
  onScopeDispose(() => {
    for (const timer of [asking, gathering, catchingUp]) timer?.cancel();
  });

  return { days, watch };
});
