/// <reference lib="dom" />
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { drawnPhoto } from '../harness/photo.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('dashboard', () => {
  const plantOps = sharedServer();
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
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
  });

  it('the dashboard shows a new reading without a reload', async () => {
    const { credentials, client } = await connectedDevice('Shelf sensor');
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Live fern',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card.waitFor();
    for (const moisture of [44.4, 51.3]) {
      await publishReading(client, credentials, { soil_moisture: moisture, temperature: 21 });
      await card.getByTestId('value-soil_moisture').getByText(moisture.toFixed(1)).waitFor();
    }
    await publishReading(client, credentials, { soil_moisture: 11.5 });
    await card.getByTestId('alert-badge').waitFor();
    await card.getByText('Needs you').waitFor();
    expect(await card.getByTestId('value-soil_moisture').textContent()).toContain('low');
    expect(loads).toBe(0);
    expect(faults).toEqual([]);
    await keepScreenshot(page, 'dashboard');
  });

  it('assigning an unassigned device to a new plant shows its live values without a reload', async () => {
    const { credentials, client } = await connectedDevice('Kitchen counter');
    await publishReading(client, credentials, {
      soil_moisture: 61.2,
      temperature: 22.2,
      humidity: 48,
      light_level: 900,
    });
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    const row = page.getByTestId(`unassigned-device-${credentials.device_id}`);
    await row.getByText('61.2 %').waitFor();
    await page.getByTestId(`assign-${credentials.device_id}`).click();
    await page.getByTestId('assign-new-plant').click();
    const name = page.getByTestId('plant-name').locator('input');
    await expect.poll(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('Basil');
    await page.getByTestId('save-plant').click();
    const card = page.locator('[data-testid^=plant-card]', { hasText: 'Basil' });
    await card.getByTestId('value-soil_moisture').getByText('61.2').waitFor();
    await publishReading(client, credentials, { soil_moisture: 62.5 });
    await card.getByTestId('value-soil_moisture').getByText('62.5').waitFor();
    expect([await row.count(), loads]).toEqual([0, 0]);
    expect((await getDevice(plantOps.url, credentials.device_id)).plant_id).not.toBeNull();
    expect(faults).toEqual([]);
  });

  it("a card shows the plant's last day, the trend of each value, its photo, and that it is muted", async () => {
    const { credentials, client } = await connectedDevice('Window sensor');
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Thirsty tomato',
      species: 'Ficus lyrata',
      thresholds: { soil_moisture: { min: 20, max: 70 } },
    });
    for (let minutes = 480; minutes >= 0; minutes -= 20)
      await publishReading(
        client,
        credentials,
        { soil_moisture: 30 + minutes / 20, temperature: 21 },
        new Date(Date.now() - minutes * 60_000),
      );
    await eventually(async () => (await getPlant(plantOps.url, plantId)).latest?.soil_moisture === 30, {
      what: 'the newest reading',
    });
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card.getByTestId('value-soil_moisture').getByRole('img', { name: 'falling' }).waitFor();
    await card.getByTestId('value-temperature').getByRole('img', { name: 'steady' }).waitFor();
    expect(await card.locator('svg:not(.picture) .line').count()).toBe(2);
    await card.getByText('Wanted: 20–70 %').waitFor({ state: 'attached' });
    expect(await card.locator('svg.picture').count()).toBe(1);

    const photo = await drawnPhoto(page, 320, 200, 1);
    await fetch(new URL(`/api/plants/${plantId}/photo`, plantOps.url), {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: new Uint8Array(photo),
    });
    await card.locator('img').waitFor();
    await expect
      .poll(() => card.locator('img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0))
      .toBe(true);
    await call(plantOps.url, 'PUT', `/api/plants/${plantId}/mutes`, {
      metric: null,
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await card.getByRole('img', { name: /^Muted until / }).waitFor();
    expect(faults).toEqual([]);
  });

  it('a dialog accepts typing at once, and never moves the focus away from a field that was chosen', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    const open = page.getByRole('button', { name: 'New plant' });
    const name = page.getByTestId('plant-name').locator('input');
    await open.click();
    await expect.poll(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await name.waitFor({ state: 'detached' });

    // The field is focused as soon as it exists, as by a quick user or a script.
    await open.click();
    const species = page.getByRole('combobox', { name: 'Species' });
    await species.focus();
    await expect.poll(() => species.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.waitForTimeout(500);
    await page.keyboard.type('fiddle');
    await expect.poll(() => species.inputValue()).toBe('fiddle');
    expect(await name.inputValue()).toBe('');
    expect(faults).toEqual([]);
  });
});
