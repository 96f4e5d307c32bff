/// <reference lib="dom" />
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, getDevice, register } from '../harness/api.ts';
import {
  chooseMenuItem,
  closePages,
  DESKTOP,
  keepScreenshot,
  useBrowser,
  openPage,
  PHONE,
} from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('the devices page', () => {
  const plantOps = sharedServer();
  let browser: Browser;
  const clients: MqttClient[] = [];
  let shelf: DeviceCredentials;
  let balcony: DeviceCredentials;

  async function connected(
    name: string,
    more: object,
  ): Promise<{ credentials: DeviceCredentials; client: MqttClient }> {
    const credentials = await register(plantOps.url, undefined, { name, ...more });
    const client = await connectDevice(credentials);
    clients.push(client);
    return { credentials, client };
  }
  const row = (page: Page, { device_id: id }: DeviceCredentials) => page.getByTestId(`device-row-${id}`);

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    const first = await connected('Shelf sensor', { firmware_version: '1.9.0' });
    const second = await connected('Balcony sensor', { firmware_version: '1.10.0' });
    [shelf, balcony] = [first.credentials, second.credentials];
    await assignNewPlant(plantOps.url, shelf.device_id, { name: 'Fern' });
    await first.client.publishAsync(shelf.topics.heartbeat, '{"battery_pct":77,"rssi_dbm":-58}', { qos: 1 });
    await second.client.publishAsync(balcony.topics.heartbeat, '{"battery_pct":9,"rssi_dbm":-84}', { qos: 1 });
    await register(plantOps.url, undefined, { name: 'Spare sensor' });
  });
  afterEach(closePages);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
  });

  it('shows status, last contact, firmware, battery, signal and plant of each', async () => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices`, DESKTOP);
    await row(page, shelf).getByText('Online').waitFor();
    for (const words of ['just now', '1.9.0', '77 %', '-58 dBm', 'strong', 'Fern'])
      await row(page, shelf).getByText(words).waitFor();
    expect(await row(page, balcony).locator('.bad').allTextContents()).toEqual([
      expect.stringContaining('low'),
      expect.stringContaining('weak'),
    ]);
    await keepScreenshot(page, 'devices-desktop');
    expect(faults).toEqual([]);
  });

  it('shows new credentials once; they work, and the old ones no longer do', async () => {
    const { credentials: old } = await connected('Renewed sensor', {});
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices`, PHONE);
    await row(page, old).getByRole('button', { name: 'Actions for Renewed sensor' }).click();
    await chooseMenuItem(page, 'New credentials');
    await page.getByText('The old one stops working at once').waitFor();
    await page.getByRole('button', { name: 'Make new credentials' }).click();
    const shown = page.getByTestId('credentials').locator('.value');
    await shown.first().waitFor();
    await keepScreenshot(page, 'devices-credentials-phone');
    const [host, port, mqtt_username, mqtt_password, telemetry, heartbeat] = await shown.allTextContents();
    expect(await page.getByTestId('credentials-command').textContent()).toContain(`-P '${mqtt_password ?? '?'}'`);
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await shown.first().waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(mqtt_password);

    const fresh: DeviceCredentials = {
      ...old,
      mqtt: { host: host ?? '', port: Number(port) },
      mqtt_username: mqtt_username ?? '',
      mqtt_password: mqtt_password ?? '',
      topics: { ...old.topics, telemetry: telemetry ?? '', heartbeat: heartbeat ?? '' },
    };
    expect(fresh.mqtt_password).not.toBe(old.mqtt_password);
    await expect(connectDevice(old)).rejects.toThrow();
    const client = await connectDevice(fresh);
    clients.push(client);
    await publishReading(client, fresh, { humidity: 51 });
    await expect.poll(async () => (await getDevice(plantOps.url, old.device_id)).latest?.humidity).toBe(51);
    expect(faults).toEqual([]);
  });

  it('waits for a device that registers by itself, and assigns it', async () => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices/new`, DESKTOP);
    await page.getByRole('button', { name: 'Connect a device' }).click();
    await page.getByText('Waiting for a device').waitFor();
    const newcomer = await register(plantOps.url, undefined, { name: 'Newcomer' });
    const appeared = page.getByTestId('device-appeared');
    await appeared.getByText('Newcomer is here').waitFor();
    await appeared.getByTestId(`assign-${newcomer.device_id}`).click();
    await chooseMenuItem(page, 'Fern');
    await expect.poll(async () => (await getDevice(plantOps.url, newcomer.device_id)).plant_id).not.toBeNull();
    expect(faults).toEqual([]);
  });
});
