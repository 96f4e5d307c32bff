import { computed, type ComputedRef } from 'vue';

/** The same array for as long as it holds the same, so that what shows it is not made again for nothing. */
export const steadyList = <T>(list: () => T[]): ComputedRef<T[]> =>
  computed<T[]>((before) => {
    const next = list();
    return before?.length === next.length && next.every((item, index) => item === before[index]) ? before : next;
  });
