import { onBeforeUnmount, onMounted, type Ref } from 'vue';

/** Calls `tell` with an element's width in CSS pixels when it is mounted and whenever the width changes. */
export function useResizeObserver(
  element: Readonly<Ref<HTMLElement | undefined>>,
  tell: (width: number) => void,
): void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry) tell(entry.contentRect.width);
  });
  onMounted(() => {
    if (!element.value) return;
    tell(element.value.clientWidth);
    observer.observe(element.value);
  });
  onBeforeUnmount(() => observer.disconnect());
}
