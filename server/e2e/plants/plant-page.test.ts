/// <reference lib="dom" />
import type { JournalEntry } from '@plantops/shared/journal.ts';
import type { MqttClient } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { drawnPhoto } from '../harness/photo.ts';
import { sharedServer } from '../harness/shared-server.ts';

const MINUTE_MS = 60_000;

describe("a plant's page", () => {
  const plantOps = sharedServer();
  const clients: MqttClient[] = [];
  let browser: Browser;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
  });

  async function watchedPlant(plant: object) {
    const credentials = await register(plantOps.url, undefined, { name: 'Window sill' });
    const client = await connectDevice(credentials);
    clients.push(client);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, plant);
    return {
      plantId,
      deviceId: credentials.device_id,
      publish: (values: object, minutesAgo = 0) =>
        publishReading(client, credentials, values, new Date(Date.now() - minutesAgo * MINUTE_MS)),
    };
  }

  const open = (plantId: string, size = DESKTOP, scheme: 'light' | 'dark' = 'light') =>
    openPage(browser, `${plantOps.url}/plants/${plantId}`, size, scheme);
  const journalOf = async (plantId: string): Promise<JournalEntry[]> =>
    (await call<JournalEntry[]>(plantOps.url, 'GET', `/api/plants/${plantId}/journal`)).body;
  const undo = (page: Page) => page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();

  it('gauges show live values, and say when one is outside its range', async () => {
    const { plantId, publish } = await watchedPlant({
      name: 'Live fern',
      thresholds: { soil_moisture: { min: 30, max: 80 } },
    });
    const { page, faults } = await open(plantId);
    const gauges = page.getByRole('region', { name: 'Now' }).getByRole('img');
    await page.getByRole('img', { name: 'Soil moisture: no value yet' }).waitFor();
    await page.getByTestId('no-values').getByText('as soon as its device sends the first reading').waitFor();
    expect(await gauges.count()).toBe(1);
    await publish({ soil_moisture: 44.4, temperature: 21.5, humidity: 50 });
    await page.getByRole('img', { name: 'Soil moisture: 44.4 %, within the wanted range' }).waitFor();
    // What most plants bear, where the species is not known.
    await page.getByRole('img', { name: 'Temperature: 21.5 °C, within the wanted range' }).waitFor();
    expect([await gauges.count(), await page.getByTestId('no-values').count()]).toEqual([3, 0]);
    await page.getByTestId('fact-air').getByText('Comfortable · 1.3 kPa').waitFor();
    await publish({ soil_moisture: 12.3 });
    await page.getByTestId('value-soil_moisture').getByText('12.3').waitFor();
    await page.getByRole('img', { name: 'Soil moisture: 12.3 %, too low' }).waitFor();
    await page.getByText(/^Temperature .*(below|above)/).waitFor({ state: 'detached' });
    await page.getByText('Soil moisture 12.3 %, below 30 %').first().waitFor();
    expect(await page.title()).toBe('Live fern · PlantOps');
    expect(faults).toEqual([]);
  });

  it('offers to log a watering that is visible in the curve, and estimates when the soil will be dry', async () => {
    const { plantId, publish } = await watchedPlant({ name: 'Drying ivy', thresholds: { soil_moisture: { min: 30 } } });
    for (let minutes = 20 * 60; minutes >= 0; minutes -= 10) {
      await publish({ soil_moisture: minutes > 16 * 60 ? 31 : 70 - (16 * 60 - minutes) / 60 }, minutes);
    }
    const { page, faults } = await open(plantId);
    // 54 % now, falling by one point per hour, with a minimum of 30 %.
    await page.getByTestId('fact-dry').getByText('In about 24 hours').waitFor();
    const offer = page.getByTestId('watering-offer');
    await offer.getByText(/^Looks like it was watered/).waitFor();
    await keepScreenshot(page, 'plant-page-offer');
    // The same with a wrong clock in the browser: the page uses the server's clock.
    const { page: late } = await openPage(browser, plantOps.url, DESKTOP, 'light', { prepared: true });
    await late.clock.install({ time: Date.now() - 40 * 24 * 60 * MINUTE_MS });
    await late.goto(`${plantOps.url}/plants/${plantId}`);
    await late.getByTestId('fact-dry').getByText('In about 24 hours').waitFor();
    await late.context().close();
    await offer.getByRole('button', { name: 'Add it to the log' }).click();
    await offer.waitFor({ state: 'detached' });
    const [entry] = await journalOf(plantId);
    expect(Math.abs(Date.parse(entry?.at ?? '') - (Date.now() - 16 * 60 * MINUTE_MS))).toBeLessThan(25 * MINUTE_MS);
    expect(faults).toEqual([]);
  });

  it('a photo is chosen or dropped, scaled and turned, removed, and brought back by undo', async () => {
    const { plantId } = await watchedPlant({ name: 'Photogenic palm' });
    const { page, faults } = await open(plantId);
    const file = page.getByTestId('photo-file');
    const photo = page.getByRole('img', { name: 'Photo of Photogenic palm' });
    await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await page.getByText('"notes.txt" is no picture that this browser can read. Choose a JPEG, PNG or WebP.').waitFor();
    expect((await getPlant(plantOps.url, plantId)).photo_url).toBeNull();

    // A portrait photo: 2400 × 1800 pixels, with an EXIF orientation that rotates it by a quarter turn.
    await file.setInputFiles({
      name: 'palm.jpg',
      mimeType: 'image/jpeg',
      buffer: await drawnPhoto(page, 2400, 1800, 6),
    });
    await photo.waitFor();
    const sizeOf = () =>
      photo.evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
    expect(await sizeOf()).toEqual([1200, 1600]);
    await page.reload();
    await photo.waitFor();
    expect(await sizeOf()).toEqual([1200, 1600]);
    await keepScreenshot(page, 'plant-page-photo');

    const before = (await getPlant(plantOps.url, plantId)).photo_url;
    await page.getByRole('button', { name: 'Remove the photo' }).click();
    await photo.waitFor({ state: 'detached' });
    expect((await getPlant(plantOps.url, plantId)).photo_url).toBeNull();
    await undo(page);
    await photo.waitFor();
    expect((await getPlant(plantOps.url, plantId)).photo_url).toBe(before);

    // Another photo, dropped on the first: a small picture keeps its size.
    const small = (await drawnPhoto(page, 300, 200, 1)).toString('base64');
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      transfer.items.add(
        new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'small.jpg', {
          type: 'image/jpeg',
        }),
      );
      return transfer;
    }, small);
    await page.getByTestId('plant-photo').dispatchEvent('drop', { dataTransfer: dropped });
    await expect.poll(sizeOf).toEqual([300, 200]);
    expect(faults).toEqual([]);
  });

  it('a plant without a device is assigned one here, and undo removes it', async () => {
    const { body: plant } = await call<{ id: string }>(plantOps.url, 'POST', '/api/plants', { name: 'Lonely lily' });
    const { device_id: deviceId } = await register(plantOps.url, undefined, { name: 'Free sensor' });
    const { page, faults } = await open(plant.id);
    expect(await page.getByRole('region', { name: 'Now' }).getByRole('img').count()).toBe(0);
    await page.getByTestId('no-values').getByRole('link', { name: 'Find a device' }).click();
    await expect
      .poll(() => page.locator('#plant-devices').evaluate((section) => section.getBoundingClientRect().bottom))
      .toBeLessThanOrEqual(DESKTOP.height);
    await page.getByRole('button', { name: 'Assign Free sensor' }).click();
    await page.getByTestId(`device-row-${deviceId}`).waitFor();
    expect((await getDevice(plantOps.url, deviceId)).plant_id).toBe(plant.id);
    await undo(page);
    await page.getByRole('button', { name: 'Assign Free sensor' }).waitFor();
    expect((await getDevice(plantOps.url, deviceId)).plant_id).toBeNull();
    expect(faults).toEqual([]);
  });
});
