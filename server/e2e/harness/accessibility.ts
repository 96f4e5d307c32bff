/// <reference lib="dom" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A dialog, a menu or a list that lies over the page. */
const OVERLAY = '.v-overlay--active:not(.v-snackbar)';

/** Longer than any animation takes. */
const ANIMATION_MS = 1000;

/** Otherwise axe-core would judge a ripple or a fade halfway through, or what lies behind the bar. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async (mostMs) => {
    // Colours are still the former ones in the frame in which they begin to change.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    // The bar at the top covers what was scrolled below it.
    if (!document.querySelector('.v-overlay--active:not(.v-snackbar)'))
      window.scrollTo({ top: 0, behavior: 'instant' });
    const all = Promise.all(
      document
        .getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && effect?.getTiming().iterations !== Infinity)
        .map(({ finished }) => finished.catch(() => undefined)),
    );
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, mostMs))]);
  }, ANIMATION_MS);

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
    // The page is one document, so what axe-core finds needs no second page to be put together.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    // What lies below a dialog or a menu was judged without it.
    if ((await page.locator(OVERLAY).count()) > 0) axe.include(OVERLAY);
    // A menu stands at the end of the document, outside of all landmarks.
    if ((await page.locator('.v-overlay--active [role=menu]').count()) > 0) axe.disableRules('region');
    const { violations } = await (
      scheme === 'light' ? axe.withTags(STANDARDS) : axe.withRules(['color-contrast', 'link-in-text-block'])
    ).analyze();
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
