/// <reference lib="dom" />
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Device } from '@plantops/shared/api/devices.ts';
import { load } from 'js-yaml';
import mqtt from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { call, getDevice } from '../harness/api.ts';
import { chooseOption, closePages, DESKTOP, keepScreenshot, openPage, PHONE, useBrowser } from '../harness/browser.ts';
import { layoutFaults } from '../harness/layout.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Debian's Python, which the set-up of the tests provides. */
const PYTHON = '/usr/bin/python3';

/** Starts a program in a folder of its own with the file in it, until the end of the test. @returns the folder */
function startProgram(
  program: string,
  filename: string,
  text: string,
  environment: Record<string, string> = {},
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'add-device-'));
  writeFileSync(path.join(folder, filename), text);
  const running = spawn(program, [filename], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => running.once('exit', resolve));
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  return folder;
}

describe('"Add a device"', () => {
  const plantOps = sharedServer();
  let browser: Browser;
  const newest = async (): Promise<Device | undefined> =>
    (await call<Device[]>(plantOps.url, 'GET', '/api/devices')).body.toSorted((one, other) =>
      other.created_at.localeCompare(one.created_at),
    )[0];
  const fileOf = async (page: Page): Promise<string> =>
    (await page.getByTestId('device-file').locator('pre').textContent()) ?? '';

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    await call(plantOps.url, 'POST', '/api/plants', { name: 'Window fig' });
  });
  afterEach(closePages);
  afterAll(() => plantOps.remove());

  it('leads from the devices to a Python program that runs as it is, and shows its first message field by field', async () => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices`, PHONE);
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByTestId('kind-python').waitFor();
    await keepScreenshot(page, 'add-device-kinds-phone');
    expect(await layoutFaults(page)).toEqual([]);
    await page.getByTestId('kind-python').click();
    await page.getByTestId('device-name').locator('input').fill('Sill "1"');
    await page.getByTestId('device-plant').locator('.v-field').click();
    await chooseOption(page, 'Window fig');
    await page.getByLabel('pH').check();
    await page.getByTestId('address-warning').waitFor();
    await keepScreenshot(page, 'add-device-form-phone');
    expect(await layoutFaults(page)).toEqual([]);
    await page.getByTestId('register-device').click();
    const program = await fileOf(page);
    await page.getByText('Waiting for Sill "1"').waitFor();
    await keepScreenshot(page, 'add-device-file-phone');
    expect(await layoutFaults(page)).toEqual([]);

    startProgram(PYTHON, 'device.py', program, { INTERVAL_S: '1', WAITING_FILE: 'waiting' });
    await page.getByText('Sill "1" is here: its first message has come.').waitFor();
    for (const [field, words] of [
      ['soil_moisture', /Soil moisture.*45\.2 %.*Stored/],
      ['temperature', /Temperature.*22\.5 °C.*Stored/],
      ['ph', /pH.*6\.4.*Stored/],
      ['timestamp', /Time of the reading/],
    ] as const)
      await expect.poll(() => page.getByTestId(`field-${field}`).textContent()).toMatch(words);
    await keepScreenshot(page, 'add-device-first-phone');
    expect(await layoutFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'To Window fig' }).click();
    await page.getByRole('heading', { name: 'Window fig', level: 1 }).waitFor();
    expect(await newest()).toMatchObject({
      name: 'Sill "1"',
      status: 'online',
      mac_address: expect.stringMatching(/^06:/) as unknown,
      sensor_types: ['soil_moisture', 'temperature', 'ph'],
    });
    expect(faults).toEqual([]);
  });

  it('leads to the settings of a gateway, and shows the sensors behind it as they are heard', async () => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices/new`, PHONE, 'dark');
    await page.getByTestId('kind-zigbee2mqtt').click();
    await page.getByText('The sensors behind it appear here by themselves').waitFor();
    await page.getByTestId('register-device').click();
    await page.getByText('Waiting for zigbee2mqtt').waitFor();
    await page.setViewportSize({ width: 320, height: 740 });
    expect(await layoutFaults(page)).toEqual([]);
    const file = load(await fileOf(page)) as { mqtt: Record<'server' | 'user' | 'password' | 'base_topic', string> };
    const { server, user: username, password, base_topic: base } = file.mqtt;
    const client = await mqtt.connectAsync(server, { username, password, clientId: username });
    await client.publishAsync(`${base}/bridge/state`, '{"state":"online"}', { qos: 1 });
    await page.getByText('zigbee2mqtt is connected, but has sent no reading yet.').waitFor();
    await client.publishAsync(`${base}/balcony/fern`, '{"battery":90,"linkquality":83,"soil_moisture":56}', { qos: 1 });
    await page.getByText('balcony/fern, behind zigbee2mqtt').waitFor();
    await expect.poll(() => page.getByTestId('field-soil_moisture').textContent()).toMatch(/56\.0 %.*Stored/);
    await keepScreenshot(page, 'add-device-gateway-phone-dark');
    expect(await layoutFaults(page)).toEqual([]);
    await client.endAsync();
    expect(faults).toEqual([]);
  });

  it('goes back one step at a time, and makes a new password for a device whose page was loaded again', async () => {
    const { page, faults } = await openPage(browser, `${plantOps.url}/devices`, DESKTOP, 'dark');
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByTestId('kind-homemade').click();
    await page.getByTestId('register-device').click();
    const first = await fileOf(page);
    await keepScreenshot(page, 'add-device-file-desktop-dark');
    const address = page.url();
    await page.goBack();
    await page.getByTestId('kind-homemade').waitFor();
    await keepScreenshot(page, 'add-device-kinds-desktop-dark');
    await page.goBack();
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();

    await page.goto(address);
    await page.getByText('nobody can show it again').waitFor();
    await page.getByTestId('renew-password').click();
    const second = await fileOf(page);
    const command = /^mosquitto_pub .*$/m;
    expect(command.exec(second)?.[0]).not.toBe(command.exec(first)?.[0]);
    startProgram('sh', 'command', command.exec(second)?.[0] ?? 'false');
    await page.getByText('MQTT is here: its first message has come.').waitFor();
    const device = await newest();
    expect((await getDevice(plantOps.url, device?.id ?? '')).latest).toMatchObject({ soil_moisture: 45.2 });
    expect(faults).toEqual([]);
  });
});
