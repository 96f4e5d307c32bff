import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMac } from '../harness/api.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Texts that attack SQL, HTML, paths, templates, chats and terminals. To the server they are plain text. */
const HOSTILE_TEXT = [
  `Robert'); DROP TABLE plants;--`,
  `1' OR '1'='1`,
  `$1 $2 :name ?`,
  `<script>alert(1)</script>`,
  `<img src=x onerror="alert(1)">`,
  `../../../etc/passwd`,
  `@everyone <@1234567890> #general`,
  '${7*7} {{7*7}} <%= 7*7 %>',
  '$(reboot) `reboot`',
  `%00%0d%0a%n%s`,
  `\\"quoted\\"`,
  'null',
  '__proto__',
  'undefined',
  '🌵👩🏽‍🌾🇩🇪',
  'مرحبا بالعالم',
  '\u202eevil\u202c',
  'a\u2028b\ufeffc',
  'Ǆ ﬁ ẞ İ',
  'e\u0301 is not é',
  '=cmd|calc!A1',
  '{"name":"x"}',
  'x'.repeat(100),
];

describe('texts that are sent to the REST interface', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it.each(['A4-CF-12-00-00-01', 'a4:cf:12:00:00:01', 'A4CF12000001', 'a4:CF:12:00:00:01'])(
    'devices with the MAC %s are the same device',
    async (mac) => {
      const { body } = await api.call<DeviceCredentials>('POST', '/api/devices/register', { mac_address: mac });
      expect((await api.get<Device>(`/api/devices/${body.device_id}`)).body.mac_address).toBe('a4:cf:12:00:00:01');
      expect(
        (await api.get<Device[]>('/api/devices')).body.filter(({ mac_address }) => mac_address === 'a4:cf:12:00:00:01'),
      ).toHaveLength(1);
    },
  );

  it.each([
    '',
    ' ',
    'a4:cf:12:00:00',
    'a4:cf:12:00:00:01:02',
    'g4:cf:12:00:00:01',
    'a4:cf-12:00:00:01',
    'a4cf:1200:0001',
    'a4:cf:12:00:00:01 ',
    'a4:cf:12:00:00:01\n',
    '\u0661\u0661:cf:12:00:00:01',
    'a4:cf:12:00:00:01\u0000',
    'a4cf.1200.0001',
  ])('devices with the MAC %j are refused', async (mac) => {
    expect(await api.refused('POST', '/api/devices/register', { mac_address: mac })).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/mac_address' }],
    });
  });

  it.each(HOSTILE_TEXT)('the text %j is returned unchanged', async (text) => {
    const { body: plant } = await api.call<Plant>('POST', '/api/plants', { name: text, species: text });
    expect(plant).toMatchObject({ name: text, species: text });
    expect((await api.get<Plant>(`/api/plants/${plant.id}`)).body).toMatchObject({ name: text, species: text });
    expect(
      (await api.call<Plant>('PUT', `/api/plants/${plant.id}`, { name: `${text.slice(0, 98)}.`, species: text })).body
        .name,
    ).toBe(`${text.slice(0, 98)}.`);
    const { body: device } = await api.call<DeviceCredentials>('POST', '/api/devices/register', {
      mac_address: newMac(),
      name: text,
    });
    const deviceId = device.device_id;
    expect((await api.call<Device>('PATCH', `/api/devices/${deviceId}`, { name: text })).body.name).toBe(text);
    expect((await api.get<Device[]>('/api/devices')).body.find(({ id }) => id === deviceId)?.name).toBe(text);
    expect((await api.get(`/api/species?q=${encodeURIComponent(text)}`)).status).toBe(200);
    expect((await api.get<Plant[]>('/api/plants')).body.length).toBeGreaterThan(0);
  });
});
