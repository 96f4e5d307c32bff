/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { closePages, chooseOption, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import type { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('the settings page', () => {
  const discord = new DiscordServer();
  let webhook: string;
  let plantOps: PlantOpsProcess;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  const settings = async <T>(name: string): Promise<T> =>
    (await call<T>(plantOps.url, 'GET', `/api/settings/${name}`)).body;
  const toast = (words: string | RegExp) => page.getByTestId('toast').getByText(words).waitFor();
  const discordBox = () => page.getByTestId('channel-discord');
  const undo = () => page.getByTestId('toast-action').click();

  beforeAll(async () => {
    webhook = await discord.start();
    plantOps = sharedServer();
    await plantOps.start();
    browser = await useBrowser();
  });
  afterAll(async () => {
    await plantOps?.remove();
    await discord.stop();
  });
  beforeEach(async () => {
    ({ page, faults } = await openPage(browser, `${plantOps.url}/settings`, DESKTOP));
    await page.getByTestId('add-channel').waitFor();
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await closePages();
    await call(plantOps.url, 'PUT', '/api/settings/display', {
      language: 'auto',
      temperature_unit: 'celsius',
      time_zone: 'auto',
      theme: 'system',
    });
  });

  it('sets a webhook, shows it masked only, tests it and removes it', async () => {
    await page.getByText('No channel is set up: nobody is told.').waitFor();
    await page.getByRole('button', { name: 'Set up Discord' }).click();
    await discordBox().getByTestId('field-webhook').locator('input').fill(webhook);
    await discordBox().getByTestId('channel-save').click();
    await discordBox()
      .getByTestId('channel-state')
      .filter({ hasText: /^Set here: .+…/ })
      .waitFor();
    expect(await page.content()).not.toContain(new URL(webhook).pathname);
    await discordBox().getByTestId('channel-test').click();
    await discordBox()
      .getByTestId('channel-result')
      .getByText(/^ ?It arrived, after \d+ ms\./)
      .waitFor();
    expect(discord.messages.at(-1)?.content).toMatch(/^PlantOps test/);
    await keepScreenshot(page, 'settings');
    await page.getByRole('button', { name: 'Remove Discord' }).click();
    await page.getByText('No channel is set up: nobody is told.').waitFor();
  });

  it('changes language, units, theme and time zone at once and for the next visit, while the API stays as it is', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Warm palm',
      thresholds: { temperature: { min: 15, max: 30 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { temperature: 20 });
    await client.endAsync();

    await page.getByTestId('setting-language').click();
    await chooseOption(page, 'Deutsch');
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
    expect([await page.title(), await page.locator('html').getAttribute('lang')]).toEqual([
      'Einstellungen · PlantOps',
      'de',
    ]);
    await page.getByTestId('setting-unit').getByRole('button', { name: '°F' }).click();
    await page.getByTestId('setting-theme').getByRole('button', { name: 'Dunkel' }).click();
    await page.getByRole('combobox', { name: 'Zeitzone' }).fill('Tokyo');
    await chooseOption(page, 'Asia/Tokyo');
    await expect
      .poll(() => settings('display'))
      .toEqual({ language: 'de', temperature_unit: 'fahrenheit', time_zone: 'Asia/Tokyo', theme: 'dark' });
    await keepScreenshot(page, 'settings-german-dark');

    await page.goto(plantOps.url);
    const card = page.getByTestId(`plant-card-${plantId}`);
    await card
      .getByTestId('value-temperature')
      .filter({ hasText: /68,0.*°F/ })
      .waitFor();
    expect(await page.locator('.v-theme--dark').count()).toBeGreaterThan(0);
    expect(
      (await call<{ latest: { temperature: number } }>(plantOps.url, 'GET', `/api/plants/${plantId}`)).body.latest
        .temperature,
    ).toBe(20);

    await page.goto(`${plantOps.url}/settings`);
    await page.getByTestId('setting-language').click();
    await chooseOption(page, 'English');
    await toast('Saved.');
    await undo();
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  });

  it('downloads a backup and restores it, after a second look', async () => {
    await call(plantOps.url, 'POST', '/api/plants', { name: 'Kept in the backup' });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('backup-download').click()]);
    expect(download.suggestedFilename()).toMatch(/^plantops-\d{4}-\d\d-\d\dT\d{6}Z\.ndjson\.gz$/);
    const file = path.join(plantOps.dataDir, 'downloaded.gz');
    await download.saveAs(file);
    await call(plantOps.url, 'POST', '/api/plants', { name: 'Made after it' });

    await page
      .getByTestId('restore-file')
      .setInputFiles({ name: 'broken.gz', mimeType: 'application/gzip', buffer: readFileSync(file).subarray(0, 200) });
    expect(await page.getByTestId('restore-start').isDisabled()).toBe(true);
    await page.getByTestId('restore-understood').locator('input').check();
    await page.getByTestId('restore-start').click();
    await page.getByTestId('restore-error').waitFor();
    expect(faults.splice(0)).toEqual([expect.stringContaining('400')]);

    await page.getByTestId('restore-file').setInputFiles(file);
    await page.getByTestId('restore-understood').locator('input').check();
    await page.getByTestId('restore-start').click();
    await page
      .getByTestId('restore-result')
      .getByText(/^ ?Restored: the state of .+ plants?, .+ readings?\./)
      .waitFor();
    const names = (await call<{ name: string }[]>(plantOps.url, 'GET', '/api/plants')).body.map(({ name }) => name);
    expect(names).toContain('Kept in the backup');
    expect(names).not.toContain('Made after it');
    await page.getByRole('link', { name: 'Plants', exact: true }).click();
    await page.getByText('Kept in the backup').waitFor();
    expect(await page.getByText('Made after it').count()).toBe(0);
  });

  it('starts simulated devices with plants, and takes them away again', async () => {
    await page.getByTestId('simulator-start').click();
    await page.getByText('They are running.').waitFor();
    await expect
      .poll(async () => (await call<unknown[]>(plantOps.url, 'GET', '/api/devices')).body.length)
      .toBeGreaterThanOrEqual(6);
    await page.getByTestId('simulator-remove').click();
    await page.getByText('There are none.').waitFor();
  });
});
