import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Today, TodayMark } from '@plantops/shared/api/today.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { EventReader, withoutRepeats } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('live events', () => {
  const plantOps = sharedServer();
  const readers: EventReader[] = [];
  let api: JudgedApi;

  const listen = async (lastEventId?: string): Promise<EventReader> => {
    const reader = await EventReader.open(plantOps.url, lastEventId);
    readers.push(reader);
    return reader;
  };
  const rename = async (plantId: string, name: string): Promise<void> => {
    await call(plantOps.url, 'PUT', `/api/plants/${plantId}`, { name });
  };
  const newPlant = async (): Promise<string> =>
    (await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Fern' })).body.id;
  const namesSeen = (reader: EventReader, plantId: string): string[] =>
    reader
      .named('plant')
      .map(({ data }) => data as Plant)
      .filter(({ id }) => id === plantId)
      .map(({ name }) => name);
  const readersOpen = async (): Promise<number> =>
    Number(/^plantops_event_readers (\d+)$/m.exec((await call<string>(plantOps.url, 'GET', '/metrics')).body)?.[1]);

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(() => plantOps.remove());

  it('what is to be done today is told of, and is done with one watering by two presses, as the API documents it', async () => {
    const reader = await listen();
    const news = () => reader.named('today').length;
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Thirsty fern',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { soil_moisture: 6.5 });
    const taskOf = async (list: 'tasks' | 'quiet') =>
      (await api.get<Today>('/api/today?language=de')).body[list].find(({ plant_id: id }) => id === plantId);
    await eventually(async () => (await taskOf('tasks'))?.kind === 'water');
    expect(await taskOf('tasks')).toMatchObject({
      id: `water:${plantId}`,
      name: 'Thirsty fern',
      reason: expect.stringContaining('7 %'),
      advice: 'Gieße heute.',
      due_at: expect.any(String),
    });
    await eventually(() => news() > 0);

    const path = `/api/today/water:${plantId}`;
    const presses = await Promise.all([1, 2].map(() => api.call<TodayMark>('POST', `${path}/done`)));
    expect(presses.map(({ status }) => status)).toEqual([200, 200]);
    expect(presses[0]?.body).toEqual(presses[1]?.body);
    expect((await api.get<unknown[]>(`/api/plants/${plantId}/journal`)).body).toHaveLength(1);
    expect(await taskOf('tasks')).toBeUndefined();
    const told = news();
    expect((await api.call('DELETE', `${path}/done`)).status).toBe(204);
    expect((await api.get<unknown[]>(`/api/plants/${plantId}/journal`)).body).toEqual([]);
    await eventually(() => news() > told);

    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await api.call('POST', `${path}/snooze`, { until })).toMatchObject({ status: 200, body: { until } });
    expect(await taskOf('quiet')).toMatchObject({ quiet: 'snoozed', snoozed_until: until });
    expect((await api.call('DELETE', `${path}/snooze`)).status).toBe(204);
    expect((await api.call('DELETE', `${path}/snooze`)).status).toBe(404);
    expect(await api.call('POST', `${path}/snooze`, { until: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    await client.endAsync();
  });

  it('a reading, its alert, the plant and the device arrive as they happen, as the API documents them', async () => {
    const reader = await listen();
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Dry fern',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const client = await connectDevice(credentials);
    const time = new Date();
    await publishReading(client, credentials, { soil_moisture: 15.2 }, time);
    const alert = await eventually(() => reader.named('alert')[0]);
    expect(alert.data).toMatchObject({
      plant_id: plantId,
      metric: 'soil_moisture',
      message: 'soil_moisture is 15.2, threshold min 20.0',
      closed_at: null,
    });
    await eventually(() => reader.named('reading').length === 1);
    expect(reader.named('reading')[0]?.data).toEqual({
      device_id: credentials.device_id,
      plant_id: plantId,
      time: time.toISOString(),
      soil_moisture: 15.2,
    });
    await eventually(() => reader.named('device').some(({ data }) => (data as { status: string }).status === 'online'));
    await eventually(() => reader.named('plant').some(({ data }) => (data as Plant).status === 'alert'));

    await call(plantOps.url, 'DELETE', `/api/plants/${plantId}`);
    await call(plantOps.url, 'DELETE', `/api/devices/${credentials.device_id}`);
    await eventually(() => reader.named('device').some(({ data }) => (data as { removed?: boolean }).removed === true));
    expect(reader.named('plant')).toContainEqual(expect.objectContaining({ data: { id: plantId, removed: true } }));
    await eventually(() =>
      reader.named('alert').some(({ data }) => (data as { closed_at: string | null }).closed_at !== null),
    );

    const schemas: Record<string, string> = {
      reading: 'ReadingEvent',
      device: 'DeviceEvent',
      plant: 'PlantEvent',
      alert: 'Alert',
      // The server may have taken its flows anew for this file.
      flows: 'FlowState',
      checks: 'Durability',
      today: 'TodayEvent',
    };
    for (const { name, data } of reader.events)
      expect([name, api.judge.schemaComplaint(schemas[name] ?? 'none', data)]).toEqual([name, undefined]);
    expect(reader.pulses.length).toBeGreaterThan(0);
    for (const pulse of reader.pulses) expect(api.judge.schemaComplaint('PulseEvent', pulse)).toBeUndefined();
    expect(JSON.stringify(reader.events)).not.toContain(credentials.mqtt_password);
    await client.endAsync(true);
  });

  it('continue from the state that a dashboard starts with, without missing anything', async () => {
    const plantId = await newPlant();
    const { device_id: deviceId } = await register(plantOps.url);
    const { status, body } = await api.get<Start>('/api/start');
    expect(status).toBe(200);
    expect(body.session).toMatchObject({ password_required: false });
    expect([
      body.state?.plants.some(({ id }) => id === plantId),
      body.state?.devices.some(({ id }) => id === deviceId),
    ]).toEqual([true, true]);
    await rename(plantId, 'Renamed meanwhile');
    const reader = await EventReader.open(
      plantOps.url,
      undefined,
      `/api/events?last_event_id=${encodeURIComponent(body.state?.event_id ?? '')}`,
    );
    readers.push(reader);
    await eventually(() => namesSeen(reader, plantId).includes('Renamed meanwhile'));
    expect(reader.named('reset')).toEqual([]);
  });

  it('Last-Event-ID resumes exactly: no event is missing or repeated', async () => {
    const steady = await listen();
    const plantId = await newPlant();
    const wanted = Array.from({ length: 60 }, (_, n) => `Name ${n}`);
    const taken: string[] = [];
    const ids: string[] = [];
    let lastId = '';
    for (let part = 0; part < 3; part += 1) {
      const reader = await listen(lastId === '' ? undefined : lastId);
      for (const name of wanted.slice(part * 20, part * 20 + 10)) await rename(plantId, name);
      await eventually(() => namesSeen(reader, plantId).includes(`Name ${part * 20 + 9}`));
      taken.push(...namesSeen(reader, plantId));
      ids.push(...reader.events.map(({ id }) => id));
      lastId = reader.lastId;
      reader.close();
      // Changes while no reader is connected.
      for (const name of wanted.slice(part * 20 + 10, part * 20 + 20)) await rename(plantId, name);
    }
    const last = await listen(lastId);
    await eventually(() => namesSeen(last, plantId).includes('Name 59'));
    ids.push(...last.events.map(({ id }) => id));
    expect(withoutRepeats([...taken, ...namesSeen(last, plantId)].filter((name) => name !== 'Fern'))).toEqual(wanted);
    await eventually(() => namesSeen(steady, plantId).includes('Name 59'));
    expect(withoutRepeats(namesSeen(steady, plantId))).toEqual(['Fern', ...wanted]);
    for (const told of [ids, steady.events.map(({ id }) => id)]) expect(new Set(told).size).toBe(told.length);
    expect((await listen(steady.lastId)).named('reset')).toEqual([]);
  });

  it.each(['nonsense', 'abc-1', '-', '1', '%00', 'x'.repeat(5000)])(
    'an unknown id, such as %j, is answered with reset first, then with live events',
    async (lastEventId) => {
      const reader = await listen(lastEventId);
      await eventually(() => reader.events.length > 0);
      expect(reader.events[0]).toMatchObject({ name: 'reset', data: {} });
      const plantId = await newPlant();
      await eventually(() => namesSeen(reader, plantId).length > 0);
    },
  );

  it('an id from the future or with an invalid number is answered with reset', async () => {
    const first = await listen();
    await newPlant();
    const epoch = (await eventually(() => first.lastId)).split('-')[0] ?? '';
    for (const number of ['999999999', '-5', '1.5', 'NaN', '1e3']) {
      const reader = await listen(`${epoch}-${number}`);
      await eventually(() => reader.named('reset').length === 1, { what: `reset for ${number}` });
    }
  });

  it('HEAD answers at once and leaves no reader behind', async () => {
    const { status, headers } = await call(plantOps.url, 'HEAD', '/api/events');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/event-stream/)]);
    await eventually(async () => (await readersOpen()) === 0);
  });

  it('a reader that stops reading is dropped while others continue; when it comes back, it gets a reset', async () => {
    const { device_id } = await register(plantOps.url);
    // Each change of all of them is told of in a quarter of a megabyte.
    const plantIds = (
      await plantOps.query<{ id: string }>(
        `INSERT INTO plants (id, name, thresholds, tags)
         SELECT 'plant_of_many_' || n, rpad('Fern ' || n, 80, '.'), '{}', ARRAY(SELECT rpad(n || ' ' || tag, 40, '.') FROM generate_series(1, 10) AS tag)
         FROM generate_series(1, 200) AS n RETURNING id`,
      )
    ).map(({ id }) => id);
    const [quick, slow] = [await listen(), await listen()];
    await call(plantOps.url, 'PATCH', `/api/devices/${device_id}`, { name: 'first' });
    await eventually(() => slow.named('device').length > 0);
    slow.stopReading();
    expect(await readersOpen()).toBe(2);

    const tomorrow = Date.now() + 86_400_000;
    const untilOf = (changes: number): string => new Date(tomorrow + changes * 1000).toISOString();
    let changes = 0;
    // Until the reader is dropped, not a fixed amount: on some machines the system buffers several megabytes.
    while ((await readersOpen()) === 2 && changes < 150) {
      changes += 1;
      const action = { kind: 'mute', until: untilOf(changes) };
      const { status } = await call(plantOps.url, 'POST', '/api/plants/actions', { plant_ids: plantIds, action });
      expect(status).toBe(200);
    }
    expect(await readersOpen()).toBe(1);
    const shownBy = (reader: EventReader) =>
      new Map(reader.named('plant').map(({ data }) => [(data as Plant).id, data as Plant]));
    await eventually(() => {
      const shown = shownBy(quick);
      return plantIds.every((id) => shown.get(id)?.mutes.some(({ until }) => until === untilOf(changes)));
    });
    expect(quick.closed).toBe(false);
    slow.readOn();
    await eventually(() => slow.closed);
    expect(slow.named('plant').length).toBeLessThan(quick.named('plant').length);

    const back = await listen(slow.named('device')[0]?.id);
    await eventually(() => back.named('reset').length === 1);
    expect(back.closed).toBe(false);
    await call(plantOps.url, 'PATCH', `/api/devices/${device_id}`, { name: 'last' });
    await eventually(() => back.named('device').length > 0);
  });
});
