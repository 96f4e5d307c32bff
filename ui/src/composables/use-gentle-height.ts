import { type Ref, watch } from 'vue';

const MS = 300;
const EASING = 'cubic-bezier(0.2, 0, 0, 1)';

/**
 * When what is in an element changes, the element grows or shrinks to its new height, and what stands below it moves
 * along instead of jumping.
 * @param content what the height follows from
 */
export function useGentleHeight(element: Readonly<Ref<HTMLElement | null>>, content: () => unknown): void {
  let before: number | undefined;
  const heightOf = (): number | undefined => element.value?.getBoundingClientRect().height;

  watch(content, () => (before = heightOf()), { flush: 'pre' });
  watch(
    content,
    () => {
      const [was, is] = [before, heightOf()];
      if (was === undefined || is === undefined || was === is) return;
      if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
      element.value?.animate(
        [
          { height: `${was}px`, overflow: 'clip' },
          { height: `${is}px`, overflow: 'clip' },
        ],
        { duration: MS, easing: EASING },
      );
    },
    { flush: 'post' },
  );
}
