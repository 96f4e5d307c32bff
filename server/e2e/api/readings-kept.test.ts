import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Retention } from '@plantops/shared/settings/retention.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMac } from '../harness/api.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('readings in the REST interface', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it('devices send readings with their own credentials, and have their probes calibrated', async () => {
    const { body: own } = await api.call<DeviceCredentials>('POST', '/api/devices/register', {
      mac_address: newMac(),
    });
    const path = `/api/devices/${own.device_id}`;
    const login = Buffer.from(`${own.mqtt_username}:${own.mqtt_password}`).toString('base64');
    const sent = await api.call(
      'POST',
      `${path}/telemetry`,
      { soil_moisture: 40 },
      { authorization: `Basic ${login}` },
    );
    expect(sent.status).toBe(200);
    const points = { dry: 2800, saturated: 1200 };
    const of = `${path}/calibration/soil_moisture`;
    expect((await api.call('POST', `${of}/preview`, points)).status).toBe(200);
    expect((await api.call('PUT', of, points)).body).toEqual([
      expect.objectContaining({ metric: 'soil_moisture', points: expect.objectContaining(points) }),
    ]);
    expect((await api.get<unknown[]>(`${path}/calibration`)).body).toHaveLength(1);
    expect((await api.refused('PUT', of, { dry: 5, saturated: 5 })).code).toBe('invalid_request');
    expect((await api.call('DELETE', of)).status).toBe(200);
  });

  it('how long readings and figures are kept is told, and changed where nothing is lost', async () => {
    const { months } = (await api.get<Retention>('/api/settings/retention')).body;
    expect((await api.call('POST', '/api/settings/retention/preview', months)).body).toEqual([]);
    expect((await api.call<Retention>('PUT', '/api/settings/retention', { months })).body.months).toEqual(months);
    const shorter = { ...months, days: 1, readings: null };
    expect((await api.refused('PUT', '/api/settings/retention', { months: shorter })).code).toBe('invalid_request');
  });
});
