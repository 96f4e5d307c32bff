/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, register } from '../harness/api.ts';
import { closePages, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** What a card says of its plant is worded in the browser, in both languages: 12 kB of it. */
const MOST_BYTES = 365_000;

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

  it('takes less than 365 kB over the wire on a first visit', async () => {
    const { device_id } = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, device_id, { name: 'Fern', species: 'Nephrolepis exaltata' });
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
    await page.getByTestId(`plant-card-${plantId}`).waitFor();
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
    const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total, JSON.stringify(loaded)).toBeLessThan(MOST_BYTES);
    expect(total).toBeGreaterThan(50_000);
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
