import type { History } from '@plantops/shared/api/readings.ts';
import type { ServerStatus } from '@plantops/shared/api/server.ts';
import { perKind, type Removal, type Retention } from '@plantops/shared/settings/retention.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

const PATH = '/api/settings/retention';
const forever = perKind((): number | null => null);

describe('what is kept', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  let plantId = '';

  /** A reading an hour, of more than a year. */
  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
    const { device_id: deviceId } = await register(plantOps.url);
    plantId = await assignNewPlant(plantOps.url, deviceId, { name: 'Old fern' });
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity)
       SELECT now() - n * INTERVAL '1 hour', $1, $2, 40 + n % 20 FROM generate_series(1, 400 * 24) n`,
      [deviceId, plantId],
    );
  });
  afterAll(() => plantOps.remove());

  const year = async (): Promise<History> => (await api.get<History>(`/api/plants/${plantId}/history?range=1y`)).body;
  const monthsAgo = (months: number): string => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString();
  };

  it('is everything at first, with the room that it takes and when the disk is full', async () => {
    const { body } = await api.get<Retention>(PATH);
    expect(body.months).toEqual(forever);
    expect(body.stored.readings).toMatchObject({ bytes: expect.any(Number), kept_from: null });
    expect(body.stored.readings.bytes).toBeGreaterThan(400 * 24 * 50);
    expect(body.stored.readings.bytes_a_day).toBeGreaterThan(24 * 50);
    expect(body.disk?.free_bytes).toBeGreaterThan(0);
    const metrics = (await call<string>(plantOps.url, 'GET', '/metrics')).body;
    expect(metrics).toMatch(/plantops_stored_bytes\{kind="readings"\} \d/);
    expect(metrics).toMatch(/plantops_disk_free_bytes \d/);
    expect((await call<ServerStatus>(plantOps.url, 'GET', '/readyz')).body.warnings.join()).not.toContain(
      'disk is full',
    );
  });

  it('is no longer what is too old, once the owner has agreed; charts of that time stay, and exports say so', async () => {
    const before = await year();
    expect(before.readings_from).toBeNull();
    const months = { ...forever, readings: 2 };
    const { body: removals } = await api.call<Removal[]>('POST', `${PATH}/preview`, months);
    expect(removals).toEqual([{ kind: 'readings', rows: expect.any(Number), before: monthsAgo(2) }]);
    expect(removals[0]?.rows).toBeGreaterThan(300 * 24);
    const refused = await call<{ code: string; detail: string }>(plantOps.url, 'PUT', PATH, { months });
    expect(refused).toMatchObject({ status: 409, body: { code: 'removal_not_agreed' } });
    expect(refused.body.detail).toContain(`${removals[0]?.rows} readings of before ${monthsAgo(2).slice(0, 10)}`);
    expect((await call(plantOps.url, 'PUT', PATH, { months, agreed: true })).status).toBe(200);

    await eventually(async () => {
      const { body } = await api.call<Retention>('GET', PATH);
      return body.stored.readings.kept_from === monthsAgo(2) || undefined;
    });
    await expect.poll(async () => (await plantOps.query('SELECT FROM kept_from WHERE NOT is_gone')).length).toBe(0);
    const [oldest] = await plantOps.query<{ time: Date }>('SELECT min(time) AS time FROM telemetry');
    expect(oldest?.time.getTime()).toBeGreaterThanOrEqual(Date.parse(monthsAgo(2)));
    const after = await year();
    expect(after.readings_from).toBe(monthsAgo(2));
    expect(after.points.length).toBe(before.points.length);
    expect(after.points.slice(1, 300)).toEqual(before.points.slice(1, 300));
    const { headers } = await api.get(`/api/plants/${plantId}/export?format=csv`);
    expect(headers.get('x-readings-kept-from')).toBe(monthsAgo(2));
    expect(headers.get('content-disposition')).toContain(`-from-${monthsAgo(2).slice(0, 10)}.csv`);
    expect(
      (await api.get(`/api/plants/${plantId}/export?from=${monthsAgo(0)}`)).headers.get('x-readings-kept-from'),
    ).toBeNull();
  });

  it('comes back with a backup, also the figures whose readings are gone', async () => {
    const before = await year();
    const backup = await (await fetch(new URL('/api/backup', plantOps.url))).arrayBuffer();
    const restored = await fetch(new URL('/api/restore', plantOps.url), {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: backup,
    });
    expect(restored.status).toBe(200);
    const after = await year();
    expect(after.readings_from).toBe(before.readings_from);
    expect(after.points.slice(1, 300)).toEqual(before.points.slice(1, 300));
    expect((await api.get<Retention>(PATH)).body.months).toEqual({ ...forever, readings: 2 });
  });

  it.each([
    ['figures that are kept shorter than what they are made from', { ...forever, readings: 3, five_minutes: 2 }],
    ['figures that are not kept for ever while readings are', { ...forever, hours: 12 }],
    ['no month', { ...forever, readings: 0 }],
    ['a part of a month', { ...forever, readings: 1.5 }],
    ['a kind that is missing', { readings: 1 }],
  ])('is not set to %s', async (_what, months) => {
    for (const path of [PATH, `${PATH}/preview`]) {
      const body = path === PATH ? { months, agreed: true } : months;
      const { status } = await call(plantOps.url, path === PATH ? 'PUT' : 'POST', path, body);
      expect(status).toBe(400);
    }
  });
});
