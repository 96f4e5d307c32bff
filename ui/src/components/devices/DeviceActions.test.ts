import { describe, expect, it } from 'vitest';
import type { Device } from '../../api/generated';
import { problem, Reply } from '../../testing/fake-server';
import { basilDevice, fernDevice, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import DeviceActions from './DeviceActions.vue';

const shelf = fernDevice({ name: 'Shelf' });

async function shown(device: Device = shelf) {
  server.answer('GET', '/api/start', start({ devices: [device, basilDevice()] }));
  server.answer('PATCH', `/api/devices/${device.id}`, ({ body }: { body: Partial<Device> }) => ({
    ...device,
    ...body,
  }));
  const screen = openScreen();
  await screen.garden.load();
  const page = await mountPage(DeviceActions, { device }, { screen });
  return {
    ...page,
    async choose(action: RegExp) {
      await page.click(page.role('button', /^Actions for /));
      await page.click(page.role('menuitem', action));
    },
  };
}
const sent = () => server.calls.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);

describe('what can be done with a device', () => {
  it('it is renamed, and undo gives it its former name', async () => {
    const page = await shown();
    await page.choose(/^Rename/);
    await page.type('Name', '  Terrace ');
    await page.click(page.role('button', 'Save'));
    expect(page.screen.told()).toEqual(['The device is called Terrace now.']);
    await page.screen.act();
    expect(sent()).toEqual([
      ['PATCH', { name: 'Terrace' }],
      ['PATCH', { name: 'Shelf' }],
    ]);
  });

  it('its report interval is set, and undo takes it away; one that cannot be is not sent', async () => {
    const page = await shown();
    await page.choose(/^Report interval/);
    await page.type('Seconds between two reports', '0');
    await page.click(page.role('button', 'Save'));
    expect([document.body.textContent.includes('From 1 second to a week'), sent()]).toEqual([true, []]);
    await page.type('Seconds between two reports', '1800');
    await page.click(page.role('button', 'Save'));
    expect(page.screen.told()).toEqual(['Shelf is expected every 30 min now.']);
    await page.screen.act();
    expect(sent()).toEqual([
      ['PATCH', { report_interval_s: 1800 }],
      ['PATCH', { report_interval_s: null }],
    ]);
  });

  it('it is locked or unlocked, by what it is now, with undo', async () => {
    const page = await shown(fernDevice({ locked: true }));
    await page.choose(/^Unlock/);
    expect(page.screen.garden.state.devices['fern-board']?.locked).toBe(false);
    await page.screen.act();
    expect(sent()).toEqual([
      ['PATCH', { locked: false }],
      ['PATCH', { locked: true }],
    ]);
  });

  it('it is decommissioned only after a second look, and the other devices stay', async () => {
    server.answer('DELETE', '/api/devices/fern-board', new Reply(null, { status: 204 }));
    const page = await shown();
    await page.choose(/^Decommission/);
    await page.click(page.role('button', 'Cancel'));
    expect(sent()).toEqual([]);
    page.leave();
    const again = await shown();
    await again.choose(/^Decommission/);
    await again.click(again.testId('confirm'));
    expect(Object.keys(again.screen.garden.state.devices)).toEqual(['basil-board']);
  });

  it('it stays if that is refused, and so does the question', async () => {
    server.answer('DELETE', '/api/devices/fern-board', problem(503, { detail: 'Not now.' }));
    const page = await shown();
    await page.choose(/^Decommission/);
    await page.click(page.testId('confirm'));
    expect(page.screen.told()).toEqual(['Not now.']);
    expect(page.screen.garden.state.devices['fern-board']).toBeDefined();
    expect(document.querySelector('.v-overlay--active [data-testid=confirm]')).not.toBeNull();
  });
});
