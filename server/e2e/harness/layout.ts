/// <reference lib="dom" />
/** Where things stand on a page, as far as an owner sees it. */
import type { Page } from 'playwright-core';

/** How many of the elements stand beside each other, row by row. */
export const perRow = (page: Page, selector: string): Promise<number[]> =>
  page.evaluate((wanted) => {
    const middles = [...document.querySelectorAll(wanted)]
      .map((element) => element.getBoundingClientRect())
      .filter(({ width, height }) => width > 0 && height > 0)
      .map(({ top, bottom }) => (top + bottom) / 2)
      .sort((a, b) => a - b);
    const rows: number[] = [];
    let last = -Infinity;
    for (const middle of middles) {
      if (middle - last > 12) rows.push(0);
      rows[rows.length - 1] = (rows.at(-1) ?? 0) + 1;
      last = middle;
    }
    return rows;
  }, selector);

/**
 * The parts of a page in columns, from left to right, each from top to bottom: `history / journal | ranges / alerts`.
 * A part belongs to the column of its left edge. What is not shown is left out.
 */
export const columnsOf = (page: Page, parts: Record<string, string>): Promise<string> =>
  page.evaluate((wanted) => {
    const boxes = Object.entries(wanted).flatMap(([name, selector]) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return box && box.width > 1 && box.height > 1 ? [{ name, left: box.left, top: box.top }] : [];
    });
    boxes.sort((a, b) => a.left - b.left);
    const columns: { left: number; parts: typeof boxes }[] = [];
    for (const box of boxes) {
      const column = columns.at(-1);
      if (column && box.left - column.left < 40) column.parts.push(box);
      else columns.push({ left: box.left, parts: [box] });
    }
    return columns
      .map((column) =>
        column.parts
          .sort((a, b) => a.top - b.top)
          .map(({ name }) => name)
          .join(' / '),
      )
      .join(' | ');
  }, parts);

/** The size of an element, in whole pixels; zeros for one that is not there. */
export const sizeOf = (page: Page, selector: string): Promise<{ width: number; height: number }> =>
  page.evaluate((wanted) => {
    const box = document.querySelector(wanted)?.getBoundingClientRect();
    return { width: Math.round(box?.width ?? 0), height: Math.round(box?.height ?? 0) };
  }, selector);

/** What has moved by itself since the page was opened, and by how much. */
export const layoutShifts = (page: Page): Promise<{ value: number; what: string[] }[]> =>
  page.evaluate(() => {
    type Shift = PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    };
    const observer = new PerformanceObserver(() => undefined);
    observer.observe({ type: 'layout-shift', buffered: true });
    const entries = observer.takeRecords() as Shift[];
    observer.disconnect();
    return entries
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .map(({ value, sources }) => ({
        value,
        what: sources.map(
          ({ node, previousRect: { top: was }, currentRect: { top: is } }) =>
            `${node instanceof Element ? `${node.tagName}.${node.getAttribute('class') ?? ''}` : String(node?.nodeName)} from ${was} to ${is}`,
        ),
      }));
  });

/** WCAG 2.2, 2.5.8: the least width and height of what is pointed at. */
const LEAST_TARGET_PX = 24;

/**
 * What is wrong with the place of controls and words: a control that something else covers, that is too small to be
 * hit, or that stands outside the screen; words that are cut off; a page that is wider than the screen.
 */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const faults: string[] = [];
    const nameOf = (element: Element): string =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(
        element.getAttribute('aria-label') ??
        element.textContent ??
        ''
      )
        .trim()
        .replace(/\s+/g, ' ')
        .slice(0, 50)}`;
    /** For screen readers only. */
    const isClipped = (element: Element): boolean => {
      for (let one: Element | null = element; one; one = one.parentElement)
        if (getComputedStyle(one).clipPath === 'inset(50%)') return true;
      return false;
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
      !element.closest('.visually-hidden, .skip-link, [inert]') &&
      !isClipped(element);
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      faults.push(`the page is ${document.documentElement.scrollWidth - width} px wider than the screen`);

    /** A dialog stands over everything else. */
    const dialogs = document.querySelectorAll('.v-overlay--active .v-overlay__content');
    const root = [...dialogs].at(-1) ?? document.body;
    /** The nearest element that scrolls or cuts its content sideways. */
    const clipOf = (element: Element): Element | undefined => {
      for (let one: Element | null = element; one && one !== document.body; one = one.parentElement)
        if (getComputedStyle(one).overflowX !== 'visible') return one;
      return undefined;
    };

    for (const control of root.querySelectorAll(
      'a[href], button:not(:disabled), input:not([type=hidden], [type=file], :disabled), select, textarea, [role=slider]',
    )) {
      if (!isShown(control) || control.closest('svg')) continue;
      control.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      // The field stands for its input, and the row of a checkbox or radio for its mark.
      const whole = control.closest('.v-field, .v-selection-control, label') ?? control;
      // A link may reach beyond its words, over the whole card that it belongs to.
      const reach = getComputedStyle(control, '::after').position === 'absolute' ? control.closest('.panel') : null;
      const box = (reach ?? whole).getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (box.left < -1 || box.right > width + 1) {
        if (clipOf(whole) === undefined) faults.push(`outside the screen: ${nameOf(control)}`);
        continue;
      }
      const target = control.getBoundingClientRect();
      const hit = document.elementFromPoint(target.left + target.width / 2, target.top + target.height / 2);
      if (!hit || !(whole.contains(hit) || hit.contains(whole)))
        faults.push(`covered by ${hit ? nameOf(hit) : 'nothing'}: ${nameOf(control)}`);
      // A link within a sentence is as high as its line.
      const inSentence =
        getComputedStyle(control).display === 'inline' && control.parentElement?.textContent !== control.textContent;
      if (!inSentence && (box.width < least || box.height < least))
        faults.push(`only ${Math.round(box.width)} × ${Math.round(box.height)} px: ${nameOf(control)}`);
    }

    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const element = text.parentElement;
      if (!element || !text.textContent?.trim() || !isShown(element)) continue;
      range.selectNodeContents(text);
      const words = range.getBoundingClientRect();
      if (words.width === 0) continue;
      const clip = clipOf(element);
      const style = clip && getComputedStyle(clip);
      if (!clip || !style) {
        if (words.left < -1 || words.right > width + 1) faults.push(`runs out of the screen: ${nameOf(element)}`);
      } else if (style.overflowX === 'hidden' || style.overflowX === 'clip') {
        const frame = clip.getBoundingClientRect();
        const isShortened = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
        if (!isShortened && (words.left < frame.left - 1 || words.right > frame.right + 1))
          faults.push(`cut off: ${nameOf(element)}`);
        if (!isShortened && (words.bottom > frame.bottom + 4 || words.top < frame.top - 4))
          faults.push(`cut off below: ${nameOf(element)}`);
      }
    }
    window.scrollTo({ top: 0, behavior: 'instant' });
    return [...new Set(faults)];
  }, LEAST_TARGET_PX);
