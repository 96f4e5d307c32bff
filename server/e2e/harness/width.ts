/// <reference lib="dom" />
/** What is wrong with a page at a width: seen without scrolling, so that hundreds of widths can be walked. */
import type { Page } from 'playwright-core';

/** Words up to this length are kept whole: a name of 100 letters without a space must be broken somewhere. */
const LONGEST_WHOLE_WORD = 24;
/** Less than this is a column that a neighbour has squeezed: a name would stand in it letter by letter. */
const LEAST_TEXT_PX = 56;

/**
 * Controls that stand beside their card, or over each other; words that are cut where nothing tells the rest, that are
 * broken within, or squeezed to a column of letters; a page that is wider than the screen.
 */
export const widthFaults = (page: Page): Promise<string[]> =>
  page.evaluate(
    ({ longest, least }) => {
      const faults = new Set<string>();
      const width = document.documentElement.clientWidth;
      const nameOf = (element: Element): string => {
        const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
        const classes = (element.getAttribute('class') ?? '').split(' ').slice(0, 3).join('.');
        return `<${element.tagName.toLowerCase()}.${classes}> ${words.trim().replace(/\s+/g, ' ').slice(0, 40)}`;
      };
      const styles = new Map<Element, CSSStyleDeclaration>();
      const styleOf = (element: Element): CSSStyleDeclaration => {
        const known = styles.get(element) ?? getComputedStyle(element);
        styles.set(element, known);
        return known;
      };
      const above = (element: Element, is: (one: Element) => boolean): Element | undefined => {
        for (let one: Element | null = element; one && one !== document.body; one = one.parentElement)
          if (is(one)) return one;
        return undefined;
      };
      const isShown = (element: Element): boolean =>
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        !element.closest('.visually-hidden, .skip-link, [inert]') &&
        !above(element, (one) => styleOf(one).clipPath === 'inset(50%)');

      const isShortened = (element: Element): boolean =>
        styleOf(element).textOverflow === 'ellipsis' || styleOf(element).webkitLineClamp !== 'none';

      if (document.documentElement.scrollWidth > width)
        faults.add(`the page is ${document.documentElement.scrollWidth - width} px wider than the screen`);

      const controls = [
        ...document.querySelectorAll('a[href], button, input:not([type=hidden], [type=file]), select, textarea'),
      ].filter((one) => !one.closest('svg') && isShown(one));
      /** What is left of a link whose words end in an ellipsis. */
      const boxOf = (element: Element): DOMRect => {
        const box = element.getBoundingClientRect();
        const clip = above(element, (one) => styleOf(one).overflowX === 'hidden' || styleOf(one).overflowX === 'clip');
        if (!clip || !isShortened(clip)) return box;
        const frame = clip.getBoundingClientRect();
        const [left, top] = [Math.max(box.left, frame.left), Math.max(box.top, frame.top)];
        return new DOMRect(
          left,
          top,
          Math.max(0, Math.min(box.right, frame.right) - left),
          Math.max(0, Math.min(box.bottom, frame.bottom) - top),
        );
      };
      const boxes = controls.flatMap((control) => {
        // The field stands for its input, and the row of a checkbox or radio for its mark.
        const whole = control.closest('.v-field, .v-selection-control, label') ?? control;
        const box = boxOf(whole);
        // What stays in its place while the page scrolls may stand over the rest for a while.
        const layer = above(whole, (one) => ['fixed', 'sticky'].includes(styleOf(one).position));
        return box.width > 0 && box.height > 0 ? [{ control, whole, box, layer }] : [];
      });
      for (const { control, whole, box } of boxes) {
        const card = whole.parentElement?.closest('.v-card, .panel, header, nav, fieldset, .page') ?? document.body;
        const frame = card.getBoundingClientRect();
        const off = Math.max(box.right - Math.min(frame.right, width), Math.max(frame.left, 0) - box.left);
        if (off > 1) faults.add(`${Math.round(off)} px off its card: ${nameOf(control)}`);
      }
      for (const [index, one] of boxes.entries())
        for (const other of boxes.slice(index + 1)) {
          if (one.layer !== other.layer || one.whole.contains(other.whole) || other.whole.contains(one.whole)) continue;
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (across > 2 && down > 2)
            faults.add(`over each other: ${nameOf(one.control)} and ${nameOf(other.control)}`);
        }

      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (texts.nextNode()) {
        const text = texts.currentNode;
        const element = text.parentElement;
        const content = text.textContent ?? '';
        if (!element || !content.trim() || element.closest('svg, script, style, noscript') || !isShown(element))
          continue;
        range.selectNodeContents(text);
        const words = range.getBoundingClientRect();
        if (words.width === 0) continue;
        const clip = above(
          element,
          (one) => styleOf(one).overflowX !== 'visible' || styleOf(one).overflowY !== 'visible',
        );
        const frame = clip?.getBoundingClientRect();
        const scrolls = clip && ['auto', 'scroll'].includes(styleOf(clip).overflowX);
        const edge = frame && !scrolls ? Math.min(frame.right, width) : width;
        const isCut =
          words.right > edge + 1 ||
          words.left < Math.max(frame && !scrolls ? frame.left : 0, 0) - 1 ||
          (frame && !scrolls && styleOf(clip as Element).overflowY !== 'auto' && words.bottom > frame.bottom + 4);
        if (isCut && !scrolls) {
          const titled = above(element, (one) => (one.getAttribute('title') ?? '').includes(content.trim()));
          if (!titled) faults.add(`cut: ${nameOf(element)}`);
        }
        if (words.width < least && content.trim().length > 2 * longest)
          faults.add(`squeezed to ${Math.round(words.width)} px: ${nameOf(element)}`);
        if (range.getClientRects().length < 2 || styleOf(element).hyphens === 'auto' || element.closest('code, pre'))
          continue;
        for (const { 0: word, index } of content.matchAll(/\p{L}+/gu)) {
          if (word.length > longest) continue;
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const tops = new Set(
            [...range.getClientRects()].filter((one) => one.width > 0).map(({ top }) => Math.round(top)),
          );
          if (tops.size > 1) faults.add(`broken “${word}”: ${nameOf(element)}`);
        }
      }
      return [...faults];
    },
    { longest: LONGEST_WHOLE_WORD, least: LEAST_TEXT_PX },
  );
