import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import type { Timer } from '@plantops/shared/clock.ts';
import { clock } from '../../clock';
import { useSelectionStore } from '../../stores/selection';

export const LONG_PRESS_MS = 500;
/** A finger that moves further than this scrolls (px). */
const MOST_MOVE = 10;

/**
 * Selects plants in a list whose items carry their id in `data-moves`: the first by a long press of a finger, and while
 * some are selected each further one by a tap or a click, wherever on it.
 */
export function useLongPress(list: Readonly<Ref<HTMLElement | null>>): void {
  const selection = useSelectionStore();
  let pressing: Timer | undefined;
  let at = { x: 0, y: 0 };
  /** The click that ends a long press is no click. */
  let wasLong = false;

  const idOf = (event: Event): string | undefined =>
    (event.target as Element | null)?.closest<HTMLElement>('[data-moves]')?.dataset.moves;
  const stop = (): void => pressing?.cancel();

  const listeners: Record<string, (event: Event) => void> = {
    pointerdown(event) {
      wasLong = false;
      const { pointerType, clientX: x, clientY: y } = event as PointerEvent;
      const id = idOf(event);
      stop();
      if (pointerType === 'mouse' || id === undefined) return;
      at = { x, y };
      pressing = clock.after(LONG_PRESS_MS, () => {
        wasLong = true;
        selection.toggle(id);
      });
    },
    pointermove(event) {
      const { clientX: x, clientY: y } = event as PointerEvent;
      if (Math.hypot(x - at.x, y - at.y) > MOST_MOVE) stop();
    },
    pointerup: stop,
    pointercancel: stop,
    contextmenu(event) {
      if (wasLong) event.preventDefault();
    },
    click(event) {
      const id = idOf(event);
      const isOfCheckbox = (event.target as Element).closest('label') !== null;
      if (id === undefined || isOfCheckbox || (!wasLong && !selection.isSelecting)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!wasLong) selection.toggle(id);
      wasLong = false;
    },
  };
  let heard: HTMLElement | undefined;

  onMounted(() => {
    heard = list.value ?? undefined;
    for (const [name, listener] of Object.entries(listeners))
      heard?.addEventListener(name, listener, { capture: true });
  });
  onBeforeUnmount(() => {
    stop();
    for (const [name, listener] of Object.entries(listeners))
      heard?.removeEventListener(name, listener, { capture: true });
  });
}
