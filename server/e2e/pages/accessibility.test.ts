/// <reference lib="dom" />
import type { MqttClient } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { DESKTOP, keepScreenshot, launchBrowser, LARGE, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

/** The largest layout shift allowed without user input. web.dev rates up to 0.1 as "good". */
const MOST_LAYOUT_SHIFT = 0.02;

describe('every page', () => {
  const plantOps = new PlantOpsProcess();
  let browser: Browser;
  let client: MqttClient;
  let pages: [string, string][];

  beforeAll(async () => {
    await plantOps.start();
    browser = await launchBrowser();
    const credentials = await register(plantOps.url, undefined, { name: 'Shelf', firmware_version: '1.2.0' });
    client = await connectDevice(credentials);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Fern',
      species: 'Nephrolepis exaltata',
      thresholds: { soil_moisture: { min: 35, max: 80 }, temperature: { min: 16, max: 29 } },
    });
    await call(plantOps.url, 'POST', '/api/plants', { name: 'Nobody watches me' });
    await register(plantOps.url, undefined, { name: 'Spare sensor' });
    for (let minutes = 1380; minutes >= 0; minutes -= 20) {
      await publishReading(
        client,
        credentials,
        {
          soil_moisture: 60 - (1380 - minutes) / 40,
          temperature: 21 + 2 * Math.sin(minutes / 200),
          humidity: 55,
          light_level: 900,
        },
        new Date(Date.now() - minutes * 60_000),
      );
    }
    await publishReading(client, credentials, { soil_moisture: 12 });
    await call(plantOps.url, 'POST', `/api/plants/${plantId}/journal`, { kind: 'watering', amount_ml: 250 });
    pages = [
      ['dashboard', '/'],
      ['plant', `/plants/${plantId}`],
      ['care', `/plants/${plantId}/care`],
      ['compare', '/compare'],
      ['devices', '/devices'],
      ['alerts', '/alerts'],
      ['settings', '/settings'],
      ['nothing', '/nothing-here'],
    ];
    await eventually(async () => (await call<unknown[]>(plantOps.url, 'GET', '/api/alerts')).body.length === 1, {
      what: 'the alert',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await client?.endAsync();
    await plantOps.remove();
  });

  async function show(page: Page, path: string): Promise<void> {
    await page.goto(`${plantOps.url}${path}`);
    await page.locator('h1').first().waitFor();
    await eventually(async () => (await page.locator('.v-skeleton-loader, [aria-busy=true]').count()) === 0, {
      what: `the end of loading ${path}`,
    });
  }

  it.each([
    ['desktop', DESKTOP, 'light'],
    ['desktop', DESKTOP, 'dark'],
    ['phone', PHONE, 'light'],
    ['phone', PHONE, 'dark'],
    ['4K screen', LARGE, 'light'],
  ] as const)('is accessible and fits on a %s %o in %s', async (name, size, scheme) => {
    const { page, faults } = await openPage(browser, plantOps.url, size, scheme);
    const violations: string[] = [];
    for (const [title, path] of pages) {
      await show(page, path);
      violations.push(...(await accessibilityFaults(page)).map((fault) => `${path} ${fault}`));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} is wider than the screen`).toBe(0);
      expect(await page.title()).toMatch(/ · PlantOps$/);
      expect(await page.locator('h1').count(), `one h1 on ${path}`).toBe(1);
      await keepScreenshot(page, `${title}-${name.replaceAll(' ', '-')}-${scheme}`);
    }
    expect(violations).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('does not move while it loads on a %s', async (_name, size) => {
    const { page } = await openPage(browser, plantOps.url, size);
    await page.addInitScript(() => {
      const shifts: { value: number; what: string }[] = [];
      (globalThis as unknown as { shifts: typeof shifts }).shifts = shifts;
      type Shift = PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
      };
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as Shift[]) {
          if (!entry.hadRecentInput)
            shifts.push({
              value: entry.value,
              what: entry.sources
                .map(
                  ({ node, previousRect: { top: was }, currentRect: { top: is } }) =>
                    `${node instanceof Element ? `${node.tagName}.${node.getAttribute('class') ?? ''}` : String(node?.nodeName)} from ${was} to ${is}`,
                )
                .join(', '),
            });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const [, path] of pages) {
      await show(page, path);
      const shifts = await page.evaluate(
        () => (globalThis as unknown as { shifts: { value: number; what: string }[] }).shifts,
      );
      expect(
        shifts.reduce((sum, { value }) => sum + value, 0),
        `${path}: ${JSON.stringify(shifts)}`,
      ).toBeLessThan(MOST_LAYOUT_SHIFT);
    }
    await page.context().close();
  });

  it('can be reached and used by keyboard: the skip link, the pages, and back', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    await page.locator('h1').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    for (const [name, heading] of [
      ['Devices', 'Devices'],
      ['Alerts', 'Alerts'],
      ['Settings', 'Settings'],
    ] as const) {
      await page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${name}`) })
        .focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
