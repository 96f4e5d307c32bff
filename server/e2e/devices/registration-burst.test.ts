/** Many boards register at the same moment, as after a power cut. */
import http from 'node:http';
import type { Device } from '@plantops/shared/api/devices.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, newMac, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** More than are served and wait at the same time. */
const BOARDS = 90;

interface Outcome {
  mac: string;
  status: number;
  deviceId: string | undefined;
  retryAfter: string | null;
}

describe('many boards that register at once', () => {
  const plantOps = sharedServer();
  /** Boards that the server knows from before. They come after all others. */
  const known: string[] = [];
  let outcomes: Outcome[];
  const devices = async (): Promise<Device[]> =>
    (await call<Device[]>(plantOps.url, 'GET', '/api/devices?limit=1000')).body;

  beforeAll(async () => {
    await plantOps.start();
    for (let index = 0; index < 3; index += 1) {
      const mac = newMac();
      known.push(mac);
      await register(plantOps.url, mac);
    }
    const macs = [...Array.from({ length: BOARDS }, () => newMac()), ...known];
    outcomes = await Promise.all(
      macs.map(async (mac): Promise<Outcome> => {
        const { status, body, headers } = await call<{ device_id?: string }>(
          plantOps.url,
          'POST',
          '/api/devices/register',
          { mac_address: mac },
        );
        return { mac, status, deviceId: body.device_id, retryAfter: headers.get('retry-after') };
      }),
    );
  });
  afterAll(() => plantOps.remove());

  it('get credentials or are told when to come back', () => {
    const told = outcomes.filter(({ status }) => status === 429);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([200, 201, 429]));
    expect(told.length).toBeGreaterThan(0);
    for (const { retryAfter } of told) {
      expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
      expect(Number(retryAfter)).toBeLessThanOrEqual(60);
    }
  });

  it('are served before new ones if they are known', () => {
    const ofKnown = outcomes.filter(({ mac }) => known.includes(mac));
    expect(ofKnown.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('leave no device behind if they got no credentials', async () => {
    const served = outcomes.flatMap(({ mac, deviceId }) => (deviceId === undefined ? [] : [{ mac, deviceId }]));
    const listed = (await devices()).map(({ id, mac_address }) => ({ mac: mac_address, deviceId: id }));
    const byMac = (a: { mac: string | null }, b: { mac: string | null }): number =>
      (a.mac ?? '') < (b.mac ?? '') ? -1 : 1;
    expect(listed.sort(byMac)).toEqual(served.sort(byMac));
  });

  it('find a place when they come back', async () => {
    const { mac } = outcomes.find(({ status }) => status === 429) ?? { mac: '' };
    const client = await connectDevice(await register(plantOps.url, mac));
    expect(client.connected).toBe(true);
    await client.endAsync();
  });

  it('leave nothing behind either if one goes away without its answer', async () => {
    const mac = newMac();
    const request = http.request(new URL('/api/devices/register', plantOps.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    await new Promise<void>((resolve) => {
      request.on('error', () => undefined).on('close', resolve);
      // Long before a password is made, hashed and known to the broker.
      request.end(JSON.stringify({ mac_address: mac }), () => request.destroy());
    });
    // Another one that comes later is served.
    await register(plantOps.url);
    await eventually(async () => (await devices()).every(({ mac_address }) => mac_address !== mac), {
      what: 'a list without the device',
    });
  });
});
