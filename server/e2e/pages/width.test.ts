/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, openPage, useBrowser } from '../harness/browser.ts';
import { type Garden, growGarden } from '../harness/garden.ts';
import { nameAtLength } from '../harness/long-names.ts';
import { sharedServer } from '../harness/shared-server.ts';
import { widthFaults } from '../harness/width.ts';

const [NARROWEST, WIDEST, STEP] = [320, 3840, 40];
/** Twice as large on a laptop is a page half as wide, so the walk from 320 px on has every zoom, too. */
const WIDTHS = Array.from({ length: (WIDEST - NARROWEST) / STEP + 1 }, (_, index) => WIDEST - index * STEP);
/** Beyond this width the pages change twice, and no longer with each step: every fourth is walked. */
const ROOMY = 1960;
const SPARSE = WIDTHS.filter((width, index) => width <= ROOMY || index % 4 === 0);
const HEIGHT = 800;

describe('with names of 100 letters, at every width and in every language,', () => {
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

  const PAGES: Record<string, () => string> = {
    'the devices': () => '/devices',
    'a plant': () => `/plants/${garden.fernId}`,
  };

  it.each(Object.entries(PAGES))(
    '%s: each control stands on its card and by itself, no word is cut',
    async (_, path) => {
      const found: string[] = [];
      for (const [language, nth] of [
        ['de', 0],
        ['en', 1],
      ] as const) {
        // Where there is room for everything, one language takes over from the other.
        const widths = SPARSE.filter((width, index) => width <= ROOMY || index % 2 === nth);
        await call(plantOps.url, 'PUT', '/api/settings/display', { language });
        await page.setViewportSize({ width: WIDEST, height: HEIGHT });
        await show(path());
        await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
        found.push(...(await walk(widths)).map((fault) => `${language}, ${fault}`));
      }
      expect(found).toEqual([]);
    },
  );

  it('the other languages fit on a phone', async () => {
    const found: string[] = [];
    for (const language of ['es', 'fr']) {
      await call(plantOps.url, 'PUT', '/api/settings/display', { language });
      for (const path of [
        '/',
        `/plants/${garden.fernId}`,
        `/plants/${garden.fernId}/care`,
        '/devices',
        '/alerts',
        '/settings',
      ]) {
        await page.setViewportSize({ width: 390, height: HEIGHT });
        await show(path);
        await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
        found.push(...(await walk([390])).map((fault) => `${language} ${path}, ${fault}`));
      }
    }
    expect(found).toEqual([]);
  });

  it('the login: its field and its button stand on the page', async () => {
    await page.route('**/api/start', (route) =>
      route.fulfill({ json: { session: { password_required: true, authenticated: false }, state: null } }),
    );
    await page.goto(plantOps.url);
    await page.getByTestId('login-password').waitFor();
    expect(await walk(SPARSE.filter((_, index) => index % 2 === 0))).toEqual([]);
    await page.unrouteAll();
  });

  it('the documentation of the API: its title is ours, and it leads back to the dashboard', async () => {
    await page.goto(`${plantOps.url}/api/docs/`);
    await page.locator('.opblock').first().waitFor();
    expect(await page.title()).toBe('API · PlantOps');
    // It has hundreds of controls of which the layout is not ours.
    expect(await walk(WIDTHS.filter((_, index) => index % 8 === 0))).toEqual([]);
    await page.getByRole('link', { name: 'Back to the dashboard' }).click();
    await page.getByTestId(`plant-card-${garden.fernId}`).waitFor();
  });
});
