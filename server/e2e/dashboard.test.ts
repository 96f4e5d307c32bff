/// <reference lib="dom" />
import type { DeviceCredentials } from '@plantops/nodes/shared/api.ts';
import type { MqttClient } from 'mqtt';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, register } from './harness/api.ts';
import { DESKTOP, keepScreenshot, launchBrowser, openPage, PHONE } from './harness/browser.ts';
import { connectDevice, publishReading } from './harness/device-client.ts';
import { eventually } from './harness/eventually.ts';
import { PlantOpsProcess } from './harness/plantops-process.ts';

const LIVE_MS = 1000;

describe('dashboard', () => {
  const plantOps = new PlantOpsProcess({ HEARTBEAT_INTERVAL_S: '2' });
  let browser: Browser;
  const clients: MqttClient[] = [];

  async function connectedDevice(name: string): Promise<{ credentials: DeviceCredentials; client: MqttClient }> {
    const credentials = await register(plantOps.url, undefined, { name });
    const client = await connectDevice(credentials);
    clients.push(client);
    return { credentials, client };
  }

  beforeAll(async () => {
    await plantOps.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
  });

  it('leads by the hand when there is nothing yet', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    await page.getByText('Let us watch your first plant').waitFor();
    expect(await page.locator('pre').textContent()).toContain(`${plantOps.url}/api/devices/register`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('the dashboard shows a new reading without a reload', async () => {
    const { credentials, client } = await connectedDevice('Shelf sensor');
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Live fern', thresholds: { soil_moisture: { min: 20 } } });
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    let loads = 0;
    page.on('load', () => { loads += 1; });
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card.waitFor();
    for (const moisture of [44.4, 51.3]) {
      await publishReading(client, credentials, { soil_moisture: moisture, temperature: 21 });
      await card.getByTestId('value-soil_moisture').getByText(moisture.toFixed(1)).waitFor({ timeout: LIVE_MS });
    }
    await publishReading(client, credentials, { soil_moisture: 11.5 });
    await card.getByTestId('alert-badge').waitFor();
    await card.getByText('Needs you').waitFor();
    expect(await card.getByTestId('value-soil_moisture').textContent()).toContain('low');
    expect(loads).toBe(0);
    expect(faults).toEqual([]);
    await keepScreenshot(page, 'dashboard');
    await page.context().close();
  });

  it('assigning an unassigned device to a new plant shows its live values within a second', async () => {
    const { credentials, client } = await connectedDevice('Kitchen counter');
    await publishReading(client, credentials, { soil_moisture: 61.2, temperature: 22.2, humidity: 48, light_level: 900 });
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    const row = page.getByTestId(`unassigned-device-${credentials.device_id}`);
    await row.getByText('61.2 %').waitFor();
    await page.getByTestId(`assign-${credentials.device_id}`).click();
    await page.getByTestId('assign-new-plant').click();
    const name = page.getByTestId('plant-name').locator('input');
    await expect.poll(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('Basil');
    await page.getByTestId('save-plant').click();
    const card = page.locator('[data-testid^=plant-card]', { hasText: 'Basil' });
    await card.getByTestId('value-soil_moisture').getByText('61.2').waitFor({ timeout: LIVE_MS });
    await publishReading(client, credentials, { soil_moisture: 62.5 });
    await card.getByTestId('value-soil_moisture').getByText('62.5').waitFor({ timeout: LIVE_MS });
    expect(await row.count()).toBe(0);
    expect((await getDevice(plantOps.url, credentials.device_id)).plant_id).not.toBeNull();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("a plant's page shows readings, history and thresholds, and saves them", async () => {
    const { credentials, client } = await connectedDevice('Bathroom shelf');
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Calathea' });
    for (let minutes = 600; minutes >= 0; minutes -= 10) {
      await publishReading(client, credentials, { temperature: 20 + 3 * Math.sin(minutes / 90) }, new Date(Date.now() - minutes * 60_000));
    }
    const { page, faults } = await openPage(browser, `${plantOps.url}/plants/${plantId}`, DESKTOP);
    await page.getByTestId('history-chart').waitFor();
    await page.getByTestId('history-chart').getByText(/^Temperature: 1[67]\.\d °C to 2[23]\.\d °C, mean/).waitFor();
    await page.getByTestId('history-chart').locator('path.apexcharts-line').first().waitFor({ state: 'attached' });

    const min = page.getByTestId('threshold-temperature-min').locator('input');
    const max = page.getByTestId('threshold-temperature-max').locator('input');
    await min.fill('30');
    await max.fill('18');
    await page.getByText('At least must not be more than at most.').waitFor();
    expect(await page.getByTestId('save-thresholds').isDisabled()).toBe(true);
    await min.fill('18');
    await max.fill('26,5');
    await page.getByTestId('save-thresholds').click();
    await page.getByText('The thresholds were saved.').waitFor();
    const { body: plant } = await call<{ thresholds: object }>(plantOps.url, 'GET', `/api/plants/${plantId}`);
    expect(plant.thresholds).toEqual({ temperature: { min: 18, max: 26.5 } });
    await page.getByText('Wanted: 18–26.5 °C').waitFor();
    expect(faults).toEqual([]);
    await keepScreenshot(page, 'plant');
    await page.context().close();
  });

  it('the device list follows a device going offline and coming back', async () => {
    const { credentials, client } = await connectedDevice('Quiet sensor');
    await client.publishAsync(credentials.topics.heartbeat, '{"battery_pct":77,"rssi_dbm":-61}', { qos: 1 });
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices`, DESKTOP);
    const row = page.getByTestId(`device-row-${credentials.device_id}`);
    await row.getByTestId('device-status').getByText('Online').waitFor();
    await row.getByText('77 %').waitFor();
    await row.getByTestId('device-status').getByText('Offline').waitFor({ timeout: 15_000 });
    await client.publishAsync(credentials.topics.heartbeat, '{}', { qos: 1 });
    await row.getByTestId('device-status').getByText('Online').waitFor();
    await client.publishAsync(credentials.topics.telemetry, '{"temperature":"warm"}', { qos: 1 });
    await row.getByTestId('device-status').getByText('Error').waitFor();
    await row.getByRole('button', { name: '1 rejected' }).click();
    await page.getByText('temperature: Invalid input: expected number, received string').last().waitFor();
    await page.keyboard.press('Escape');
    await keepScreenshot(page, 'devices');

    await row.getByRole('button', { name: 'Actions for Quiet sensor' }).click();
    await page.getByText('Decommission').click();
    await page.getByTestId('confirm').click();
    await row.waitFor({ state: 'detached' });
    expect((await call(plantOps.url, 'GET', `/api/devices/${credentials.device_id}`)).status).toBe(404);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a lost connection is shown and healed without a reload', async () => {
    const { credentials, client } = await connectedDevice('Patient sensor');
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Patient palm' });
    const { page } = await openPage(browser, plantOps.url, DESKTOP);
    await page.getByTestId(`plant-card-${plantId}`).waitFor();
    await client.endAsync();
    expect(await plantOps.stop()).toBe(0);
    await page.getByTestId('connection-lost').waitFor();
    await plantOps.start();
    await page.getByTestId('connection-lost').waitFor({ state: 'detached', timeout: 20_000 });
    const back = await connectDevice(credentials);
    clients.push(back);
    await publishReading(back, credentials, { humidity: 55.5 });
    await page.getByTestId(`plant-card-${plantId}`).getByText('55.5').waitFor();
    await page.context().close();
  });

  it.each([
    ['phone', PHONE, 'dark'],
    ['desktop', DESKTOP, 'light'],
  ] as const)('every page fits a %s', async (name, size, scheme) => {
    const { body: plants } = await call<{ id: string }[]>(plantOps.url, 'GET', '/api/plants');
    const { page, faults } = await openPage(browser, plantOps.url, size, scheme);
    for (const [title, path] of [['dashboard', '/'], ['plant', `/plants/${plants[0]?.id}`], ['devices', '/devices'], ['alerts', '/alerts'], ['nothing', '/nothing-here']]) {
      await page.goto(`${plantOps.url}${path}`);
      await page.locator('h1').first().waitFor();
      await eventually(async () => (await page.locator('.v-skeleton-loader').count()) === 0, { what: `the end of loading ${path}` });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} is wider than the screen`).toBe(0);
      await keepScreenshot(page, `${title}-${name}`);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
