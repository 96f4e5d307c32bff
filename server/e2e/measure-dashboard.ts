/**
 * Measures how soon the dashboard shows something on a bad line, and whether it stays smooth on a weak phone, in Chromium.
 *
 *   node server/e2e/measure-dashboard.ts --url http://127.0.0.1:8080 [--plants 40] [--readings 50] [--seconds 10]
 *     [--path '/plants/{id}'] [--language de]
 *
 * First: one visit without any cache at 50 kB/s and 400 ms: when it paints, what it shows then, and what was transferred.
 * Then: the longest tasks while readings arrive, in processor time, as on a phone that is four times slower: that other
 * programs keep this machine busy does not count. Plants
 * without a sensor that it adds stay on the server.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import type { CDPSession } from 'playwright-core';
import { assignNewPlant, call, register } from './harness/api.ts';
import { useBrowser } from './harness/browser.ts';
import { connectDevice, publishReading } from './harness/device-client.ts';
import { tasksOf, traced } from './harness/page-work.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    plants: { type: 'string', default: '40' },
    readings: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    path: { type: 'string', default: '/?sort=name' },
    language: { type: 'string', default: 'en' },
  },
});
const [plants, readings, seconds] = [options.plants, options.readings, options.seconds].map(Number) as [
  number,
  number,
  number,
];
const PHONE = { width: 390, height: 844 };
const SLOW_LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
/** How much slower a weak phone is than this machine. */
const SLOWER = 4;
/** Devices that send; each sends for a plant of its own. */
const SENDERS = Math.min(plants, 10);

const existing = (await call<{ id: string }[]>(options.url, 'GET', '/api/plants?limit=1000')).body;
const tag = Date.now().toString(16).slice(-6).padStart(6, '0').match(/../g)?.join(':');
const senders: { credentials: DeviceCredentials; id: string; client: MqttClient }[] = [];
for (let n = 0; n < SENDERS; n += 1) {
  const credentials = await register(options.url, `02:00:${tag}:${n.toString(16).padStart(2, '0')}`);
  const id = await assignNewPlant(options.url, credentials.device_id, {
    // First by name, so that they are on the screen.
    name: `0 sender ${n}`,
    species: 'Nephrolepis exaltata',
  });
  senders.push({ credentials, id, client: await connectDevice(credentials) });
}
for (let n = existing.length + SENDERS; n < plants; n += 1)
  await call<{ id: string }>(options.url, 'POST', '/api/plants', { name: `Measured plant ${n}` });
const publish = (n: number): Promise<void> => {
  const sender = senders[n % SENDERS];
  if (!sender) throw new Error('--plants must be at least 1');
  const wave = Math.sin(n / 40);
  return publishReading(sender.client, sender.credentials, {
    soil_moisture: 45 + 8 * wave,
    temperature: 21 + 3 * wave,
    humidity: 55 - 5 * wave,
    light_level: Math.round(4000 + 1000 * wave),
  });
};
for (let n = 0; n < SENDERS; n += 1) await publish(n);

const path = options.path.replace('{id}', senders[0]?.id ?? '');
const browser = await useBrowser();

async function bytesOf(session: CDPSession): Promise<() => { path: string; bytes: number; at: number }[]> {
  await session.send('Network.enable');
  const paths = new Map<string, string>();
  const loaded: { path: string; bytes: number; at: number }[] = [];
  let began: number | undefined;
  session.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    began ??= timestamp;
    paths.set(requestId, new URL(request.url).pathname);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength, timestamp }) =>
    loaded.push({
      path: paths.get(requestId) ?? '?',
      bytes: encodedDataLength,
      at: Math.round((timestamp - (began ?? timestamp)) * 1000),
    }),
  );
  return () => loaded;
}

try {
  const context = await browser.newContext({ viewport: PHONE, locale: options.language, serviceWorkers: 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const loaded = await bytesOf(session);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', SLOW_LINE);
  await page.addInitScript(() => {
    const seen: Record<string, number> = {};
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const note = (name: string, selector: string): void => {
        if (!(name in seen) && document.querySelector(selector)) seen[name] = Math.round(performance.now());
      };
      note('shell', '#first-view');
      note('app', '.v-application');
      note('plants', '[data-testid^=plant-card], [data-testid^=plant-row], [data-testid^=chart-]');
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(new URL(path, options.url).href, { waitUntil: 'commit' });
  await page.locator('[data-testid^=plant-card], [data-testid^=plant-row], [data-testid^=chart-]').first().waitFor();
  await delay(3000);
  const paint = await page.evaluate(() =>
    performance.getEntriesByType('paint').map(({ name, startTime }) => `${name} ${Math.round(startTime)} ms`),
  );
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
  const seen = await page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
  const files = loaded();
  process.stdout.write(
    `${paint.join(', ')}; in the document: ${JSON.stringify(seen)}; layout shift ${shift.toFixed(3)}\n`,
  );
  for (const { path: name, bytes, at } of files) process.stdout.write(`  ${at} ms ${bytes} ${name}\n`);
  process.stdout.write(`  in all ${files.reduce((sum, { bytes }) => sum + bytes, 0)} bytes\n`);
  await context.close();

  const weak = await browser.newContext({ viewport: PHONE, locale: options.language, serviceWorkers: 'block' });
  const phone = await weak.newPage();
  await phone.goto(new URL(path, options.url).href);
  await phone.locator('[data-testid^=plant-card], [data-testid^=plant-row], [data-testid^=chart-]').first().waitFor();
  await delay(6000);
  const send = async (): Promise<void> => {
    const began = performance.now();
    let sent = 0;
    while (performance.now() - began < seconds * 1000) {
      const due = Math.floor(((performance.now() - began) / 1000) * readings);
      const sending: Promise<void>[] = [];
      while (sent < due) sending.push(publish((sent += 1)));
      await Promise.all(sending);
      await delay(10);
    }
  };
  const tasks = tasksOf(await traced(browser, phone, send)).map((ms) => Math.round(ms * SLOWER));
  process.stdout.write(
    `${readings} readings a second for ${seconds} s, on a phone: ${tasks.filter((ms) => ms > 50).length} tasks over 50 ms, ${tasks.filter((ms) => ms > 100).length} over 100 ms; longest ${tasks.slice(0, 8).join(', ')} ms; busy ${Math.round(tasks.reduce((sum, ms) => sum + ms, 0) / seconds / 10)} %\n`,
  );
} finally {
  for (const { client, id, credentials } of senders) {
    await client.endAsync();
    await call(options.url, 'DELETE', `/api/plants/${id}`);
    await call(options.url, 'DELETE', `/api/devices/${credentials.device_id}`);
  }
  await browser.close();
}
