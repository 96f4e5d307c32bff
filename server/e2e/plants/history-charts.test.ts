/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getPlant, register } from '../harness/api.ts';
import {
  closePages,
  DESKTOP,
  keepScreenshot,
  useBrowser,
  openPage,
  PHONE,
  type WatchedPage,
} from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { untilPlotsDrew, watchPlots } from '../harness/plot-changes.ts';
import { isOfCharts, lengthOf, nextHistory, placeIn, probe, readout } from '../harness/history-page.ts';
import { forcedLayouts, traced } from '../harness/page-work.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Ten days, a reading every five minutes: temperature a line from 15 to 25, soil moisture from 60 down to 40; no light. */
const INSERT_DAYS = `
  INSERT INTO telemetry (time, device_id, plant_id, temperature, soil_moisture, humidity)
  SELECT now() - interval '10 days' * (1 - n / 2880.0), $1, $2, 15 + 10 * n / 2880.0, 60 - 20 * n / 2880.0, 50 FROM generate_series(0, 2880) AS n`;
const INSERT_ALERT = `
  INSERT INTO alerts (plant_id, kind, metric, value, threshold, direction, message, opened_at, closed_at)
  VALUES ($1, 'threshold', 'soil_moisture', 41, 42, 'min', 'soil_moisture is 41.0, threshold min 42.0', now() - interval '14 hours', now() - interval '10 hours')`;
/** A day, a reading every five minutes; values swing by a fifth. */
const INSERT_DAY = `
  INSERT INTO telemetry (time, device_id, plant_id, soil_moisture, temperature, humidity, light_level)
  SELECT now() - n * interval '5 minutes', $1, $2, 50 + 10 * sin(n), 20 + 4 * sin(n), 50 + 10 * sin(n), round(500 + 100 * sin(n)) FROM generate_series(1, 288) AS n`;
const DAY_MS = 86_400_000;
const THRESHOLDS = { temperature: { min: 20, max: 28 } };

describe('history charts', () => {
  const plantOps = sharedServer();
  let browser: Browser;
  let deviceId = '';
  let plantId = '';

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    deviceId = (await register(plantOps.url)).device_id;
    plantId = await assignNewPlant(plantOps.url, deviceId, { name: 'Charted fern', thresholds: THRESHOLDS });
    await plantOps.query(INSERT_DAYS, [deviceId, plantId]);
    await plantOps.query(INSERT_ALERT, [plantId]);
    await call(plantOps.url, 'POST', `/api/plants/${plantId}/journal`, {
      kind: 'watering',
      amount_ml: 250,
      at: new Date(Date.now() - DAY_MS / 2).toISOString(),
    });
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

  async function open(query = '', size = DESKTOP, id = plantId): Promise<WatchedPage> {
    const watched = await openPage(browser, `${plantOps.url}/plants/${id}${query}`, size);
    opened.push(watched);
    await watched.page.getByTestId('history-chart').locator('path.mean[d^=M]').first().waitFor({ state: 'attached' });
    return watched;
  }

  it('shows every metric that was measured, each with a sentence that says what there is', async () => {
    const { page } = await open();
    await page.getByText(/^Temperature: 24\.0 °C to 25\.0 °C, mean 24\.5 °C$/).waitFor();
    await page.getByText(/^Soil moisture: 40\.0 % to 42\.0 %, mean 41\.0 %$/).waitFor();
    expect(await page.locator('[data-testid^=chart-]').count()).toBe(3);
    await page.locator('[data-testid=chart-soil_moisture] [data-journal=watering]').waitFor({ state: 'attached' });
    expect(await page.locator('[data-testid=chart-soil_moisture] [data-alert]').count()).toBe(1);
    expect(await page.locator('[data-testid=chart-temperature] [data-alert]').count()).toBe(0);
  });

  it('a range is fetched, stands in the address, and is there again after a reload', async () => {
    const { page } = await open();
    const week = await nextHistory(page, () => page.getByRole('button', { name: '7 days' }).click());
    expect(lengthOf(week)).toBe(7 * DAY_MS);
    await page.getByText(/^Temperature: 18\.0 °C to 25\.0 °C/).waitFor();
    expect(page.url()).toContain('range=7d');
    const again = await nextHistory(page, () => page.reload());
    expect(lengthOf(again)).toBe(7 * DAY_MS);
    expect(await page.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.title()).toContain('Charted fern');
  });

  it('dragging over a part zooms to it with finer data, and the zoom can be reset', async () => {
    const { page } = await open('?range=7d');
    await page.mouse.move(...(await placeIn(page, 'Temperature', 0.25)));
    await page.mouse.down();
    await page.mouse.move(...(await placeIn(page, 'Temperature', 0.4)));
    const part = await nextHistory(page, async () => {
      await page.mouse.move(...(await placeIn(page, 'Temperature', 0.5)));
      await page.mouse.up();
    });
    expect(lengthOf(part) / DAY_MS).toBeCloseTo(7 / 4, 1);
    expect((Date.now() - Date.parse(part.to)) / DAY_MS).toBeCloseTo(3.5, 1);
    expect(part.bucket_s).toBeLessThan((7 * 86_400) / 1000);
    expect(page.url()).toMatch(/from=.*to=/);
    expect(lengthOf(await nextHistory(page, () => page.reload()))).toBe(lengthOf(part));
    const link = await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href');
    expect(link).toBe(
      `/api/plants/${plantId}/export?format=csv&from=${encodeURIComponent(part.from)}&to=${encodeURIComponent(part.to)}`,
    );
    const whole = await nextHistory(page, () => page.getByRole('button', { name: 'Reset zoom' }).click());
    expect(lengthOf(whole)).toBe(DAY_MS);
  });

  it('buttons zoom and move, and "later" ends at now', async () => {
    const { page } = await open();
    const closer = await nextHistory(page, () => page.getByRole('button', { name: 'Zoom in' }).click());
    expect(lengthOf(closer) / DAY_MS).toBeCloseTo(0.5, 2);
    const earlier = await nextHistory(page, () => page.getByRole('button', { name: 'Earlier' }).click());
    expect(Date.parse(closer.from) - Date.parse(earlier.from)).toBe(lengthOf(closer) / 2);
    const wider = await nextHistory(page, () => page.getByRole('button', { name: 'Zoom out' }).click());
    expect(lengthOf(wider) / DAY_MS).toBeCloseTo(1, 2);
    await expect
      .poll(async () => {
        const later = page.getByRole('button', { name: 'Later' });
        if (await later.isEnabled()) await later.click();
        return later.isDisabled();
      })
      .toBe(true);
    expect(page.url()).not.toContain('to=');
  });

  it('the crosshair reads all metrics at once, by pointer and by keys', async () => {
    const { page } = await open();
    await page.mouse.move(...(await placeIn(page, 'Soil moisture', 0.5)));
    await readout(page, 'temperature').getByText('24.5 °C').waitFor();
    await readout(page, 'soil_moisture').getByText('41.0 %').waitFor();
    await readout(page, 'humidity').getByText('50.0 %').waitFor();
    await page
      .getByTestId('history-readout')
      .getByText('Soil moisture too low: 41.0 %, limit 42.0 % · Watered · 250 ml')
      .waitFor();
    expect(await page.locator('[data-testid=history-chart] line.cursor').count()).toBe(3);
    await page.mouse.move(5, 5);
    await probe(page, 'Humidity').focus();
    await page.keyboard.press('Home');
    await readout(page, 'temperature').getByText('24.0 °C').waitFor();
    expect(await probe(page, 'Humidity').getAttribute('aria-valuetext')).toMatch(
      /: Soil moisture 4[12]\.\d %, Temperature 24\.0 °C, Humidity 50\.0 %$/,
    );
    const before = await probe(page, 'Humidity').getAttribute('aria-valuenow');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => probe(page, 'Humidity').getAttribute('aria-valuenow')).toBe(String(Number(before) + 1));
    await page.keyboard.press('Escape');
    await readout(page, 'temperature').waitFor({ state: 'hidden' });
    expect(lengthOf(await nextHistory(page, () => page.keyboard.press('+'))) / DAY_MS).toBeCloseTo(0.5, 2);
  });

  it('a limit dragged on the chart is saved, and undo brings it back', async () => {
    const { page } = await open('?range=7d');
    const handle = page.getByRole('slider', { name: 'Temperature, at most' });
    await handle.scrollIntoViewIfNeeded();
    const box = (await handle.boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + 40, { steps: 4 });
    const dragged = Number(await handle.getAttribute('aria-valuenow'));
    expect(dragged).toBeLessThan(28);
    expect(dragged).toBeGreaterThan(20);
    expect((await getPlant(plantOps.url, plantId)).thresholds).toEqual(THRESHOLDS);
    await page.mouse.up();
    await page.getByText(`Temperature: at most ${dragged.toFixed(1)} °C.`).waitFor();
    expect((await getPlant(plantOps.url, plantId)).thresholds).toEqual({ temperature: { min: 20, max: dragged } });
    await page.getByTestId('toast-action').click();
    await page.getByText('Undone.').waitFor();
    expect((await getPlant(plantOps.url, plantId)).thresholds).toEqual(THRESHOLDS);
    await expect.poll(() => handle.getAttribute('aria-valuenow')).toBe('28');
  });

  it("values are shown in the owner's unit, and times in the owner's zone", async () => {
    await call(plantOps.url, 'PUT', '/api/settings/display', {
      temperature_unit: 'fahrenheit',
      time_zone: 'Asia/Tokyo',
    });
    try {
      const { page } = await open();
      await page.getByText(/^Temperature: 75\.2 °F to 77\.0 °F, mean 76\.1 °F$/).waitFor();
      expect(await page.getByRole('slider', { name: 'Temperature, at most' }).getAttribute('aria-valuetext')).toBe(
        '82.4 °F',
      );
      await probe(page).focus();
      await page.keyboard.press('End');
      const latest = new Intl.DateTimeFormat('en-US', {
        timeZone: 'Asia/Tokyo',
        weekday: 'short',
        hour: 'numeric',
      }).formatToParts(Date.now());
      const weekday = latest.find(({ type }) => type === 'weekday')?.value ?? '';
      await expect.poll(() => probe(page).getAttribute('aria-valuetext')).toContain(weekday);
      await expect.poll(() => probe(page).getAttribute('aria-valuetext')).toContain('77.0 °F');
    } finally {
      await call(plantOps.url, 'PUT', '/api/settings/display', { temperature_unit: 'celsius', time_zone: 'auto' });
    }
  });

  it('a reading changes the shape of the lines and nothing else of the plots, without a request; no script waits for a layout', async () => {
    const credentials = await register(plantOps.url);
    const liveId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Drawn palm' });
    await plantOps.query(INSERT_DAY, [credentials.device_id, liveId]);
    const client = await connectDevice(credentials);
    try {
      const { page } = await open('?range=24h', DESKTOP, liveId);
      const values = { soil_moisture: 50, temperature: 20, humidity: 50, light_level: 500 };
      // The first one begins a new bucket.
      await publishReading(client, credentials, values);
      await page.getByText(/^Light: 400 lx to 600 lx, mean 50\d lx$/).waitFor();
      await page.getByTestId('value-light_level').getByText('500').waitFor();
      await page.evaluate(watchPlots);
      let requests = 0;
      page.on('request', (request) => {
        if (isOfCharts(request.url())) requests += 1;
      });
      const trace = await traced(browser, page, async () => {
        for (const step of [1, 2, 3]) {
          await publishReading(client, credentials, {
            soil_moisture: 50 + step,
            temperature: 20 + step,
            humidity: 50 + step,
            light_level: 500 + step,
          });
          // Not by what is visible: to find that out, a layout is asked for.
          await page.evaluate(untilPlotsDrew, step);
        }
      });
      expect(await page.evaluate(() => [...globalThis.plotChanges.kinds])).toEqual(['path d']);
      expect(trace.some(({ name }) => name === 'Layout')).toBe(true);
      expect(forcedLayouts(trace)).toEqual([]);
      expect(requests).toBe(0);
    } finally {
      await client.endAsync();
    }
  });

  it('the page of a plant does without the chart library', async () => {
    const { page } = await open();
    const scripts = new Set<string>();
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.add(response.url());
    });
    await page.reload();
    await page.getByTestId('history-chart').locator('path.mean[d^=M]').first().waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    const texts = await Promise.all([...scripts].map(async (url) => (await fetch(url)).text()));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((script) => script.includes('apexcharts-canvas'))).toEqual([]);
  });

  it('a young plant is shown from its beginning on, until a time is chosen', async () => {
    const credentials = await register(plantOps.url);
    const youngId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Seedling' });
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity) SELECT now() - n * interval '10 seconds', $1, $2, 50 + n FROM generate_series(0, 30) AS n`,
      [credentials.device_id, youngId],
    );
    const { page } = await open('', DESKTOP, youngId);
    await expect.poll(() => probe(page, 'Humidity').getAttribute('aria-valuemax')).toBe('30');
    const day = await nextHistory(page, () => page.getByRole('button', { name: '24 h' }).click());
    expect(lengthOf(day)).toBe(DAY_MS);
    await expect.poll(async () => Number(await probe(page, 'Humidity').getAttribute('aria-valuemax'))).toBeLessThan(5);
  });

  it('fits a phone; a finger reads values, drags a span to zoom, and moves a limit', async () => {
    const context = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await page.goto(`${plantOps.url}/plants/${plantId}?range=7d`);
    await page.getByText(/^Temperature: 18\.0 °C to 25\.0 °C/).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
    const touch = await context.newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });

    const [x, y] = await placeIn(page, 'Temperature', 0.5);
    await page.touchscreen.tap(x, y);
    await readout(page, 'temperature').getByText('21.5 °C').waitFor();
    await keepScreenshot(page, 'history-phone');

    const [left] = await placeIn(page, 'Temperature', 0.2);
    const part = await nextHistory(page, async () => {
      await send('touchStart', left, y);
      for (let at = left; at < x; at += 10) await send('touchMove', at, y);
      await send('touchMove', x, y);
      await send('touchEnd');
    });
    expect(lengthOf(part) / DAY_MS).toBeCloseTo(7 * 0.3, 0);

    const handle = page.getByRole('slider', { name: 'Temperature, at least' });
    await handle.scrollIntoViewIfNeeded();
    const box = (await handle.boundingBox())!;
    await send('touchStart', box.x + 15, box.y + 12);
    for (let down = 0; down <= 20; down += 4) await send('touchMove', box.x + 15, box.y + 12 + down);
    await send('touchEnd');
    await page.getByText(/^Temperature: at least 1\d\.\d °C\.$/).waitFor();
    expect((await getPlant(plantOps.url, plantId)).thresholds.temperature?.min).toBeLessThan(20);
    await page.getByTestId('toast-action').click();
    await page.getByText('Undone.').waitFor();
    await context.close();
  });
});
