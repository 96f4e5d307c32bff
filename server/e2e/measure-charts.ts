/**
 * Measures the processor time that a new reading costs a browser showing a plant's page with four charts. Chromium
 * opens the page, one reading per second arrives over MQTT, and the cost of the same page at rest is subtracted.
 *
 *   node server/e2e/measure-charts.ts [--url http://127.0.0.1:8080] [--seconds 20] [--query range=24h] [--table] [--phone]
 *
 * Without --url it starts its own server with the last build of the dashboard (`npx vite build ui`), and removes the
 * server's data afterwards. To compare two versions, start a server in a checkout of each and measure both with --url.
 * With --url it leaves a device, a plant and its readings behind.
 *
 * `cpu` is the time of tasks on the renderer's main thread, `thread` all time of that thread, and `process` that of the
 * whole renderer, including its raster and compositor threads. A forced layout is one that a script waits for.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { assignNewPlant, call, register } from './harness/api.ts';
import { DESKTOP, PHONE, useBrowser } from './harness/browser.ts';
import { connectDevice, publishReading } from './harness/device-client.ts';
import { forcedLayouts, traced } from './harness/page-work.ts';
import { PlantOpsProcess } from './harness/plantops-process.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    query: { type: 'string', default: 'range=24h' },
    table: { type: 'boolean', default: false },
    phone: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
if (!(seconds >= 1)) throw new Error('--seconds must be at least 1');

/** The number of earlier readings, one every two minutes for a day: as many as a wide chart draws. */
const EARLIER = 720;
const EARLIER_STEP_MS = 120_000;
/** How long the page needs to finish rendering and its idle work. */
const SETTLE_MS = 8000;

const valuesAt = (n: number): object => ({
  soil_moisture: 45 + 10 * Math.sin(n / 60),
  temperature: 21 + 4 * Math.sin(n / 90),
  humidity: 55 + 8 * Math.cos(n / 75),
  light_level: Math.round(4000 + 3500 * Math.sin(n / 100)),
});

const FIGURES = [
  'ThreadTime',
  'ProcessTime',
  'TaskDuration',
  'ScriptDuration',
  'LayoutDuration',
  'RecalcStyleDuration',
  'LayoutCount',
  'RecalcStyleCount',
] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

/** The work that the page's renderer did while `work` ran. Times are in seconds of processor time. */
async function costsOf(page: Page, work: () => Promise<unknown>): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<Figures> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(
      FIGURES.map((name) => [name, metrics.find((metric) => metric.name === name)?.value ?? Number.NaN]),
    ) as Figures;
  };
  const before = await read();
  await work();
  const after = await read();
  await session.detach();
  return Object.fromEntries(FIGURES.map((name) => [name, after[name] - before[name]])) as Figures;
}

const started = options.url === undefined ? new PlantOpsProcess() : undefined;
await started?.start();
const base = options.url ?? started?.url ?? '';
const browser = await useBrowser();
try {
  const credentials = await register(base, `02:10:ad:00:01:${String(Date.now() % 100).padStart(2, '0')}`);
  const plantId = await assignNewPlant(base, credentials.device_id, {
    name: 'Measured fern',
    thresholds: { soil_moisture: { min: 20, max: 80 }, temperature: { min: 15, max: 28 } },
  });
  const client = await connectDevice(credentials);
  const now = Date.now();
  for (let n = EARLIER; n > 0; n -= 1)
    await publishReading(client, credentials, valuesAt(-n), new Date(now - n * EARLIER_STEP_MS));
  while ((await call<{ points: unknown[] }>(base, 'GET', `/api/plants/${plantId}/history`)).body.points.length < 200)
    await delay(100);

  const context = await browser.newContext({ viewport: options.phone ? PHONE : DESKTOP });
  const page = await context.newPage();
  await page.goto(new URL(`/plants/${plantId}?${options.query}`, base).href);
  await page.locator('[data-testid^=chart-] figcaption').nth(3).waitFor();
  if (options.table) await page.getByRole('button', { name: 'Show as table' }).click();
  await delay(SETTLE_MS);

  const idle = await costsOf(page, () => delay(seconds * 1000));
  let sent = 0;
  const readings = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      await publishReading(client, credentials, valuesAt((sent += 1)));
      await delay(1000);
    }
  };
  const busy = await costsOf(page, () => readings(seconds));
  const trace = await traced(browser, page, () => readings(5));
  await client.endAsync();

  const perReading = (name: keyof Figures): number => (busy[name] - idle[name]) / seconds;
  const ms = (name: keyof Figures): string => (1000 * perReading(name)).toFixed(2);
  const forced = forcedLayouts(trace);
  process.stdout.write(
    [
      `${seconds} readings, one a second; ${options.query}, ${options.phone ? 'phone' : 'desktop'}${options.table ? ', with its table' : ''}`,
      `per reading: cpu ${ms('TaskDuration')} ms (thread ${ms('ThreadTime')} ms, process ${ms('ProcessTime')} ms)`,
      `  of that: script ${ms('ScriptDuration')} ms, layout ${ms('LayoutDuration')} ms, style ${ms('RecalcStyleDuration')} ms`,
      `  layouts ${perReading('LayoutCount').toFixed(2)}, style recalculations ${perReading('RecalcStyleCount').toFixed(2)}`,
      `at rest per second: cpu ${((1000 * idle.TaskDuration) / seconds).toFixed(2)} ms, layouts ${(idle.LayoutCount / seconds).toFixed(2)}`,
      `forced layouts in 5 readings: ${forced.length}`,
      '',
    ].join('\n'),
  );
} finally {
  await browser.close();
  await started?.remove();
}
