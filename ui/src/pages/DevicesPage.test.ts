import { patiently } from '@plantops/shared/testing/patiently.ts';
import { describe, expect, it } from 'vitest';
import type { Device } from '../api/generated';
import { FakeEventSource } from '../testing/fake-event-source';
import { settled } from '../testing/fake-server';
import { basilDevice, device, fernDevice, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import DevicesPage from './DevicesPage.vue';

const shelf = fernDevice({ name: 'Shelf', firmware_version: '1.9.0', battery_pct: 77, rssi_dbm: -58 });
const balcony = basilDevice({ name: 'Balcony', firmware_version: '1.10.0', battery_pct: 9, rssi_dbm: -84 });
const spare = device('spare', null, { name: 'Spare', battery_pct: null, rssi_dbm: null });

async function shown(devices: Device[] = [shelf, balcony, spare], address = '/devices') {
  server.answer('GET', '/api/start', start({ devices }));
  const screen = openScreen();
  await screen.router.push(address);
  await screen.garden.load();
  const page = await mountPage(DevicesPage, {}, { screen });
  return {
    ...page,
    names: () => [...document.querySelectorAll('tbody tr .name')].map((name) => name.textContent?.trim()),
    query: () => screen.router.currentRoute.value.query,
  };
}

describe('the devices page', () => {
  it('shows of each device how it is, and what is low or weak', async () => {
    const page = await shown();
    const row = (id: string) => page.testId(`device-row-${id}`);
    for (const words of ['Online', '1 min ago', '1.9.0', '77 %', '-58 dBm', 'strong', 'Fern'])
      expect(row('fern-board').textContent).toContain(words);
    expect([...row('basil-board').querySelectorAll('.bad')].map((one) => one.textContent)).toEqual([
      expect.stringContaining('low'),
      expect.stringContaining('weak'),
    ]);
  });

  it('is sorted by its heads, up and down, and what is not known comes last either way', async () => {
    const page = await shown();
    expect(page.names()).toEqual(['Balcony', 'Shelf', 'Spare']);
    const sort = () => page.click(page.role('button', 'Battery'));
    await sort();
    expect(page.names()).toEqual(['Balcony', 'Shelf', 'Spare']);
    await sort();
    expect(page.names()).toEqual(['Shelf', 'Balcony', 'Spare']);
    expect(page.role('columnheader', /^Battery/).getAttribute('aria-sort')).toBe('descending');
    expect(page.query()).toEqual({ sort: '-battery' });
  });

  it('is filtered and searched, which the address keeps, and shows all again', async () => {
    const page = await shown();
    await page.click(page.role('button', /^Unassigned/));
    expect(page.names()).toEqual(['Spare']);
    await page.type('Find a device', 'no such');
    expect(page.words()).toContain('No device fits the search and filter.');
    expect(page.query()).toEqual({ q: 'no such', status: 'unassigned' });
    await page.click(page.role('button', 'Show all devices'));
    expect(page.names()).toHaveLength(3);
    expect(page.query()).toEqual({});
  });

  it('opens as its address says', async () => {
    const page = await shown(undefined, '/devices?q=1.10&sort=-battery');
    expect(page.names()).toEqual(['Balcony']);
  });

  it('shows fifty at a time, page by page, which the address keeps until something else is searched', async () => {
    const zones = Array.from({ length: 63 }, (_, nth) =>
      device(`zone-${nth}`, null, { name: `Zone ${String(nth).padStart(2, '0')}` }),
    );
    const page = await shown(zones);
    expect([page.names().length, page.names().at(-1)]).toEqual([50, 'Zone 49']);
    await page.click(page.role('button', 'Go to page 2'));
    expect([page.names().length, page.names()[0], page.query()]).toEqual([13, 'Zone 50', { page: '2' }]);
    await page.type('Find a device', 'zone');
    expect([page.names()[0], page.query()]).toEqual(['Zone 00', { q: 'zone' }]);
    page.leave();
    expect((await shown(zones, '/devices?page=2')).names()).toHaveLength(13);
  });

  it('follows a device that goes offline and comes back', async () => {
    const page = await shown();
    page.screen.garden.start();
    await settled();
    const row = () => page.testId('device-row-fern-board').textContent;
    await FakeEventSource.latest.emit('device', { ...shelf, status: 'offline' });
    expect(row()).toContain('Offline');
    await FakeEventSource.latest.emit('device', shelf);
    expect(row()).toContain('Online');
  });

  it('shows why messages of this device were rejected', async () => {
    server.answer('GET', '/api/devices/spare/rejected', [
      {
        id: 1,
        time: '2026-01-07T11:00:00.000Z',
        topic: 'devices/spare/telemetry',
        payload: '{"temperature":"warm"}',
        reason: 'temperature: expected number',
      },
    ]);
    const page = await shown([shelf, { ...spare, rejected_count: 1 }]);
    await page.click(page.role('button', 'Show 1 rejected'));
    await patiently(() => page.role('dialog'));
    for (const words of ['temperature: expected number', '{"temperature":"warm"}', 'devices/spare/telemetry'])
      expect(page.words()).toContain(words);
  });

  it('says that there are none, and how that changes', async () => {
    const page = await shown([]);
    expect(page.names()).toEqual([]);
    expect(page.has('link', 'Add a device')).toBe(true);
  });
});
