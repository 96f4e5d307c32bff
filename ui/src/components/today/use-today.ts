import type { Timer } from '@plantops/shared/clock.ts';
import { onMounted, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { isOffline, messageOf } from '../../api/client';
import {
  finishTask,
  getToday,
  reopenTask,
  snoozeTask,
  type Today,
  type TodayTask,
  wakeTask,
} from '../../api/generated';
import { readTodayCopy, saveTodayCopy } from '../../api/offline-copy';
import { clock } from '../../clock';
import { inOrder } from '../../composables/in-order';
import { preferences } from '../../messages/preferences';
import { text } from '../../messages/text';
import { useFreshnessStore } from '../../stores/freshness';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';
import { useWateringsStore } from '../../stores/waterings';
import { nameOfTask, toldWords } from './today-words';

/** Reasons tell how long something lasts: an open list is read again this often, although nothing else changed. */
const AGAIN_MS = 5 * 60_000;

/** The list of what to do today as the server has it, and what can be said of its tasks. All of it can be undone. */
export function useToday() {
  const garden = useGardenStore();
  const freshness = useFreshnessStore();
  const toasts = useToastStore();
  const waterings = useWateringsStore();
  const today = shallowRef<Today>();
  const error = ref<string>();
  /** Tasks of which something is being said at the moment. */
  const busy = ref<ReadonlySet<string>>(new Set());
  /** Counts what was changed here. */
  const own = ref(0);
  const order = inOrder();
  let again: Timer | undefined;

  async function load(): Promise<void> {
    const isNews = order.ask();
    try {
      const { data } = await getToday({ query: { language: preferences.language }, throwOnError: true });
      if (!isNews()) return;
      today.value = data;
      error.value = undefined;
      void saveTodayCopy(data);
    } catch (failure) {
      const copy = isOffline(failure) && !today.value ? await readTodayCopy() : undefined;
      if (!isNews()) return;
      today.value ??= copy;
      if (!today.value || !isOffline(failure)) error.value = messageOf(failure);
    }
  }

  /** Without a connection nothing is changed, and that is said at once. */
  async function change(task: TodayTask, work: () => Promise<unknown>): Promise<void> {
    if (busy.value.has(task.id)) return;
    if (!freshness.isLive) {
      toasts.show({ text: text('today.refused'), kind: 'failed' });
      return;
    }
    busy.value = new Set([...busy.value, task.id]);
    await work().catch(toasts.failed);
    await load();
    own.value += 1;
    busy.value = new Set([...busy.value].filter((id) => id !== task.id));
  }

  const undoing = (undo: () => Promise<unknown>) => async () => {
    await undo();
    await load();
    own.value += 1;
  };

  /** Says that a task is done. Where its plant was watered minutes ago, here or elsewhere, asks whether that is meant. */
  const done = (task: TodayTask): Promise<void> =>
    change(task, async () => {
      const { id, plant_id: plantId, journal_kind: kind } = task;
      const watered = kind === 'watering' ? plantId : null;
      const finish = (again: boolean) => finishTask({ path: { id }, body: { again }, throwOnError: true });
      const answer = watered === null ? await finish(true) : await waterings.onceOnly(watered, finish);
      if (!answer) return;
      const { data } = answer;
      const entryId = data.journal_entry_id;
      if (watered !== null && entryId !== null) waterings.noted(watered, entryId);
      toasts.done(
        toldWords(task),
        undoing(async () => {
          await reopenTask({ path: { id }, throwOnError: true });
          if (watered !== null && entryId !== null) waterings.takenBack(watered, entryId);
        }),
      );
    });

  /** Puts a task off. @param until in ms @param when that time in words */
  const snooze = (task: TodayTask, until: number, when: string): Promise<void> =>
    change(task, async () => {
      const { id } = task;
      await snoozeTask({ path: { id }, body: { until: new Date(until).toISOString() }, throwOnError: true });
      toasts.done(
        text('today.told.later', { name: nameOfTask(task), when }),
        undoing(() => wakeTask({ path: { id }, throwOnError: true })),
      );
    });

  /** Asks again for a task that was put off or done. */
  const bringBack = (task: TodayTask): Promise<void> =>
    change(task, async () => {
      const { id } = task;
      await (task.quiet === 'snoozed' ? wakeTask : reopenTask)({ path: { id }, throwOnError: true });
      toasts.done(text('today.told.again', { name: nameOfTask(task) }));
    });

  onMounted(() => {
    void load();
    again = clock.every(AGAIN_MS, () => void load());
  });
  onScopeDispose(garden.onToday(() => void load()));
  onScopeDispose(() => again?.cancel());
  watch(
    () => [preferences.language, preferences.temperatureUnit, freshness.isLive] as const,
    ([, , isLive]) => {
      if (isLive) void load();
    },
  );
  return { today, error, busy, own, load, done, snooze, bringBack };
}
