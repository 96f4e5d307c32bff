/// <reference lib="dom" />
import { spawn } from 'node:child_process';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { call, empty } from '../harness/api.ts';
import { closePages, chooseOption, DESKTOP, keepScreenshot, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { sleep } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** High enough for four cards: those below the screen are not rendered. */
const TALL_PHONE = { ...PHONE, height: 2400 };
/** How long the first steps may take a newcomer, including the time to read and think. */
const TWO_MINUTES_MS = 120_000;

/** Runs the script shown on the page, as if pasted into the plainest of shells. @returns its output */
function runInShell(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-s'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    shell.on('error', reject);
    shell.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`exit ${code}: ${output}`))));
    shell.stdin.end(script);
  });
}

describe('an empty system', () => {
  let plantOps: PlantOpsProcess;
  let browser: Browser;

  beforeAll(async () => {
    plantOps = sharedServer();
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(async () => {
    await closePages();
    await empty(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  const step = (page: Page, name: string) => page.getByTestId(`step-${name}`);

  it('leads step by step to a plant card with readings on a phone, in far less than two minutes', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, PHONE);
    const began = Date.now();
    await page.getByText('Let us watch your first plant').waitFor();
    await keepScreenshot(page, 'start-phone');
    expect(await step(page, 'plant').getAttribute('aria-current')).toBe('step');
    await step(page, 'plant').getByRole('button', { name: 'Create a plant' }).last().click();
    await page.getByTestId('plant-name').locator('input').fill('Bathroom fern');
    await page.getByRole('combobox', { name: 'Species' }).pressSequentially('boston fern');
    await chooseOption(page, /Nephrolepis exaltata/);
    await page.getByTestId('species-ranges').waitFor();
    await page.getByTestId('save-plant').click();

    await expect.poll(() => step(page, 'device').getAttribute('aria-current')).toBe('step');
    await page.getByText('Waiting for a device').waitFor();
    const example = page.locator('pre', { hasText: `url="${plantOps.url}"` });
    await example.waitFor();
    await keepScreenshot(page, 'start-connect-phone');
    const script = (await example.textContent()) ?? '';
    expect(await runInShell(script)).toContain('sent a reading');

    await expect.poll(() => step(page, 'assign').getAttribute('aria-current')).toBe('step');
    await step(page, 'assign').getByText('45.2 %').waitFor();
    await keepScreenshot(page, 'start-assign-phone');
    await step(page, 'assign').getByRole('button', { name: 'Connect to Bathroom fern' }).click();
    const card = page.locator('[data-testid^=plant-card]', { hasText: 'Bathroom fern' });
    await card.getByTestId('value-soil_moisture').getByText('45.2').waitFor();
    await page.getByText('Bathroom fern is alive: its first reading is here.').waitFor();
    expect(Date.now() - began).toBeLessThan(TWO_MINUTES_MS);
    await keepScreenshot(page, 'start-alive-phone');
    // Further readings appear without any action. The time of the example is in whole seconds: within the same one, a
    // second reading would count as the first.
    await sleep(1000);
    await runInShell(script.replace('45.2', '47.5'));
    await card.getByTestId('value-soil_moisture').getByText('47.5').waitFor();
    const [plant] = (await call<Plant[]>(plantOps.url, 'GET', '/api/plants')).body;
    expect([plant?.species, plant?.device_count, plant?.status, Object.keys(plant?.thresholds ?? {}).length]).toEqual([
      'Nephrolepis exaltata',
      1,
      'ok',
      4,
    ]);
    expect(faults).toEqual([]);
  });

  it('shows the register call, an ESP32 and a Python example with its own address, to copy and to download', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await step(page, 'device')
      .getByRole('button', { name: /Connect a device/ })
      .click();
    for (const [tab, file, words] of [
      ['Any device', 'register.sh', `url="${plantOps.url}"`],
      ['ESP32', 'esp32.ino', `PLANTOPS_URL[] = "${plantOps.url}"`],
      ['Python', 'device.py', `"PLANTOPS_URL", "${plantOps.url}"`],
    ] as const) {
      await page.getByRole('tab', { name: new RegExp(tab) }).click();
      await page.locator('pre', { hasText: words }).waitFor();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('button', { name: 'Copied.' }).waitFor();
      const served = await (await fetch(`${plantOps.url}/api/examples/${file}`)).text();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(served);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(file);
    }
    expect(faults).toEqual([]);
  });

  it('copies even if the browser provides no clipboard', async () => {
    const { page } = await openPage(browser, plantOps.url, DESKTOP, 'light', { prepared: true });
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
      document.addEventListener('copy', () => {
        (window as unknown as { copied: string }).copied = String(document.getSelection());
      });
    });
    await page.reload();
    await step(page, 'device')
      .getByRole('button', { name: /Connect a device/ })
      .click();
    await page.locator('pre', { hasText: plantOps.url }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied.' }).waitFor();
    expect(await page.evaluate(() => (window as unknown as { copied: string }).copied)).toContain(
      `url="${plantOps.url}"`,
    );
  });

  it('shows simulated plants after one click, and is empty again after undo', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, TALL_PHONE);
    // The styles of parts and of the theme come in files of their own, whose layers must keep their order.
    const mainButton = page.getByRole('button', { name: 'Create a plant' }).last();
    expect(await mainButton.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(44, 107, 69)');
    await page.getByTestId('try-simulated').click();
    await page
      .getByText(/The simulated devices are starting|plants? (is|are) here …/)
      .first()
      .waitFor();
    // Reported only when all of them are visible.
    await page.getByText('The simulated plants are here').waitFor();
    await expect.poll(() => page.locator('[data-testid^=plant-card]').count()).toBe(4);
    await page.locator('[data-testid^=plant-card]', { hasText: 'Bathroom fern' }).waitFor();
    // The day of history arrives after the plants, and is shown without a reload.
    await expect.poll(() => page.locator('[data-testid^=plant-card] svg:not(.picture) .line').count()).toBe(16);
    await keepScreenshot(page, 'start-simulated-phone');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Let us watch your first plant').waitFor();
    expect((await call<Plant[]>(plantOps.url, 'GET', '/api/plants')).body).toEqual([]);
    expect(await page.getByText('is alive').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('offers a new device to the plant that was waiting for it', async () => {
    const { body: plant } = await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Window fig' });
    const { page, faults } = await openPage(browser, `${plantOps.url}/plants/${plant.id}`, PHONE);
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByRole('button', { name: 'Connect a device' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Waiting for a device').waitFor();
    const example = dialog.locator('pre', { hasText: plantOps.url });
    await example.waitFor();
    await runInShell((await example.textContent()) ?? '');
    await dialog.getByTestId('device-appeared').getByText('45.2 %').waitFor();
    await keepScreenshot(page, 'connect-dialog-phone');
    await dialog.getByRole('button', { name: 'Connect to Window fig' }).click();
    await expect
      .poll(async () => (await call<Plant>(plantOps.url, 'GET', `/api/plants/${plant.id}`)).body.device_count)
      .toBe(1);
    expect(faults).toEqual([]);
  });

  it('says how to allow simulated plants where they are not allowed, and that a key is needed, though not by the owner', async () => {
    const production = new PlantOpsProcess({
      NODE_ENV: 'production',
      ENCRYPTION_KEY: '0123456789abcdef'.repeat(4),
      REGISTRATION_KEY: 'let-my-plants-in',
    });
    onTestFinished(() => production.remove());
    await production.start();
    const { page } = await openPage(browser, production.url, DESKTOP);
    await page.getByText('Start it with SIM=1 to try them.').waitFor();
    expect(await page.getByTestId('try-simulated').count()).toBe(0);
    await step(page, 'device')
      .getByRole('button', { name: /Connect a device/ })
      .click();
    await page.getByText('This server asks for a registration key').waitFor();
    await page.locator('mark', { hasText: 'your registration key' }).waitFor();
    // The owner needs none.
    await page.goto(`${production.url}/devices/new?kind=homemade`);
    await page.getByTestId('register-device').click();
    await page.getByTestId('device-file').getByText('mosquitto_pub').waitFor();
  });
});
