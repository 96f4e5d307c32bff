import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { empty } from '../harness/api.ts';
import { closePages, keepScreenshot, openPage, useBrowser } from '../harness/browser.ts';
import { startFirefox } from '../harness/firefox.ts';
import { keyboard, pointing } from '../harness/hands.ts';
import { type Language, type Stage, walkAsNewcomer } from '../harness/newcomer.ts';
import { sharedServer } from '../harness/shared-server.ts';

const SCREENS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/**
 * The ways that somebody points. German words are the longer ones, and a phone is the narrower screen; the keyboard and
 * Firefox walk in English, on a desktop and on a phone. Pictures are kept of all four.
 */
const WALKS: [screen: keyof typeof SCREENS, language: Language][] = process.env.SCREENSHOTS
  ? [
      ['desktop', 'en'],
      ['desktop', 'de'],
      ['phone', 'en'],
      ['phone', 'de'],
    ]
  : [['phone', 'de']];

/** What README.md and the pages for owners show of the walk in English. */
const IMAGES = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'images');
const SHOWN: Record<keyof typeof SCREENS, readonly Stage[]> = {
  desktop: ['today', 'alert'],
  phone: ['empty', 'today', 'alert', 'better'],
};

/** Stores what the screen shows, if SCREENSHOTS is set: all of it to look at, and what the pages for owners show. */
async function picture(page: Page, screen: keyof typeof SCREENS, language: string, stage: Stage): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  await page.evaluate(() => document.fonts.ready.then(() => scrollTo({ top: 0, behavior: 'instant' })));
  // What was done a moment ago would lie over what the picture is of.
  const style = '.v-snackbar { display: none !important }';
  await keepScreenshot(page, `newcomer-${screen}-${language}-${stage}`);
  if (language !== 'en' || !SHOWN[screen].includes(stage)) return;
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: path.join(IMAGES, `${stage}-${screen}.webp`), type: 'webp', quality: 80, style });
}

describe('a newcomer', () => {
  const plantOps = sharedServer();
  let browser: Browser;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(async () => {
    await closePages();
    await empty(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it.each(WALKS)(
    'comes from an empty system to a plant that is watered and well again, on a %s in %s',
    async (screen, language) => {
      const { page, faults } = await openPage(browser, plantOps.url, SCREENS[screen], 'light', { locale: language });
      await walkAsNewcomer({
        page,
        hands: pointing,
        language,
        look: (stage) => picture(page, screen, language, stage),
      });
      expect(faults).toEqual([]);
    },
  );

  it('walks the same way by the keyboard alone, and sees where the focus is', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, SCREENS.desktop, 'light', { locale: 'en' });
    await walkAsNewcomer({ page, hands: keyboard(page), language: 'en' });
    expect(faults).toEqual([]);
  });

  it('walks it in Firefox, too', async () => {
    const firefox = await startFirefox();
    onTestFinished(() => firefox.close());
    const { page, faults } = await openPage(firefox, plantOps.url, SCREENS.phone, 'light', { locale: 'en' });
    await walkAsNewcomer({ page, hands: pointing, language: 'en' });
    // Playwright itself evaluates text in the page, which the page forbids; the dashboard evaluates none.
    expect(faults.filter((fault) => !fault.includes("(Missing 'unsafe-eval')"))).toEqual([]);
  });
});
