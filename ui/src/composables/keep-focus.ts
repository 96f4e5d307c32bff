import { nextTick } from 'vue';

/**
 * Moves the focus after the focused control has disappeared, to whatever replaces it. Otherwise keyboard users would
 * start again at the top of the page. Does nothing if some element has the focus.
 * @param selectors the elements to try, in order; if none exists, the page's content gets the focus
 */
export async function keepFocus(...selectors: string[]): Promise<void> {
  await nextTick();
  if (document.activeElement && document.activeElement !== document.body) return;
  const target = [...selectors, 'main']
    .map((selector) => document.querySelector<HTMLElement>(selector))
    .find((element) => element !== null);
  target?.focus({ preventScroll: target.matches('main') });
}
