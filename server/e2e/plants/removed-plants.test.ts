import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant, RemovedPlant } from '@plantops/shared/api/plants.ts';
import type { History, Sparkline } from '@plantops/shared/api/readings.ts';
import type { JournalEntry } from '@plantops/shared/journal.ts';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a removed plant', () => {
  const plantOps = new PlantOpsProcess();
  const clients: MqttClient[] = [];
  let api: JudgedApi;
  const getPlant = async (id: string): Promise<Plant> => (await api.get<Plant>(`/api/plants/${id}`)).body;
  const removedIds = async (): Promise<string[]> =>
    (await api.get<RemovedPlant[]>('/api/removed-plants')).body.map(({ id }) => id);
  const restore = (id: string) => api.call<Plant>('POST', `/api/removed-plants/${id}/restore`);

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.endAsync(true))));
  afterAll(() => plantOps.remove());

  it('is restored with its device, readings, open alert, journal and photo, and continues', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Fern',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const path = `/api/plants/${plantId}`;
    const client = await connectDevice(credentials);
    clients.push(client);
    await publishReading(client, credentials, { soil_moisture: 15.2 });
    await eventually(async () => (await getPlant(plantId)).open_alerts === 1);
    await api.call('POST', `${path}/journal`, { kind: 'watering', amount_ml: 200 });
    await fetch(new URL(`${path}/photo`, plantOps.url), {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(PNG),
    });
    const before = await getPlant(plantId);
    expect(before).toMatchObject({
      status: 'alert',
      device_count: 1,
      last_watered_at: expect.any(String),
      photo_url: expect.any(String),
    });
    const [entry] = (await api.get<JournalEntry[]>(`${path}/journal`)).body;
    const [alert] = (await api.get<Alert[]>(`/api/alerts?plant_id=${plantId}`)).body;

    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.get<RemovedPlant[]>('/api/removed-plants')).body[0]).toMatchObject({
      id: plantId,
      name: 'Fern',
      species: null,
    });
    expect(await plantOps.query('SELECT FROM plants WHERE id = $1', [plantId])).toEqual([]);
    for (const gone of [path, `${path}/journal`, `${path}/photo`, `${path}/history`])
      expect((await api.refused('GET', gone)).code).toBe('plant_not_found');
    expect((await api.refused('PATCH', `/api/journal/${entry?.id}`, { note: 'x' })).code).toBe(
      'journal_entry_not_found',
    );
    expect((await api.get<Sparkline[]>(`/api/sparklines?plant_ids=${plantId}`)).body).toEqual([]);

    const reader = await EventReader.open(plantOps.url);
    const restored = await restore(plantId);
    expect(restored).toMatchObject({ status: 200, body: { ...before, verdict: { level: before.verdict?.level } } });
    expect(await removedIds()).not.toContain(plantId);
    expect((await api.get<Device>(`/api/devices/${credentials.device_id}`)).body.plant_id).toBe(plantId);
    expect((await api.get<JournalEntry[]>(`${path}/journal`)).body).toEqual([entry]);
    expect((await api.get<Alert[]>(`/api/alerts?plant_id=${plantId}`)).body).toMatchObject([
      { id: alert?.id, closed_at: null },
    ]);
    expect((await api.get<History>(`${path}/history`)).body.points).toMatchObject([{ soil_moisture: 15.2 }]);
    expect((await fetch(new URL(before.photo_url ?? '', plantOps.url))).status).toBe(200);
    await eventually(
      () =>
        reader.named('plant').some(({ data }) => (data as Plant).id === plantId) &&
        reader.named('device').some(({ data }) => (data as Device).plant_id === plantId),
    );
    await eventually(() =>
      reader.named('alert').some(({ data }) => (data as Alert).id === alert?.id && (data as Alert).closed_at === null),
    );
    reader.close();

    // The same alert continues, and ends as usual.
    await publishReading(client, credentials, { soil_moisture: 14 });
    await eventually(async () => (await getPlant(plantId)).latest?.soil_moisture === 14);
    expect((await api.get<Alert[]>(`/api/alerts?plant_id=${plantId}`)).body).toHaveLength(1);
    await publishReading(client, credentials, { soil_moisture: 60 });
    await eventually(async () => (await getPlant(plantId)).status === 'ok');
    expect(await plantOps.query('SELECT kind FROM notices WHERE plant_id = $1 ORDER BY created_at', [plantId])).toEqual(
      [{ kind: 'breach' }, { kind: 'recovery' }],
    );
  });

  it('can be restored once; a plant that was not removed cannot', async () => {
    const { id } = (await api.call<Plant>('POST', '/api/plants', { name: 'Fern' })).body;
    expect((await api.refused('POST', `/api/removed-plants/${id}/restore`)).code).toBe('plant_not_found');
    await api.call('DELETE', `/api/plants/${id}`);
    const statuses = await Promise.all([restore(id), restore(id)]).then((answers) =>
      answers.map(({ status }) => status).sort(),
    );
    expect(statuses).toEqual([200, 404]);
    expect((await api.refused('POST', `/api/removed-plants/${id}/restore`)).code).toBe('plant_not_found');
    expect((await api.refused('POST', '/api/removed-plants/plant_none/restore')).code).toBe('plant_not_found');
  });

  it('does not take back a device that was assigned to another plant meanwhile', async () => {
    const { device_id } = await register(plantOps.url);
    const first = await assignNewPlant(plantOps.url, device_id, { name: 'First' });
    await api.call('DELETE', `/api/plants/${first}`);
    const second = await assignNewPlant(plantOps.url, device_id, { name: 'Second' });
    expect((await restore(first)).body).toMatchObject({ id: first, device_count: 0 });
    expect((await api.get<Device>(`/api/devices/${device_id}`)).body.plant_id).toBe(second);
  });

  it('is listed newest first, and after a server start only while it was removed less than 30 days ago', async () => {
    const ids: string[] = [];
    for (const name of ['Old', 'Young']) {
      const { id } = (await api.call<Plant>('POST', '/api/plants', { name })).body;
      await api.call('POST', `/api/plants/${id}/journal`, { kind: 'note', note: name });
      await api.call('DELETE', `/api/plants/${id}`);
      ids.unshift(id);
    }
    const [young, old] = ids;
    expect((await removedIds()).slice(0, 2)).toEqual(ids);
    await plantOps.query(`UPDATE removed_plants SET removed_at = now() - interval '31 days' WHERE id = $1`, [old]);
    await plantOps.stop();
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
    await eventually(async () => !(await removedIds()).includes(old ?? ''));
    expect(await removedIds()).toContain(young);
    expect(await plantOps.query('SELECT note FROM journal_entries WHERE plant_id = ANY($1)', [ids])).toEqual([
      { note: 'Young' },
    ]);
  });
});

describe('sparklines', () => {
  const plantOps = sharedServer();
  afterAll(() => plantOps.remove());

  it('are returned for several plants at once, in the requested order, without plants that do not exist', async () => {
    await plantOps.start();
    const api = await JudgedApi.of(plantOps.url);
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C']) ids.push((await api.call<Plant>('POST', '/api/plants', { name })).body.id);
    const [a, b, c] = ids;
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity) SELECT now() - s * interval '1 minute', 'dev_x', $1, 50 FROM generate_series(0, 2 * 1440) s`,
      [a],
    );
    await plantOps.query(
      `INSERT INTO telemetry (time, device_id, plant_id, temperature) VALUES (now() - interval '5 hours', 'dev_y', $1, 20.5)`,
      [b],
    );
    const { body } = await api.get<Sparkline[]>(`/api/sparklines?plant_ids=${[c, 'plant_none', a, b, a].join(',')}`);
    expect(body.map(({ plant_id, bucket_s, points }) => [plant_id, bucket_s, points.length])).toEqual([
      [c, 1800, 0],
      [a, 1800, 48],
      [b, 1800, 1],
    ]);
    expect(new Set(body[1]?.points.map(({ humidity, temperature }) => `${humidity} ${temperature}`))).toEqual(
      new Set(['50 null']),
    );
    expect(body[2]?.points[0]).toMatchObject({ temperature: 20.5, humidity: null });
    // A day, from the first whole five minutes of it.
    const [from, to] = [body[0]?.from, body[0]?.to].map((time) => Date.parse(time ?? '') / 60_000) as [number, number];
    expect([from % 5, Math.ceil((to - from) / 5)]).toEqual([0, 288]);
    expect((await api.get<Sparkline[]>(`/api/sparklines?plant_ids=${a}&points=10`)).body[0]?.points).toHaveLength(10);
    for (const query of [
      '',
      '?plant_ids=',
      `?plant_ids=${a}&points=1`,
      `?plant_ids=${Array.from({ length: 101 }, (_, n) => `p${n}`).join(',')}`,
      '?plant_ids=a b',
    ]) {
      expect((await api.refused('GET', `/api/sparklines${query}`)).code).toBe('invalid_request');
    }
  });
});
