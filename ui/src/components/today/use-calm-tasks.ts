import { computed, type ComputedRef, shallowRef, watch } from 'vue';
import type { TodayTask } from '../../api/generated';

interface CalmTasks {
  /** The tasks in the order in which they are shown. Their words follow at once. */
  tasks: ComputedRef<readonly TodayTask[]>;
  /** How many wait until they may appear. */
  news: ComputedRef<number>;
  /** Whether a task that still has its place is no longer to be done. */
  isOver: (task: TodayTask) => boolean;
  /** Shows the list as it is now. */
  showNow: () => void;
}

/**
 * The list for today, which keeps its rows while somebody is at the page: none comes, goes or changes its place under a
 * finger that is on its way.
 * @param wanted the list as the server has it
 * @param isHeld whether somebody is at the page
 * @param own changes with each change that the owner makes here; it is followed at once
 */
export function useCalmTasks(
  wanted: () => readonly TodayTask[],
  { isHeld, own }: { isHeld: () => boolean; own: () => number },
): CalmTasks {
  const shown = shallowRef(wanted());
  const byId = computed(() => new Map(wanted().map((task) => [task.id, task])));
  const showNow = (): void => {
    shown.value = wanted();
  };

  watch(own, showNow, { flush: 'sync' });
  watch([wanted, isHeld], () => {
    // The first list takes the place of none.
    if (!isHeld() || shown.value.length === 0) showNow();
  });

  return {
    tasks: computed(() => shown.value.map((task) => byId.value.get(task.id) ?? task)),
    news: computed(() => wanted().filter(({ id }) => !shown.value.some((task) => task.id === id)).length),
    isOver: ({ id }) => !byId.value.has(id),
    showNow,
  };
}
