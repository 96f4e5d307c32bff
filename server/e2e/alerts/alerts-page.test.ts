/// <reference lib="dom" />
import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getPlant, listAlerts, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import type { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('the alerts page', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  let browser: Browser;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    plantOps = sharedServer();
    await plantOps.start();
    const settings = { discord_webhook: await discord.start(), cooldown_s: 0 };
    expect((await call(plantOps.url, 'PUT', '/api/settings/notifications', settings)).status).toBe(200);
    browser = await useBrowser();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
    await discord.stop();
  });

  interface Watched {
    plantId: string;
    send: (values: object) => Promise<void>;
  }
  let watched: Watched[] = [];
  /** What a test leaves open would be counted by the next. */
  afterEach(async () => {
    for (const { plantId } of watched) await call(plantOps.url, 'DELETE', `/api/plants/${plantId}`);
    watched = [];
  });
  // Before the other: a test that fails tells what its page showed.
  afterEach(closePages);

  async function plantWith(name: string, thresholds: object): Promise<Watched> {
    const credentials: DeviceCredentials = await register(plantOps.url, undefined, { name: `Board of ${name}` });
    const client = await connectDevice(credentials);
    clients.push(client);
    const plant = {
      plantId: await assignNewPlant(plantOps.url, credentials.device_id, { name, thresholds }),
      send: (values: object) => publishReading(client, credentials, values),
    };
    watched.push(plant);
    return plant;
  }
  const rows = (page: Page, list: 'open' | 'past') => page.getByTestId(`${list}-alerts`).getByRole('listitem');
  const openOf = (plantId: string): Promise<Alert[]> => listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`);

  it('a breach appears by itself in words, tells what was sent, and is acknowledged with undo', async () => {
    const { plantId, send } = await plantWith('Dry fern', { soil_moisture: { min: 20, max: 80 } });
    const { page, faults } = await openPage(browser, `${plantOps.url}/alerts`, DESKTOP);
    await page.getByText('Nothing needs you').waitFor();
    await send({ soil_moisture: 15.2 });
    const row = rows(page, 'open').filter({ hasText: 'Dry fern' });
    await row.getByText('Soil moisture 15.2 %, below 20 %').waitFor();
    await row.getByText('Message sent').click();
    await row.getByText('soil_moisture is 15.2, threshold min 20.0').waitFor();
    await send({ soil_moisture: 13.3 });
    await row.getByText('now 13.3 %').waitFor();
    await row.getByText('Reminder').waitFor();
    await keepScreenshot(page, 'alerts-open');

    await row.getByRole('button', { name: 'Acknowledge' }).click();
    await row.getByText('Acknowledged just now').waitFor();
    expect((await openOf(plantId))[0]?.acknowledged_at).not.toBeNull();
    await page.getByTestId('toast-action').click();
    await row.getByRole('button', { name: 'Acknowledge' }).waitFor();
    expect((await openOf(plantId))[0]?.acknowledged_at).toBeNull();

    await send({ soil_moisture: 60 });
    const ended = rows(page, 'past').filter({ hasText: 'Dry fern' });
    await ended.getByText(/^ended just now after \d+ s$/).waitFor();
    await ended.getByRole('link', { name: 'Dry fern' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dry fern' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('a metric is muted for a time: nothing is sent, the overview says so and ends it', async () => {
    const { plantId, send } = await plantWith('Loud lily', { temperature: { max: 30 } });
    const sent = (): number => discord.messages.filter(({ title }) => title === 'Loud lily').length;
    await send({ temperature: 33 });
    await eventually(() => sent() > 0);
    const { page, faults } = await openPage(browser, `${plantOps.url}/alerts`, PHONE);
    const row = rows(page, 'open').filter({ hasText: 'Loud lily' });
    // It makes the row larger, which would move the menu under the pointer.
    await row.getByText('Message sent').waitFor();
    await row.getByRole('button', { name: 'Mute' }).click();
    await page.getByLabel('1 hour').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Mute' }).click();
    await page.getByText(/^Loud lily: no messages about Temperature until /).waitFor();
    const overview = page.getByTestId('muted-now').getByRole('listitem');
    await overview.getByText(/Temperature until /).waitFor();
    const [mute] = (await getPlant(plantOps.url, plantId)).mutes;
    expect([mute?.metric, Math.abs(Date.parse(mute?.until ?? '') - Date.now() - 3_600_000) < 60_000]).toEqual([
      'temperature',
      true,
    ]);

    await send({ temperature: 34 });
    await row.getByText('now 34.0 °C').waitFor();
    expect(sent(), 'muted').toBe(1);
    await overview.getByRole('button', { name: 'Loud lily: End: Temperature' }).click();
    await overview.waitFor({ state: 'detached' });
    await eventually(() => sent() > 1, { what: 'the message about what outlasts the mute' });

    // Toasts come one after another: this is the undo of the end, not that of the mute.
    const ended = page.getByTestId('toast').filter({ hasText: 'messages about Temperature are sent again' });
    await ended.getByTestId('toast-action').click();
    await overview.waitFor();
    expect(faults).toEqual([]);
  });
});
