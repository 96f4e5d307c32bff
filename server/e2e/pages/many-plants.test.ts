/// <reference lib="dom" />
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import type { MqttClient } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { rawRequest } from '../../testing/raw-request.ts';
import { sharedServer } from '../harness/shared-server.ts';

const PLANTS = 500;
/** The rows on a screen plus two before and two after it, with a margin. */
const MOST_CARDS = 40;

describe(`the dashboard with ${PLANTS} plants`, () => {
  const plantOps = sharedServer();
  let browser: Browser;
  let credentials: DeviceCredentials;
  let client: MqttClient;
  let watchedId: string;

  const cards = (page: Page) => page.locator('[data-testid^=plant-card]');
  const nameOf = (number: number): string => `Plant ${String(number).padStart(3, '0')}`;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    credentials = await register(plantOps.url);
    client = await connectDevice(credentials);
    watchedId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: nameOf(1),
      species: 'Nephrolepis exaltata',
    });
    await plantOps.query(
      `INSERT INTO plants (id, name, thresholds)
       SELECT 'plant_of_many_' || n, 'Plant ' || lpad(n::text, 3, '0'), '{}' FROM generate_series(2, $1::int) AS n`,
      [PLANTS],
    );
    await publishReading(client, credentials, { soil_moisture: 50 });
  });
  afterEach(closePages);
  afterAll(async () => {
    await client?.endAsync();
    await plantOps.remove();
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('renders only the rows near the screen on a %s, at any scroll position', async (name, size) => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/?sort=name`, size);
    await cards(page).first().waitFor();
    const seen = new Set<string>();
    for (let place = 0; place <= 1; place += 0.25) {
      await page.evaluate((share) => window.scrollTo(0, share * document.documentElement.scrollHeight), place);
      const onScreen = page.locator('[data-testid^=plant-card] .name').filter({ visible: true });
      await expect
        .poll(
          async () =>
            (
              await onScreen.evaluateAll((all) =>
                all
                  .filter(
                    (one) =>
                      one.getBoundingClientRect().top < window.innerHeight && one.getBoundingClientRect().bottom > 0,
                  )
                  .map((one) => one.textContent),
              )
            ).length,
          { message: `cards at ${place}` },
        )
        .toBeGreaterThan(0);
      expect(await cards(page).count()).toBeLessThan(MOST_CARDS);
      for (const title of await onScreen.allTextContents()) seen.add(title);
    }
    await page.getByText(nameOf(PLANTS), { exact: true }).waitFor();
    expect(seen.size).toBeGreaterThan(MOST_CARDS / 2);
    const last = page.locator('li', { has: page.getByText(nameOf(PLANTS), { exact: true }) });
    expect([await last.getAttribute('aria-posinset'), await last.getAttribute('aria-setsize')]).toEqual([
      // The one with a sensor stands apart, before the others.
      String(PLANTS - 1),
      String(PLANTS - 1),
    ]);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByText(nameOf(1), { exact: true }).waitFor();
    if (name === 'desktop')
      await page.evaluate(() => window.scrollTo(0, 4000)).then(() => keepScreenshot(page, 'dashboard-many-plants'));
    expect(faults).toEqual([]);
  });

  it('begins with a small answer of the first plants, which is not sent again while it is the same', async () => {
    const { status, text, headers } = await rawRequest(plantOps.url, { path: '/api/start' });
    const { state } = JSON.parse(text) as Start;
    expect([status, state?.plants.length, state?.more]).toEqual([200, 100, true]);
    expect(text.length).toBeLessThan(300_000);
    // Some of the plants may still be judged.
    let { etag } = headers;
    const again = await eventually(async () => {
      const answer = await rawRequest(plantOps.url, {
        path: '/api/start',
        headers: { 'if-none-match': String(etag) },
      });
      ({ etag } = answer.headers);
      return answer.status === 304 && answer;
    });
    expect(again.text).toBe('');
  });

  it('sends lists in pages of less than 260 kB', async () => {
    const { text, headers } = await rawRequest(plantOps.url, { path: '/api/plants' });
    expect(text.length).toBeLessThan(260_000);
    expect((JSON.parse(text) as Plant[]).length).toBe(300);
    expect(headers.link).toContain('rel="next"');
  });

  it('opens a plant that is not among the first', async () => {
    const { body } = await call<Plant[]>(plantOps.url, 'GET', '/api/plants?limit=1000');
    const last = body.find(({ name }) => name === nameOf(PLANTS));
    const { page, faults } = await openPage(browser, `${plantOps.url}/plants/${last?.id}`, DESKTOP);
    await page.getByRole('heading', { level: 1, name: nameOf(PLANTS) }).waitFor();
    expect(faults).toEqual([]);
  });

  it('a reading changes only the card of its plant', async () => {
    const { page } = await openPage(browser, `${plantOps.url}/?sort=name`, DESKTOP);
    const card = page.getByTestId(`plant-card-${watchedId}`);
    await card.getByTestId('value-soil_moisture').getByText('50.0').waitFor();
    // The first answer has only some of the plants. All cards change once the others are there.
    await page.getByRole('button', { name: `${PLANTS} all` }).waitFor();
    await page.evaluate(() => {
      const touched: Record<string, number> = {};
      Object.assign(window, { touched });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const id =
            element?.closest('[data-testid^=plant-card]')?.getAttribute('data-testid') ??
            element?.closest('.lines')?.className;
          if (id) touched[id] = (touched[id] ?? 0) + 1;
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    for (const moisture of [51, 52, 53]) {
      await publishReading(client, credentials, { soil_moisture: moisture });
      await card.getByTestId('value-soil_moisture').getByText(moisture.toFixed(1)).waitFor();
    }
    const touched = await page.evaluate(() => (window as unknown as { touched: Record<string, number> }).touched);
    expect(Object.keys(touched)).toEqual([`plant-card-${watchedId}`]);
  });
});
