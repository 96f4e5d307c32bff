import { describe, expect, it } from 'vitest';
import type { DeviceCredentials } from '../../api/generated';
import { problem } from '../../testing/fake-server';
import { basilDevice, fernDevice } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import CredentialsDialog from './CredentialsDialog.vue';

const fresh: DeviceCredentials = {
  device_id: 'fern-board',
  mqtt: { host: 'plants.local', port: 1883 },
  mqtt_username: 'fern-board',
  mqtt_password: 'brand-new-password',
  topics: { telemetry: 'devices/fern-board/telemetry', heartbeat: 'devices/fern-board/heartbeat' },
  heartbeat_interval_s: 60,
};
const opened = () => mountPage(CredentialsDialog, { modelValue: true, device: fernDevice() });

describe('new credentials', () => {
  it('are asked for only after the warning, and shown with a command to try them', async () => {
    server.answer('POST', '/api/devices/fern-board/credentials', fresh);
    const page = await opened();
    expect(server.calls).toEqual([]);
    await page.click(page.role('button', 'Make new credentials'));
    expect(page.testId('credentials').textContent).toContain('brand-new-password');
    expect(page.testId('credentials-command').textContent).toContain("-P 'brand-new-password'");
  });

  it('are gone from the page once the dialog was closed, also for the next device', async () => {
    server.answer('POST', '/api/devices/fern-board/credentials', fresh);
    const page = await opened();
    await page.click(page.role('button', 'Make new credentials'));
    await page.click(page.role('button', 'I have saved them'));
    expect(page.emitted('update:modelValue')).toEqual([[false]]);
    await page.change({ modelValue: false });
    await page.change({ modelValue: true, device: basilDevice() });
    expect(document.body.innerHTML).not.toContain('brand-new-password');
  });

  it('that are on the way cannot be missed: the dialog stays until they are there', async () => {
    const held = server.hold('POST', '/api/devices/fern-board/credentials');
    const page = await opened();
    await page.click(page.role('button', 'Make new credentials'));
    expect((page.role('button', 'Cancel') as HTMLButtonElement).disabled).toBe(true);
    await page.press(page.role('dialog'), 'Escape');
    expect(page.emitted('update:modelValue')).toEqual([]);
    await held.answer(fresh);
    expect(page.testId('credentials').textContent).toContain('brand-new-password');
  });

  it('that could not be made say why, and can be asked for again', async () => {
    server.answer('POST', '/api/devices/fern-board/credentials', problem(503, { detail: 'The broker is away.' }));
    const page = await opened();
    await page.click(page.role('button', 'Make new credentials'));
    expect(page.words()).toContain('The broker is away.');
    expect(page.has('button', 'Make new credentials')).toBe(true);
  });
});
