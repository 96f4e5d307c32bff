/// <reference lib="dom" />
/** How somebody works a page: by pointing at what is seen, or by the keyboard alone. */
import type { Locator, Page } from 'playwright-core';

export interface Hands {
  /** Presses a button, follows a link. */
  press: (what: Locator) => Promise<void>;
  /** Writes into a field. */
  write: (where: Locator, words: string) => Promise<void>;
}

/** A mouse or a finger. */
export const pointing: Hands = {
  press: (what) => what.click(),
  async write(where, words) {
    await where.click();
    await where.pressSequentially(words);
  },
};

/** More controls than any page has: somebody who has pressed Tab that often has been around. */
const MOST_TABS = 150;

/** What has the focus, as a screen reader would name it roughly; for a test that fails. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement;
    return active === null ? 'nothing' : `${active.tagName} ${active.ariaLabel ?? active.textContent.trim()}`;
  });

/** Whether it can be seen that this has the focus, and that it is on the screen. */
const showsFocus = (what: Locator): Promise<boolean> =>
  what.evaluate((element) => {
    const ring = (one: Element | null): boolean => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    };
    // A field shows it by the outline around all of it, a checkbox by the circle around its sign.
    const isShown =
      ring(element) ||
      element.closest('.v-field--focused, .v-selection-control--focus-visible') !== null ||
      ring(element.closest('.v-field'));
    const { top, bottom } = element.getBoundingClientRect();
    return isShown && bottom > 0 && top < innerHeight;
  });

/** Only Tab, Enter and letters. It fails where the focus cannot be seen, or never comes to what is meant. */
export function keyboard(page: Page): Hands {
  async function goTo(what: Locator): Promise<void> {
    await what.waitFor();
    const passed: string[] = [];
    while (!(await what.evaluate((element) => element === document.activeElement))) {
      if (passed.length === MOST_TABS) throw new Error(`Tab does not come to ${String(what)}: ${passed.join(' | ')}`);
      await page.keyboard.press('Tab');
      passed.push(await focused(page));
    }
    if (!(await showsFocus(what))) throw new Error(`the focus is not seen at ${await focused(page)}`);
  }
  return {
    async press(what) {
      await goTo(what);
      await page.keyboard.press('Enter');
    },
    async write(where, words) {
      await goTo(where);
      await page.keyboard.type(words);
    },
  };
}
