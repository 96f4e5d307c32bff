import { type Ref, watch } from 'vue';

const MOVE_MS = 450;
const EASING = 'cubic-bezier(0.2, 0, 0, 1)';
/** What comes from further away than this many screens appears in its place: a long flight only disturbs. */
const MOST_SCREENS = 1.5;

const wantsNoMotion = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * When the order changes, items slide from where they stood to where they stand now. Each carries its id in
 * `data-moves`. Their places in the layout change at once; only what is drawn follows gently.
 * @param order what the order follows from
 */
export function useGentleMoves(list: Readonly<Ref<HTMLElement | null>>, order: () => unknown): void {
  let before = new Map<string, DOMRect>();
  const sliding = new WeakMap<HTMLElement, Animation>();

  const items = (): HTMLElement[] => [...(list.value?.querySelectorAll<HTMLElement>('[data-moves]') ?? [])];
  const idOf = (item: HTMLElement): string => item.dataset.moves ?? '';

  function remember(): void {
    before = new Map(items().map((item) => [idOf(item), item.getBoundingClientRect()]));
  }

  /** How an item is drawn on its way; undefined if it stays where it is. */
  function wayOf(item: HTMLElement): Keyframe[] | undefined {
    const was = before.get(idOf(item));
    if (!was) return [{ opacity: 0 }, { opacity: 1 }];
    const is = item.getBoundingClientRect();
    const [x, y] = [was.left - is.left, was.top - is.top];
    if ((x === 0 && y === 0) || Math.abs(y) > MOST_SCREENS * window.innerHeight) return undefined;
    return [{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }];
  }

  function slide(): void {
    const moved = items();
    // An item that is still on its way continues from where it is seen, to where it stands now.
    for (const item of moved) sliding.get(item)?.cancel();
    const ways = moved.map((item) => ({ item, way: wayOf(item) }));
    for (const { item, way } of ways) {
      if (!way) continue;
      const animation = item.animate(way, { duration: MOVE_MS, easing: EASING });
      // One that is cancelled is no failure.
      animation.finished.catch(() => undefined);
      sliding.set(item, animation);
    }
  }

  watch(order, remember, { flush: 'pre' });
  watch(
    order,
    () => {
      if (before.size > 0 && !wantsNoMotion()) slide();
      before.clear();
    },
    { flush: 'post' },
  );
}
