import { computed, type ComputedRef, onBeforeUnmount, onMounted, ref } from 'vue';

/** Which lines of a long list are near the screen, and how much room the others take. */
export interface NearLines {
  /** The index of the first, and of the last; the last is before the first if there are none. */
  first: ComputedRef<number>;
  last: ComputedRef<number>;
  /** The height of all lines before them and after them (px). */
  above: ComputedRef<number>;
  below: ComputedRef<number>;
}

interface ListInPage {
  /** The height of each line (px). Lines are located without measuring them. */
  heights: () => readonly number[];
  /** The distance from the top of the page to the first line (px). */
  top: () => number;
  /** How many lines before and after the screen are near it. */
  margin: () => number;
}

/** The index of the first line that ends below a place, else of the last. @param ends where each line ends, ascending */
export function lineAt(ends: readonly number[], place: number): number {
  let [low, high] = [0, Math.max(0, ends.length - 1)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? Infinity) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Follows which lines of a list are near the screen while the page is scrolled. */
export function useNearLines({ heights, top, margin }: ListInPage): NearLines {
  const scrolled = ref(window.scrollY);
  const screen = ref(window.innerHeight);

  const ends = computed(() => {
    let end = 0;
    return heights().map((height) => (end += height));
  });
  const total = computed(() => ends.value.at(-1) ?? 0);
  const clamped = (index: number): number => Math.min(Math.max(index, 0), Math.max(ends.value.length - 1, 0));
  const first = computed(() => clamped(lineAt(ends.value, scrolled.value - top()) - margin()));
  const last = computed(() =>
    ends.value.length === 0 ? -1 : clamped(lineAt(ends.value, scrolled.value - top() + screen.value) + margin()),
  );

  function look(): void {
    scrolled.value = window.scrollY;
    screen.value = window.innerHeight;
  }
  onMounted(() => {
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look, { passive: true });
  });
  onBeforeUnmount(() => {
    window.removeEventListener('scroll', look);
    window.removeEventListener('resize', look);
  });

  return {
    first,
    last,
    above: computed(() => ends.value[first.value - 1] ?? 0),
    below: computed(() => total.value - (ends.value[last.value] ?? 0)),
  };
}
