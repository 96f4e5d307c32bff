/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, getPlant, register } from '../harness/api.ts';
import {
  closePages,
  chooseOption,
  DESKTOP,
  keepScreenshot,
  useBrowser,
  openPage,
  type WatchedPage,
} from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { runClock, takeClock } from '../harness/page-clock.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Readings of ten days, one every half hour. The values are above their mean for half a day, then below it. */
const INSERT_DAYS = `
  INSERT INTO telemetry (time, device_id, plant_id, temperature, soil_moisture)
  SELECT now() - n * interval '30 minutes', $1, $2, $3::float8 + CASE WHEN (n / 24) % 2 = 0 THEN 2 ELSE -2 END, 40 + $3::float8 FROM generate_series(0, 480) AS n`;
const THRESHOLDS = { temperature: { min: 15, max: 28 } };
/** Names are shown as they are, never as HTML. */
const NAMES = ['Fern', 'Basil <img src=x onerror="console.error(1)"> & mint', 'Palm'];

describe('comparing plants', () => {
  const plantOps = sharedServer();
  let browser: Browser;
  const ids: string[] = [];

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    for (const [nth, name] of NAMES.entries()) {
      const { device_id: deviceId } = await register(plantOps.url);
      const id = await assignNewPlant(plantOps.url, deviceId, { name, thresholds: THRESHOLDS });
      await plantOps.query(INSERT_DAYS, [deviceId, id, 18 + 2 * nth]);
      ids.push(id);
    }
  });
  afterAll(async () => {
    await plantOps.remove();
  });

  const opened: WatchedPage[] = [];
  afterEach(async () => {
    const pages = opened.splice(0);
    await closePages();
    expect(pages.flatMap(({ faults }) => faults)).toEqual([]);
  });

  async function open(
    query = `?metric=temperature&plants=${ids.join()}&range=7d`,
    size = DESKTOP,
    scheme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    const watched = await openPage(browser, `${plantOps.url}/compare${query}`, size, scheme);
    opened.push(watched);
    return watched.page;
  }
  const lines = (page: Page) => page.getByTestId('comparison-chart').locator('path.apexcharts-line');
  const untilLines = (page: Page, count: number) => expect.poll(() => lines(page).count()).toBe(count);

  it('shows a line per plant, what each measured, and the limits that all share', async () => {
    const page = await open();
    await untilLines(page, 3);
    await page.getByRole('link', { name: '16.0 °C to 20.0 °C, mean 18.0 °C' }).waitFor();
    expect(await page.getByTestId('comparison-summary').innerText()).toBe(
      `Highest on average: Palm with 22.0 °C. Lowest: Fern with 18.0 °C. All have the same limits: 15–28 °C.`,
    );
    const drawn = await page.getByTestId('comparison-chart').innerText();
    expect(drawn).toContain('at least 15.0 °C');
    expect(drawn).toContain('at most 28.0 °C');
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(asked.filter((url) => new URL(url).pathname.includes('apexcharts'))).toHaveLength(1);
    const histories = asked.filter((url) => new URL(url).pathname.endsWith('/history'));
    expect([histories.length, new Set(histories.map((url) => new URL(url).search)).size]).toEqual([3, 1]);
    await keepScreenshot(page, 'compare-desktop');
  });

  it('draws a value without neighbours as a dot', async () => {
    const { device_id: deviceId } = await register(plantOps.url);
    const id = await assignNewPlant(plantOps.url, deviceId, { name: 'Newcomer' });
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, temperature)
       SELECT now() - hours * interval '1 hour', $1, $2, 21 FROM unnest(ARRAY[0, 90, 90.5, 91, 91.5, 92, 120]) AS hours`,
      [deviceId, id],
    );
    const page = await open(`?metric=temperature&plants=${id}&range=7d`);
    const dots = page.getByTestId('comparison-chart').locator('.apexcharts-series-markers-wrap');
    await expect.poll(() => dots.evaluate((wrap) => getComputedStyle(wrap).opacity)).toBe('1');
    const widths = await dots
      .locator('.apexcharts-marker')
      .evaluateAll((all) => all.map((dot) => Math.round(dot.getBoundingClientRect().width)));
    expect(widths.filter((width) => width === 8)).toHaveLength(2);
  });

  it('reads every plant at once where the pointer is; a name is text', async () => {
    const page = await open();
    await untilLines(page, 3);
    const box = (await page.getByTestId('comparison-chart').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const values = page.getByTestId('comparison-chart').locator('.values');
    await values.waitFor();
    const told = await values.innerText();
    for (const name of NAMES) expect(told).toContain(name);
    expect(told.match(/\d\d\.\d °C/g)).toHaveLength(3);
    expect(await page.locator('img[src=x]').count()).toBe(0);
  });

  it('what is chosen stands in the address, and is there again after a reload', async () => {
    const page = await open(`?metric=temperature&plants=${ids[0]}&range=7d`);
    await untilLines(page, 1);
    await page.getByRole('combobox', { name: 'Plants' }).click();
    await chooseOption(page, 'Palm');
    await page.keyboard.press('Escape');
    await untilLines(page, 2);
    await page.getByRole('button', { name: '30 days' }).click();
    await page.getByTestId('compare-metric').locator('.v-field').click();
    await chooseOption(page, 'Soil moisture');
    await page.getByText('Highest on average: Palm with 62.0 %. Lowest: Fern with 58.0 %.').waitFor();
    const address = page.url();
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
      metric: 'soil_moisture',
      plants: `${ids[0]},${ids[2]}`,
      range: '30d',
    });
    await page.reload();
    await untilLines(page, 2);
    await page.getByText('Highest on average: Palm with 62.0 %.').waitFor();
    expect(page.url()).toBe(address);
    expect(await page.title()).toContain('Compare plants');
  });

  it('buttons zoom and go back, without asking the server', async () => {
    const page = await open();
    await untilLines(page, 3);
    const before = await lines(page).first().getAttribute('d');
    let requests = 0;
    page.on('request', (request) => {
      if (request.url().includes('/history?')) requests += 1;
    });
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(() => lines(page).first().getAttribute('d')).not.toBe(before);
    expect(await page.getByRole('button', { name: 'Earlier' }).isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'Reset zoom' }).click();
    await expect.poll(() => lines(page).first().getAttribute('d')).toBe(before);
    expect(requests).toBe(0);
  });

  it('dragging over a part zooms to it', async () => {
    const page = await open();
    await untilLines(page, 3);
    const box = (await page.getByTestId('comparison-chart').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 150, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.getByRole('button', { name: 'Reset zoom' }).isEnabled()).toBe(true);
  });

  it('readings show after half a minute, by one more answer per plant', async () => {
    const credentials = await register(plantOps.url);
    const liveId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Live palm' });
    const client = await connectDevice(credentials);
    try {
      await publishReading(client, credentials, { temperature: 20 }, new Date(Date.now() - 3_600_000));
      // So that it is not news to the page.
      await eventually(async () => (await getPlant(plantOps.url, liveId)).latest?.temperature === 20);
      const { page } = await openPage(browser, 'about:blank', DESKTOP, 'light', { prepared: true });
      // The page's time goes on only as far as it is let: a reading of later would not be on it yet.
      const opened = new Date();
      await takeClock(page);
      await page.goto(`${plantOps.url}/compare?metric=temperature&plants=${liveId},${ids[0]}&range=24h`);
      await untilLines(page, 2);
      let asked = 0;
      page.on('request', (request) => {
        if (request.url().includes('/history?')) asked += 1;
      });
      await runClock(page, 30_000);
      expect(asked).toBe(0);
      await publishReading(client, credentials, { temperature: 24 }, opened);
      await expect
        .poll(async () => {
          await runClock(page, 30_000);
          return page.getByRole('link', { name: 'Live palm: 20.0 °C to 24.0 °C' }).count();
        })
        .toBe(1);
      expect(asked).toBe(2);
    } finally {
      await client.endAsync();
    }
  });
});
