import { computed, type ComputedRef, onBeforeUnmount, onMounted, type Ref, ref } from 'vue';
import type { Timer } from '@plantops/shared/clock.ts';
import { clock } from '../clock';

/** How long after the last touch or scroll a finger may still be on its way. */
export const AFTER_TOUCH_MS = 3000;

/**
 * Whether somebody is at an element, so that nothing in it may move: a pointer presses it or rests on it, the keyboard's
 * focus is inside, or it was touched or the page was scrolled within the last seconds.
 */
export function useTouched(element: Readonly<Ref<HTMLElement | null>>): ComputedRef<boolean> {
  const isPressed = ref(false);
  const isPointedAt = ref(false);
  const isFocused = ref(false);
  const isRecent = ref(false);
  let forgetting: Timer | undefined;

  function lately(): void {
    isRecent.value = true;
    forgetting?.cancel();
    forgetting = clock.after(AFTER_TOUCH_MS, () => {
      isRecent.value = false;
    });
  }

  const inside: Record<string, (event: Event) => void> = {
    pointerdown() {
      isPressed.value = true;
      lately();
    },
    pointerenter: (event) => {
      // A finger that is lifted no longer points at anything; a mouse does.
      isPointedAt.value = (event as PointerEvent).pointerType !== 'touch';
    },
    pointerleave() {
      isPointedAt.value = false;
    },
    // A finger or a mouse leaves the focus where it was last; only by the keyboard somebody is there.
    focusin: (event) => {
      isFocused.value = (event.target as Element).matches(':focus-visible');
    },
    focusout: (event) => {
      isFocused.value = element.value?.contains((event as FocusEvent).relatedTarget as Node | null) === true;
    },
  };
  const released = (): void => {
    if (!isPressed.value) return;
    isPressed.value = false;
    lately();
  };
  const anywhere: Record<string, () => void> = { pointerup: released, pointercancel: released, scroll: lately };
  let heard: HTMLElement | undefined;

  onMounted(() => {
    heard = element.value ?? undefined;
    for (const [name, listener] of Object.entries(inside)) heard?.addEventListener(name, listener, { passive: true });
    for (const [name, listener] of Object.entries(anywhere)) window.addEventListener(name, listener, { passive: true });
  });
  onBeforeUnmount(() => {
    forgetting?.cancel();
    for (const [name, listener] of Object.entries(inside)) heard?.removeEventListener(name, listener);
    for (const [name, listener] of Object.entries(anywhere)) window.removeEventListener(name, listener);
  });

  return computed(() => isPressed.value || isPointedAt.value || isFocused.value || isRecent.value);
}
