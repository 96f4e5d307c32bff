import { describe, expect, it } from 'vitest';
import type { Device, DeviceCredentials, Way } from '../api/generated';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem, settled } from '../testing/fake-server';
import { at, device, fernDevice, latest, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import { way } from '../testing/way-samples';
import AddDevicePage from './AddDevicePage.vue';

const REGISTER = '/api/devices/register';
const credentials = (more: Partial<DeviceCredentials> = {}): DeviceCredentials => ({
  device_id: 'new-board',
  mqtt_username: 'new-board',
  mqtt_password: 'first-password',
  mqtt: { host: '192.168.1.10', port: 1883 },
  topics: { telemetry: 'devices/new-board/telemetry', heartbeat: 'devices/new-board/heartbeat' },
  heartbeat_interval_s: 60,
  ...more,
});
const added = (more: Partial<Device> = {}): Device =>
  device('new-board', null, { name: 'Sill', status: 'provisioning', latest: null, last_seen_at: null, ...more });

async function shown(address: string, { devices = [fernDevice()], host = '192.168.1.10' } = {}) {
  server.answer('GET', '/api/start', start({ devices }));
  server.answer('GET', '/api/system', { mqtt: { host, port: 1883 } });
  server.answer('POST', REGISTER, credentials());
  server.answer('GET', '/api/devices/new-board', added());
  let ways: Way[] = [];
  server.answer('GET', '/api/devices/:id/ways', () => ({ engine_started_at: at('08:00'), ways }));
  const screen = openScreen();
  await screen.router.push(address);
  await screen.garden.begin();
  screen.garden.start();
  await settled();
  await FakeEventSource.latest.connect();
  const page = await mountPage(AddDevicePage, {}, { screen });
  return {
    ...page,
    query: () => screen.router.currentRoute.value.query,
    file: () => page.testId('device-file').querySelector('pre')?.textContent ?? '',
    asked: () => server.asked('POST', REGISTER).map(({ body }) => body as Record<string, unknown>),
    send: async (event: Device, ...newest: Way[]) => {
      ways = newest;
      await FakeEventSource.latest.emit('device', event);
      await settled();
    },
    submit: () => page.click(page.testId('register-device')),
  };
}

describe('adding a device', () => {
  it('begins with what it is, each a link that keeps the plant', async () => {
    const page = await shown('/devices/new?plant=fern');
    expect(page.testIds('kind-esphome')[0]?.getAttribute('href')).toBe('/devices/new?kind=esphome&plant=fern');
    expect(page.roles('link', /zigbee2mqtt/)).toHaveLength(1);
    expect(page.words()).toContain('Step 1 of 3');
  });

  it('registers a board with what was chosen, assigns it, and shows its file with the password in it', async () => {
    const page = await shown('/devices/new?kind=esphome&plant=fern');
    server.answer('POST', '/api/devices/new-board/provision', added({ plant_id: 'fern' }));
    await page.type('Name', 'Sill');
    await page.click(page.field('Light'));
    await page.type('MAC address, if you know it', 'A4-CF-12-00-00-01');
    await page.submit();
    expect(page.asked()).toEqual([
      {
        mac_address: 'A4-CF-12-00-00-01',
        name: 'Sill',
        sensor_types: ['soil_moisture', 'temperature', 'light_level'],
        report_interval_s: 300,
      },
    ]);
    expect(server.asked('POST', '/api/devices/new-board/provision')[0]?.body).toEqual({ plant_id: 'fern' });
    expect(page.query()).toEqual({ kind: 'esphome', device: 'new-board' });
    expect(page.file()).toContain('password: "first-password"');
    expect(page.file()).toContain('plant_light_level');
    expect(page.words()).toContain('The password in it is shown this once.');
    expect(page.words()).toContain('Waiting for Sill');
    expect(page.testIds('address-warning')).toEqual([]);
  });

  it('makes up an address where none is known, and a name from what it is', async () => {
    const page = await shown('/devices/new?kind=curl');
    await page.submit();
    expect(page.asked()[0]).toMatchObject({
      mac_address: expect.stringMatching(/^06(:[0-9a-f]{2}){5}$/) as unknown,
      name: 'curl, HTTP',
    });
  });

  it('registers a gateway as one, and asks nothing about its sensors', async () => {
    const page = await shown('/devices/new?kind=zigbee2mqtt');
    expect(page.words()).toContain('The sensors behind it appear here by themselves');
    expect(page.roles('checkbox')).toEqual([]);
    server.answer(
      'POST',
      REGISTER,
      credentials({ topics: { ...credentials().topics, gateway: 'gateways/new-board' } }),
    );
    await page.submit();
    expect(page.asked()[0]).toMatchObject({ kind: 'gateway' });
    expect(page.asked()[0]).not.toHaveProperty('sensor_types');
    expect(page.file()).toContain('base_topic: gateways/new-board');
  });

  it('asks for a sensor, a right address, and takes no password from a device that has the address', async () => {
    const page = await shown('/devices/new?kind=python', {
      devices: [fernDevice({ name: 'Shelf', mac_address: 'a4:cf:12:00:00:09' })],
    });
    await page.type('MAC address, if you know it', 'a4:cf');
    await page.submit();
    expect(page.words()).toContain('Six pairs of hex digits');
    await page.type('MAC address, if you know it', '');
    for (const sensor of ['Soil moisture', 'Temperature']) await page.click(page.field(sensor));
    await page.submit();
    expect(page.words()).toContain('Choose at least one.');
    await page.click(page.field('Temperature'));
    await page.type('MAC address, if you know it', 'A4CF12000009');
    expect(page.words()).toContain('Shelf has this address already.');
    await page.submit();
    expect(page.asked()).toEqual([]);
    await page.click(page.role('button', 'Make a new file for Shelf'));
    expect(page.query()).toEqual({ kind: 'python', device: 'fern-board' });
    expect(page.words()).toContain('The password of Shelf was shown once');
  });

  it('says why the server refused, and stays where it is', async () => {
    const page = await shown('/devices/new?kind=python');
    server.answer('POST', REGISTER, problem(409, { code: 'device_limit_reached', detail: 'There are 10 already.' }));
    await page.submit();
    expect(page.words()).toContain('There are 10 already.');
    expect(page.query()).toEqual({ kind: 'python' });
  });

  it('warns where boards are told an address that means themselves, and says what to set', async () => {
    const page = await shown('/devices/new?kind=arduino', { host: '127.0.0.1' });
    expect(page.testId('address-warning').textContent).toMatch(/cannot reach "127.0.0.1".*MQTT_PUBLIC_URL/);
    expect(page.testId('address-warning').textContent).not.toContain('A program on this computer can.');
  });

  it('makes a new password after the page was loaded again, because nobody knows the first', async () => {
    const page = await shown('/devices/new?kind=python&device=new-board', { devices: [added()] });
    expect(page.words()).toContain('The password of Sill was shown once, and nobody can show it again.');
    expect(page.testIds('device-file')).toEqual([]);
    server.answer('POST', '/api/devices/new-board/credentials', credentials({ mqtt_password: 'second-password' }));
    await page.click(page.testId('renew-password'));
    expect(page.file()).toContain('"second-password"');
    expect(page.words()).toContain('Waiting for Sill');
    page.leave();
    expect(document.body.textContent).not.toContain('second-password');
  });
});

describe('the first message', () => {
  const ADDRESS = '/devices/new?kind=homemade&device=new-board';

  it('is shown field by field, and the way to the plant with it', async () => {
    const page = await shown(ADDRESS, { devices: [added({ plant_id: 'fern' })] });
    expect(page.words()).toContain('Waiting for Sill');
    await page.send(
      added({ plant_id: 'fern', status: 'online', latest: latest({ soil_moisture: 45.2 }) }),
      way('1', { payload: '{"soil_moisture":45.2,"humidity":200,"colour":"red"}' }),
    );
    const field = (name: string) => page.testId(`field-${name}`).textContent?.replaceAll(/\s+/g, ' ').trim();
    expect(page.words()).toContain('Sill is here: its first message has come.');
    expect(field('soil_moisture')).toBe('soil_moisture → Soil moisture45.2 % Stored');
    expect(field('humidity')).toBe('humidity → Humidity200 Set aside');
    expect(field('colour')).toBe('colour"red" Not a known field: ignored');
    expect(page.role('link', 'To Fern').getAttribute('href')).toBe('/plants/fern');
    await pass(60_000);
    expect(page.testIds('nothing-came')).toEqual([]);
  });

  it('that cannot be used is told with the reason', async () => {
    const page = await shown(ADDRESS, { devices: [added()] });
    await page.send(
      added({ status: 'error', rejected_count: 1 }),
      way('1', { payload: '{"temperature":"warm"}', outcome: 'rejected', reason: 'temperature: not a number' }),
    );
    expect(page.words()).toContain('A message of Sill came, but it could not be used.');
    expect(page.testId('field-temperature').textContent).toMatch(/Set aside.*temperature: not a number/);
  });

  it('that has not come after a minute is looked for, by cause', async () => {
    const page = await shown(ADDRESS, { devices: [added()] });
    await pass(59_999);
    expect(page.testIds('nothing-came')).toEqual([]);
    await pass(1);
    const words = page.testId('nothing-came').textContent ?? '';
    for (const cause of ['no power', '192.168.1.10, port 1883', 'password', 'devices/new-board/telemetry'])
      expect(words).toContain(cause);
    await page.send(added({ status: 'online', latest: latest() }), way('1'));
    expect(page.testIds('nothing-came')).toEqual([]);
  });

  it('is waited for with what is noticed meanwhile, such as that the broker refuses the device', async () => {
    const page = await shown(ADDRESS, { devices: [added()] });
    const finding: Device['findings'][number] = {
      code: 'broker_refused',
      metric: null,
      since: at('12:00'),
      last_at: at('12:00'),
      count: 1,
      evidence: { why: 'not_authorised' },
      severity: 'warning',
      title: '',
      advice: '',
    };
    await page.send(added({ findings: [finding] }));
    expect(page.words()).toContain('Waiting for Sill');
    expect(page.words()).toContain('The broker refused this device: its name or password is wrong.');
  });

  it('of a device that only says that it lives is still waited for', async () => {
    const page = await shown(ADDRESS, { devices: [added()] });
    await page.send(added({ status: 'online', last_seen_at: at('12:00') }));
    expect(page.words()).toContain('Sill is connected, but has sent no reading yet.');
  });

  it('of a sensor behind a gateway is shown with the name that the gateway gives it', async () => {
    const gateway = added({ kind: 'gateway', name: 'Zigbee' });
    const page = await shown('/devices/new?kind=zigbee2mqtt&device=new-board', { devices: [gateway] });
    await page.send(
      device('soil-1', null, { name: 'Balcony soil', via: 'new-board', latest: latest({ humidity: 51 }) }),
    );
    expect(page.words()).toContain('Balcony soil, behind Zigbee');
    expect(page.testId('field-humidity').textContent).toContain('51');
  });
});
