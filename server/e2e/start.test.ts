/// <reference lib="dom" />
import { spawn } from 'node:child_process';
import type { Plant } from '@plantops/nodes/shared/api.ts';
import type { Browser, Page } from 'playwright-core';
import { afterEach, afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './harness/accessibility.ts';
import { call } from './harness/api.ts';
import { DESKTOP, keepScreenshot, launchBrowser, openPage, PHONE } from './harness/browser.ts';
import { PlantOpsProcess } from './harness/plantops-process.ts';

/** What the way from nothing to a living plant may take a newcomer, who also reads and thinks. */
const TWO_MINUTES_MS = 120_000;

/** Runs what the page shows, as somebody would who pastes it into a terminal. @returns its output */
function runInShell(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-s'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    shell.on('error', reject);
    shell.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`exit ${code}: ${output}`))));
    shell.stdin.end(script);
  });
}

describe('an empty system', () => {
  let plantOps: PlantOpsProcess;
  let browser: Browser;

  beforeAll(async () => { browser = await launchBrowser(); });
  afterAll(() => browser?.close());
  beforeEach(() => { plantOps = new PlantOpsProcess(); });
  afterEach(() => plantOps.remove());

  const step = (page: Page, name: string) => page.getByTestId(`step-${name}`);

  it.each([['desktop', DESKTOP], ['phone', PHONE]] as const)('leads by the hand to a living plant card on a %s, in far less than two minutes', async (name, size) => {
    await plantOps.start();
    const { page, faults } = await openPage(browser, plantOps.url, size);
    const began = Date.now();
    await page.getByText('Let us watch your first plant').waitFor();
    await keepScreenshot(page, `start-${name}`);
    expect(await step(page, 'plant').getAttribute('aria-current')).toBe('step');
    await step(page, 'plant').getByRole('button', { name: 'Create a plant' }).last().click();
    await page.getByTestId('plant-name').locator('input').fill('Bathroom fern');
    await page.getByRole('combobox', { name: 'Species' }).pressSequentially('boston fern');
    await page.getByRole('option', { name: /Nephrolepis exaltata/ }).click();
    await page.getByTestId('species-ranges').waitFor();
    await page.getByTestId('save-plant').click();

    await expect.poll(() => step(page, 'device').getAttribute('aria-current')).toBe('step');
    await page.getByText('Waiting for a device').waitFor();
    await page.getByRole('tab', { name: /curl/ }).click();
    const script = page.locator('pre', { hasText: `url="${plantOps.url}"` });
    await script.waitFor();
    expect(await runInShell((await script.textContent()) ?? '')).toContain('sent a reading');

    await expect.poll(() => step(page, 'assign').getAttribute('aria-current')).toBe('step');
    await step(page, 'assign').getByText('45.2 %').waitFor();
    await keepScreenshot(page, `start-assign-${name}`);
    await step(page, 'assign').getByRole('button', { name: 'Watches Bathroom fern' }).click();
    const card = page.locator('[data-testid^=plant-card]', { hasText: 'Bathroom fern' });
    await card.getByTestId('value-soil_moisture').getByText('45.2').waitFor();
    await page.getByText('Bathroom fern is alive: its first reading is here.').waitFor();
    expect(Date.now() - began).toBeLessThan(TWO_MINUTES_MS);
    const [plant] = (await call<Plant[]>(plantOps.url, 'GET', '/api/plants')).body;
    expect([plant?.species, plant?.device_count, Object.keys(plant?.thresholds ?? {}).length]).toEqual(['Nephrolepis exaltata', 1, 4]);
    await keepScreenshot(page, `start-alive-${name}`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows an ESP32 and a Python example with its own address, to copy and to download', async () => {
    await plantOps.start();
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await step(page, 'device').getByRole('button', { name: /Connect a device/ }).click();
    for (const [tab, file, words] of [['ESP32', 'esp32.ino', `PLANTOPS_URL[] = "${plantOps.url}"`], ['Python', 'device.py', `"PLANTOPS_URL", "${plantOps.url}"`]] as const) {
      await page.getByRole('tab', { name: new RegExp(tab) }).click();
      await page.locator('pre', { hasText: words }).waitFor();
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('button', { name: 'Copied.' }).waitFor();
      const served = await (await fetch(`${plantOps.url}/api/examples/${file}`)).text();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(served);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
      expect(download.suggestedFilename()).toBe(file);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('copies also where the browser lends no clipboard', async () => {
    await plantOps.start();
    const { page } = await openPage(browser, plantOps.url, DESKTOP);
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
      document.addEventListener('copy', () => { (window as unknown as { copied: string }).copied = String(document.getSelection()); });
    });
    await page.reload();
    await step(page, 'device').getByRole('button', { name: /Connect a device/ }).click();
    await page.locator('pre', { hasText: 'PLANTOPS_URL' }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied.' }).waitFor();
    expect(await page.evaluate(() => (window as unknown as { copied: string }).copied)).toContain('PLANTOPS_URL');
    await page.context().close();
  });

  it('comes alive with simulated plants at the press of a button', async () => {
    await plantOps.start();
    const { page, faults } = await openPage(browser, plantOps.url, PHONE);
    await page.getByTestId('try-simulated').click();
    await page.locator('[data-testid^=plant-card]', { hasText: 'Bathroom fern' }).waitFor();
    await expect.poll(() => page.locator('[data-testid^=plant-card]').count()).toBeGreaterThan(1);
    await page.locator('[data-testid^=plant-card] svg .line').first().waitFor({ state: 'attached' });
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('tells how simulated plants would be allowed where they are not', async () => {
    plantOps = new PlantOpsProcess({ NODE_ENV: 'production', ENCRYPTION_KEY: '0123456789abcdef'.repeat(4) });
    await plantOps.start();
    const { page } = await openPage(browser, plantOps.url, DESKTOP);
    await page.getByText('Start it with SIM=1 to try them.').waitFor();
    expect(await page.getByTestId('try-simulated').count()).toBe(0);
    await page.context().close();
  });

  it.each([['light', DESKTOP], ['dark', PHONE]] as const)('is accessible in %s', async (scheme, size) => {
    await plantOps.start();
    const { page } = await openPage(browser, plantOps.url, size, scheme);
    for (const name of ['plant', 'device', 'assign']) {
      if ((await step(page, name).getAttribute('aria-current')) !== 'step') await step(page, name).getByRole('heading').getByRole('button').click();
      await expect.poll(() => step(page, name).getAttribute('aria-current')).toBe('step');
      if (name === 'device') await page.locator('pre', { hasText: 'PLANTOPS_URL' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'wider than the screen').toBe(0);
    }
    await page.context().close();
  });
});
