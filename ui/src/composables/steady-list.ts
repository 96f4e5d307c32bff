import { computed, type ComputedRef } from 'vue';

/** Returns the same array for as long as its items are the same, so that components do not rerender needlessly. */
export const steadyList = <T>(list: () => T[]): ComputedRef<T[]> =>
  computed<T[]>((before) => {
    const next = list();
    return before?.length === next.length && next.every((item, index) => item === before[index]) ? before : next;
  });
