import type { Timer } from '@plantops/shared/clock.ts';
import { defineStore } from 'pinia';
import { onScopeDispose, ref, shallowRef } from 'vue';
import type { PulseEvent } from '../api/generated';
import { clock } from '../clock';
import { serverNow } from '../composables/use-now';

/** A pulse comes every 5 seconds. What is shown this long after the last one may have changed meanwhile. */
const OLD_MS = 20_000;

/**
 * How new everything is that the dashboard shows: the one place that says whether a value counts as a value of now. Whatever
 * shows values or states of plants and devices looks at `valuesOf`.
 */
export const useFreshnessStore = defineStore('freshness', () => {
  /** Whether live events arrive. */
  const isLive = ref(true);
  /** The time that what is shown is of; undefined while that is now. */
  const valuesOf = shallowRef<Date>();
  /** Which build of the dashboard the server hands out; undefined until it is known. */
  const build = ref<string>();
  /** Until when everything is known, in ms by the server's clock. */
  let knownUntil: number | undefined;
  /** Whether it is the copy of an earlier visit that is shown. */
  let isCopy = false;
  let turning: Timer | undefined;

  function judge(): void {
    turning?.cancel();
    const restMs = isCopy ? 0 : (knownUntil ?? Infinity) + OLD_MS - serverNow();
    if (knownUntil === undefined || (isLive.value && !isCopy)) valuesOf.value = undefined;
    else if (restMs <= 0) valuesOf.value = new Date(knownUntil);
    else {
      valuesOf.value = undefined;
      turning = clock.after(restMs, judge);
    }
  }

  /** Everything was fetched. */
  function fetched(): void {
    isCopy = false;
    knownUntil = serverNow();
    judge();
  }

  function pulse({ time, dashboard }: PulseEvent): void {
    if (!isCopy) knownUntil = Date.parse(time);
    if (dashboard !== null) build.value = dashboard;
  }

  function connection(live: boolean): void {
    if (live === isLive.value) return;
    isLive.value = live;
    judge();
  }

  /** What is shown is a copy from an earlier visit. @param savedAt in ms by the server's clock */
  function copied(savedAt: number): void {
    isLive.value = false;
    isCopy = true;
    knownUntil = savedAt;
    judge();
  }

  /** Nothing is shown any more. */
  function reset(): void {
    isLive.value = true;
    isCopy = false;
    knownUntil = undefined;
    judge();
  }

  onScopeDispose(() => turning?.cancel());
  return { isLive, valuesOf, build, fetched, pulse, connection, copied, reset };
});
