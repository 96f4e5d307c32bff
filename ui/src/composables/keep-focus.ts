import { nextTick } from 'vue';

/**
 * Puts the focus on what stands in for a control that went away when it was used: a keyboard would start at the top again.
 * Leaves it alone where it is on something.
 * @param selectors what is tried, the best first; else the page's content
 */
export async function keepFocus(...selectors: string[]): Promise<void> {
  await nextTick();
  if (document.activeElement && document.activeElement !== document.body) return;
  const target = [...selectors, 'main']
    .map((selector) => document.querySelector<HTMLElement>(selector))
    .find((element) => element !== null);
  target?.focus({ preventScroll: target.matches('main') });
}
