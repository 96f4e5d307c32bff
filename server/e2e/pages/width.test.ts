/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, openPage, useBrowser } from '../harness/browser.ts';
import { type Garden, growGarden } from '../harness/garden.ts';
import { nameAtLength } from '../harness/long-names.ts';
import { sharedServer } from '../harness/shared-server.ts';
import { widthFaults } from '../harness/width.ts';
import { chooseHistory } from './states.ts';

const [NARROWEST, WIDEST, STEP] = [320, 3840, 40];
/** Beyond this width the pages change no longer with each step: every sixth is walked. */
const ROOMY = 1920;
/** Twice as large on a laptop is a page half as wide, so the walk from 320 px on has every zoom, too. */
const WIDTHS = Array.from({ length: (WIDEST - NARROWEST) / STEP + 1 }, (_, index) => WIDEST - index * STEP).filter(
  (width, index) => width <= ROOMY || index % 6 === 0,
);
/** As wide as many phones are. */
const PHONE = 390;
/** German words are the longest, so they walk every width; English walks every third, the others every sixth in turn. */
const WALKS = [
  ['de', WIDTHS],
  ['en', WIDTHS.filter((_, index) => index % 3 === 0)],
  ['es', [...WIDTHS.filter((_, index) => index % 6 === 1), PHONE]],
  ['fr', [...WIDTHS.filter((_, index) => index % 6 === 4), PHONE]],
] as const;
const HEIGHT = 800;

describe('with names of 100 letters, at every width,', () => {
  const plantOps = sharedServer();
  let garden: Garden;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await plantOps.start();
    garden = await growGarden(plantOps.url);
    await nameAtLength(plantOps.url, garden);
    browser = await useBrowser();
    ({ page } = await openPage(browser, plantOps.url, { width: WIDEST, height: HEIGHT }));
  });
  afterAll(async () => {
    await closePages();
    await garden?.close();
    await plantOps.remove();
  });

  /** Walks what is shown now. A fault counts if it is still there when the page has had the time to settle. */
  async function walk(widths: readonly number[]): Promise<string[]> {
    const found: string[] = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: HEIGHT });
      let faults = await widthFaults(page);
      for (let tries = 0; faults.length > 0 && tries < 10; tries += 1) {
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        faults = await widthFaults(page);
      }
      found.push(...faults.map((fault) => `${width} px: ${fault}`));
    }
    return found;
  }
  async function show(path: string): Promise<void> {
    await page.goto(`${plantOps.url}${path}`);
    await page.locator('h1').first().waitFor();
    await expect.poll(() => page.locator('.v-skeleton-loader, [aria-busy=true]').count()).toBe(0);
  }

  const plant = (rest = '') => `/plants/${garden.fernId}${rest}`;
  const PAGES: Record<string, { path: () => string; then?: () => Promise<void> }> = {
    'the plants as cards': { path: () => '/?view=cards' },
    'the plants as rows': { path: () => '/?view=rows' },
    'the wall': { path: () => '/wall' },
    'a plant': { path: () => plant() },
    'the care of a plant': { path: () => plant('/care') },
    'the year of a plant': { path: () => plant(`/year/${new Date().getUTCFullYear()}`) },
    'history to import, looked through': {
      path: () => plant('/import'),
      then: () => chooseHistory(page),
    },
    'the comparison': { path: () => '/compare' },
    'the devices': { path: () => '/devices' },
    'adding a device': { path: () => '/devices/new?kind=esphome' },
    'the alerts': { path: () => '/alerts' },
    'the settings': { path: () => '/settings' },
    'the system': { path: () => '/system' },
    'the flows': { path: () => '/flows' },
    'an address without a page': { path: () => '/nothing-here' },
  };

  it.each(WALKS)(
    'in %s each control of every page stands on its card and by itself, and no word is cut',
    async (language, widths) => {
      await call(plantOps.url, 'PUT', '/api/settings/display', { language });
      const found: string[] = [];
      for (const [name, { path, then }] of Object.entries(PAGES)) {
        await page.setViewportSize({ width: WIDEST, height: HEIGHT });
        await show(path());
        await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
        await then?.();
        found.push(...(await walk(widths)).map((fault) => `${name}, ${fault}`));
      }
      expect(found).toEqual([]);
    },
  );

  it('the login: its field and its button stand on the page', async () => {
    await page.route('**/api/start', (route) =>
      route.fulfill({ json: { session: { password_required: true, authenticated: false }, state: null } }),
    );
    await page.goto(plantOps.url);
    await page.getByTestId('login-password').waitFor();
    expect(await walk(WIDTHS)).toEqual([]);
    await page.unrouteAll();
  });

  it('the documentation of the API: its title is ours, and it leads back to the dashboard', async () => {
    await page.goto(`${plantOps.url}/api/docs/`);
    await page.locator('.opblock').first().waitFor();
    expect(await page.title()).toBe('API · PlantOps');
    // It has hundreds of controls of which the layout is not ours.
    expect(await walk([NARROWEST, ROOMY])).toEqual([]);
    await page.getByRole('link', { name: 'Back to the dashboard' }).click();
    await page.locator(`main a[href="/plants/${garden.fernId}"]`).first().waitFor();
  });
});
