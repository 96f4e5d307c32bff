/// <reference lib="dom" />
import type { MqttClient } from 'mqtt';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, register } from '../harness/api.ts';
import { closePages, keepScreenshot, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { startRelay } from '../harness/relay.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

describe('the dashboard as an installed app', () => {
  const plantOps = new PlantOpsProcess();
  let browser: Browser;
  let client: MqttClient | undefined;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await client?.endAsync();
    await plantOps.remove();
  });

  it('can be installed: a manifest with icons, and a service worker', async () => {
    const manifest = (await (await fetch(`${plantOps.url}/manifest.webmanifest`)).json()) as {
      display: string;
      start_url: string;
      icons: { src: string; sizes: string }[];
    };
    // Relative to its own address, so that it is right below a path, too.
    expect(manifest).toMatchObject({ display: 'standalone', start_url: './' });
    expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
    for (const { src } of manifest.icons)
      expect((await fetch(new URL(src, plantOps.url))).headers.get('content-type')).toMatch(/^image\//);
    const worker = await fetch(`${plantOps.url}/sw.js`);
    expect([worker.status, worker.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it('opens without a connection, shows the last values as old, and recovers by itself', async () => {
    const credentials = await register(plantOps.url, undefined, { name: 'Balcony' });
    client = await connectDevice(credentials);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Offline olive' });
    await publishReading(client, credentials, { soil_moisture: 37.7 });
    const { page } = await openPage(browser, plantOps.url, PHONE, 'light', { installable: true });
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card.getByText('37.7').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // The service worker handles the next load, which also copies the state for the load after it.
    await page.reload();
    await card.getByText('37.7').waitFor();
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(`${plantOps.url}/sw.js`);

    await plantOps.stop();
    await page.reload();
    await card.getByText('37.7').waitFor();
    await page
      .getByTestId('connection-lost')
      .filter({ hasText: /No connection to the server\. Values of .+\./ })
      .waitFor();
    await keepScreenshot(page, 'offline-phone');
    await page.goto(`${plantOps.url}/plants/${plantId}`);
    await page.getByRole('heading', { level: 1, name: 'Offline olive' }).waitFor();
    // The last day is there, marked; the rest says that it was not loaded, and nothing says that there is nothing.
    await page.getByText(/The last day only: as of .+, kept in this browser/).waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).and(page.locator(':disabled')).waitFor();
    expect(await page.getByText('No alerts.').count()).toBe(0);
    expect(await page.getByText('The server cannot be reached').count()).toBe(0);
    await keepScreenshot(page, 'offline-plant-phone');

    await plantOps.start();
    await page.getByTestId('connection-lost').waitFor({ state: 'detached' });
    await page.getByText('37.7').first().waitFor();
  });

  it('over a line that passes nothing any more, says so within 20 seconds, and goes on when it passes again', async () => {
    const credentials = await register(plantOps.url, undefined, { name: 'Hall' });
    const sensor = await connectDevice(credentials);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Half-open hoya' });
    await publishReading(sensor, credentials, { soil_moisture: 42.5 });
    const relay = await startRelay(plantOps.url);
    const { page } = await openPage(browser, relay.url, PHONE);
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card.getByText('42.5').waitFor();
    expect(await page.getByTestId('values-of').count()).toBe(0);
    relay.hold();
    await page.getByTestId('connection-lost').waitFor();
    await card.getByText(/values of \d/).waitFor();
    await keepScreenshot(page, 'half-open-phone');
    await publishReading(sensor, credentials, { soil_moisture: 12.5 });
    relay.pass();
    await page.getByTestId('connection-lost').waitFor({ state: 'detached' });
    await card.getByText('12.5').waitFor();
    expect(await page.getByTestId('values-of').count()).toBe(0);
    await sensor.endAsync();
    await page.goto('about:blank');
    await relay.stop();
  });

  it("leaves the server's own addresses to the server", async () => {
    const { page } = await openPage(browser, plantOps.url, PHONE, 'light', { installable: true });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    for (const [path, words] of [
      ['/api/docs/', /swagger/i],
      ['/metrics', /plantops_/],
      ['/editor/', /Node-RED|red-ui/],
    ] as const) {
      const response = await page.goto(`${plantOps.url}${path}`);
      expect([response?.fromServiceWorker(), response?.status()], path).toEqual([false, 200]);
      expect(await response?.text(), path).toMatch(words);
    }
  });
});
