import { describe, expect, it } from 'vitest';
import type { Component } from 'vue';
import type { Device } from '../../api/generated';
import { Reply } from '../../testing/fake-server';
import { basilDevice, fernDevice, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import DeviceActions from './DeviceActions.vue';
import DeviceOrigin from './DeviceOrigin.vue';
import IgnoredSensorsDialog from './IgnoredSensorsDialog.vue';
import VitalSigns from './VitalSigns.vue';

const gateway = basilDevice({ name: 'Greenhouse', kind: 'gateway' });
const sensor = fernDevice({
  name: 'Tomato',
  via: gateway.id,
  dialect: 'zigbee2mqtt',
  mac_address: null,
  mqtt_username: null,
  rssi_dbm: null,
  link_quality: 83,
});

async function shown(component: Component, device: Device, more: object = {}) {
  server.answer('GET', '/api/start', start({ devices: [gateway, sensor] }));
  const screen = openScreen();
  await screen.garden.load();
  return mountPage(component, { device, ...more }, { screen });
}

describe('a sensor behind a gateway', () => {
  it('is shown with its gateway and the program that it runs', async () => {
    const page = await shown(DeviceOrigin, sensor);
    expect(page.words()).toBe('behind Greenhouse · zigbee2mqtt');
  });

  it('has the quality of its link where others have the strength of their signal', async () => {
    const page = await shown(VitalSigns, sensor, { kind: 'signal' });
    expect(page.words()).toContain('83 LQI');
  });

  it('has no credentials to lock or renew, and is told to stay away once it is removed', async () => {
    const page = await shown(DeviceActions, sensor);
    await page.click(page.role('button', /^Actions for /));
    expect(page.roles('menuitem').map((item) => item.textContent?.trim())).toEqual([
      'Where is my reading?',
      'Calibrate',
      'Rename',
      'Report interval',
      'Decommission',
    ]);
    await page.click(page.role('menuitem', 'Decommission'));
    expect(page.words()).toContain('It stays away, also when its gateway hears it again.');
  });
});

describe('a gateway', () => {
  it('says for how many sensors it speaks', async () => {
    const page = await shown(DeviceOrigin, gateway);
    expect(page.words()).toContain('Gateway, 1 sensor');
  });

  it('lists the sensors that were removed, and lets one come back', async () => {
    const path = `/api/devices/${gateway.id}/ignored-sensors`;
    server.answer('GET', path, [{ key: 'mac:c4:7c', name: 'Fern', ignored_at: '2026-01-01T08:00:00.000Z' }]);
    server.answer('DELETE', `${path}/mac%3Ac4%3A7c`, new Reply(null, { status: 204 }));
    const actions = await shown(DeviceActions, gateway);
    await actions.click(actions.role('button', /^Actions for /));
    expect(actions.has('menuitem', 'Show removed sensors')).toBe(true);
    actions.leave();
    const page = await shown(IgnoredSensorsDialog, gateway, { modelValue: true });
    await page.click(page.role('button', 'Allow Fern again'));
    expect(page.words()).toContain('No sensor behind this gateway was removed.');
    expect(page.screen.told()).toEqual(['Fern comes back at its next value.']);
  });
});
