/// <reference lib="dom" />
import axe, { type Result, type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What can differ between the themes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** A dialog, a menu or a list that lies over the page. */
const OVERLAY = '.v-overlay--active:not(.v-snackbar)';

/** Longer than any animation takes. */
const ANIMATION_MS = 1000;

/**
 * Otherwise axe-core would judge a ripple or a fade halfway through, or what lies behind the bar. An element that inherits
 * a colour begins its own change after the one that it inherits from, so one look does not show all that will move.
 */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async (mostMs) => {
    // The bar at the top covers what was scrolled below it.
    if (!document.querySelector('.v-overlay--active:not(.v-snackbar)'))
      window.scrollTo({ top: 0, behavior: 'instant' });
    const frame = () => new Promise(requestAnimationFrame);
    const moves = () =>
      document
        .getAnimations()
        .some(({ effect, playState }) => playState === 'running' && effect?.getTiming().iterations !== Infinity);
    const untilMs = performance.now() + mostMs;
    let still = 0;
    while (still < 2 && performance.now() < untilMs) {
      await frame();
      still = moves() ? 0 : still + 1;
    }
  }, ANIMATION_MS);

/** Has axe-core judge what the page shows, by these rules. It is given to the page once. */
async function run(page: Page, runOnly: RunOnly): Promise<Result[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([options, overlay]) => {
      // What lies below a dialog or a menu was judged without it.
      const shown = document.querySelector(overlay) ? { include: [overlay] } : document;
      // A menu stands at the end of the document, outside of all landmarks.
      const hasMenu = document.querySelector('.v-overlay--active [role=menu]') !== null;
      const { violations } = await window.axe.run(shown, {
        ...options,
        ...(hasMenu && { rules: { region: { enabled: false } } }),
        resultTypes: ['violations'],
      });
      return violations;
    },
    [{ runOnly }, OVERLAY] as const,
  );
}

/**
 * What axe-core finds against WCAG 2.2 AA and its best practices in what the page shows now, in the light and in the
 * dark theme. Only colours differ between the two.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  // Begins with the theme that is shown, because a change of theme draws the whole page anew.
  const isDark = await page.locator('.v-application.v-theme--dark').isVisible();
  for (const scheme of isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const)) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator(`.v-application.v-theme--${scheme}`).waitFor();
    await settle(page);
    const violations = await run(
      page,
      scheme === 'light' ? { type: 'tag', values: STANDARDS } : { type: 'rule', values: OF_COLOURS },
    );
    for (const { id, nodes } of violations)
      faults.push(
        `${scheme}: ${id}: ${nodes
          .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`)
          .slice(0, 3)
          .join(' | ')}`,
      );
  }
  return faults;
}
