/// <reference lib="dom" />
import { gzipSync } from 'node:zlib';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { closePages, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** All that a card needs, compressed: the page, what it names, and the first answer. */
const MOST_BEFORE_A_CARD = 168_000;
/** The page with the last known values drawn into it. */
const MOST_BEFORE_A_VALUE = 8_000;
/** What comes later on a first visit, in idle time, included. */
const MOST_IN_ALL = 300_000;

describe('the first screen', () => {
  const plantOps = sharedServer();
  let browser: Browser;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await plantOps.remove();
  });

  it('takes less than 168 kB over the wire until it shows cards on a first visit, and less than 300 kB in all', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Fern',
      species: 'Nephrolepis exaltata',
    });
    await publishReading(client, credentials, { soil_moisture: 41.5 });
    await client.endAsync();
    const { page } = await openPage(browser, 'about:blank', PHONE, 'light', { prepared: true });
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const sizes = new Map<string, number>();
    const urls = new Map<string, string>();
    network.on('Network.responseReceived', ({ requestId, response }) =>
      urls.set(requestId, new URL(response.url).pathname),
    );
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
      sizes.set(requestId, encodedDataLength),
    );
    await page.goto(plantOps.url);
    await page.getByTestId(`plant-card-${plantId}`).getByText('41.5').waitFor();
    await page.waitForLoadState('load');
    const loaded = [...sizes].map(([requestId, bytes]) => ({ path: urls.get(requestId) ?? '?', bytes }));
    expect(loaded.map(({ path }) => path)).toContain('/');
    expect(
      loaded.some(({ path }) => path.endsWith('.js')),
      'scripts were counted',
    ).toBe(true);
    expect(
      loaded.filter(({ path }) => /apexcharts|Compar/.test(path)),
      'charts come when they are asked for',
    ).toEqual([]);
    const source = await (await fetch(plantOps.url)).text();
    const named = [...source.matchAll(/ (?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path);
    const sum = (some: typeof loaded): number => some.reduce((all, { bytes }) => all + bytes, 0);
    const before = loaded.filter(({ path }) => path === '/' || named.includes(path));
    expect(before.length, 'page, scripts, styles, font, first answer').toBeGreaterThanOrEqual(6);
    expect(sum(before), JSON.stringify(before)).toBeLessThan(MOST_BEFORE_A_CARD);
    expect(sum(loaded), JSON.stringify(loaded)).toBeLessThan(MOST_IN_ALL);
  });

  it('shows a value with the first 8 kB, before any style or script has come', async () => {
    const { status, body } = await call<Plant[]>(plantOps.url, 'GET', '/api/plants');
    const fern = body.find(({ name }) => name === 'Fern');
    expect([status, fern?.latest?.soil_moisture]).toEqual([200, 41.5]);
    const { page } = await openPage(browser, 'about:blank', PHONE, 'light', { prepared: true });
    await page.route(/\.(?:css|js|woff2)$|\/api\//, (route) => route.abort());
    for (const path of ['/', `/plants/${fern?.id}`]) {
      const answer = await fetch(`${plantOps.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
      expect(gzipSync(await answer.text()).length).toBeLessThan(MOST_BEFORE_A_VALUE);
      await page.goto(`${plantOps.url}${path}`);
      const view = page.locator('#first-view');
      await view.locator('b', { hasText: '42%' }).waitFor();
      await view.getByText('Fern', { exact: true }).waitFor();
    }
  });

  it('is compressed, but live events are not', async () => {
    const encodingOf = async (path: string): Promise<string | null> => {
      const leave = new AbortController();
      const response = await fetch(`${plantOps.url}${path}`, {
        headers: { 'accept-encoding': 'gzip' },
        signal: leave.signal,
      });
      leave.abort();
      return response.headers.get('content-encoding');
    };
    const page = await (await fetch(plantOps.url)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect([await encodingOf(script), await encodingOf('/api/openapi.json'), await encodingOf('/api/events')]).toEqual([
      'gzip',
      'gzip',
      null,
    ]);
  });
});
