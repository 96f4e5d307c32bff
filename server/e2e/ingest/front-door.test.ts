import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { TakenTelemetry } from '@plantops/shared/api/telemetry.ts';
import { METRIC_NAMES, type MetricValues } from '@plantops/shared/metrics.ts';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, listAlerts, newMac, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import type { Problem } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** What boards send that is not quite the contract. */
describe('the front door', () => {
  const plantOps = sharedServer();
  let device: DeviceCredentials;
  let client: MqttClient;
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());

  async function newBoard(): Promise<void> {
    device = await register(plantOps.url);
    client = await connectDevice(device);
  }
  /** The values of each row, oldest first, and how long before now it was measured (s). */
  async function rows(): Promise<{ values: MetricValues; ageS: number }[]> {
    const found = await plantOps.query<{ time: Date } & Record<string, number | null>>(
      'SELECT * FROM telemetry WHERE device_id = $1 ORDER BY time',
      [device.device_id],
    );
    return found.map((row) => ({
      values: Object.fromEntries(
        METRIC_NAMES.flatMap((metric) => (row[metric] === null ? [] : [[metric, row[metric]]])),
      ),
      ageS: Math.round((Date.now() - row.time.getTime()) / 1000),
    }));
  }
  const values = async () => (await rows()).map((row) => row.values);
  const send = (payload: object | string, qos: 0 | 1 = 1): Promise<unknown> =>
    client.publishAsync(device.topics.telemetry, typeof payload === 'string' ? payload : JSON.stringify(payload), {
      qos,
    });
  const shown = (): Promise<Device> => getDevice(plantOps.url, device.device_id);
  const findings = async () => (await shown()).findings.map(({ code, metric }) => [code, metric]);

  it('takes QoS 0, and merges one value a message into the row of its time', async () => {
    await newBoard();
    const timestamp = Math.floor(Date.now() / 1000);
    await send({ timestamp, temperature: 21.5 }, 0);
    await send({ timestamp, soil_moisture: 31 }, 0);
    await eventually(async () => (await values())[0]?.soil_moisture === 31);
    await send({ timestamp, soil_moisture: 99, humidity: 60 }, 0);
    await eventually(async () => (await values())[0]?.humidity === 60);
    expect(await values()).toEqual([{ temperature: 21.5, soil_moisture: 31, humidity: 60 }]);
    // Who was heard is written a moment after the row.
    await eventually(async () => (await shown()).status === 'online');
    const { latest } = await shown();
    expect([latest?.temperature, latest?.soil_moisture, latest?.humidity]).toEqual([21.5, 31, 60]);
    await client.endAsync();
  });

  it('sets aside field by field, says so at the device, and does not call it faulty', async () => {
    await newBoard();
    await send('{"temperature":-127,"soil_moisture":104,"humidity":nan,"light_level":"800"}');
    await client.publishAsync(device.topics.heartbeat, '{"battery_pct":300,"rssi_dbm":-60}', { qos: 1 });
    await eventually(async () => (await shown()).rssi_dbm === -60 && (await values()).length === 1);
    expect(await values()).toEqual([{ soil_moisture: 100, light_level: 800 }]);
    await eventually(async () => (await findings()).length === 5);
    expect((await findings()).toSorted()).toEqual([
      ['fault_value', 'temperature'],
      ['value_as_text', 'light_level'],
      ['value_clamped', 'soil_moisture'],
      ['value_set_aside', 'humidity'],
      ['vitals_set_aside', null],
    ]);
    const { status, error, rejected_count: rejected } = await shown();
    expect([status, error, rejected]).toEqual(['online', null, 0]);
    await client.endAsync();
  });

  it('takes the time under the name that a program gives it, and says where two values of one time differ', async () => {
    await newBoard();
    const ts = Math.floor(Date.now() / 1000) - 6 * 3600;
    await send({ ts, temperature: 21 });
    await send({ ts, temperature: 25, humidity: 40 });
    await eventually(async () => (await values())[0]?.humidity === 40);
    const [row] = await rows();
    expect([row?.values, Math.round((row?.ageS ?? 0) / 3600)]).toEqual([{ temperature: 21, humidity: 40 }, 6]);
    await eventually(async () => (await findings()).length === 2);
    expect((await findings()).toSorted()).toEqual([
      ['same_time', 'temperature'],
      ['time_by_other_name', null],
    ]);
    await client.endAsync();
  });

  it('stores 24 hourly readings that were kept, in epoch seconds, in their own time, and alerts nobody of them', async () => {
    await newBoard();
    const plantId = await assignNewPlant(plantOps.url, device.device_id, {
      name: 'Kept',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const now = Math.floor(Date.now() / 1000);
    for (let hour = 24; hour >= 1; hour -= 1) void send({ timestamp: now - hour * 3600, soil_moisture: 5 });
    await send({ timestamp: now, soil_moisture: 45 });
    await eventually(async () => (await rows()).length === 25);
    expect((await rows()).map(({ ageS }) => Math.round(ageS / 3600))).toEqual(
      Array.from({ length: 25 }, (_, at) => 24 - at),
    );
    // Readings are judged in their order: once a later one is, so were they.
    await send({ timestamp: now + 1, soil_moisture: 4 });
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}`)).length > 0);
    expect((await listAlerts(plantOps.url, `?plant_id=${plantId}`)).map(({ value }) => value)).toEqual([4]);
    await client.endAsync();
  });

  it('judges a live board whose clock lags by when its readings arrive, and shows by how much it is off', async () => {
    await newBoard();
    const plantId = await assignNewPlant(plantOps.url, device.device_id, {
      name: 'Lagging',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const open = async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`)).length;
    await eventually(
      async () => {
        // Local time without a zone, five hours west of Greenwich.
        const local = new Date(Date.now() - 5 * 3_600_000).toISOString().slice(0, 19);
        await send({ timestamp: local, soil_moisture: 5 });
        return (await open()) === 1;
      },
      { everyMs: 500 },
    );
    const { ageS } = (await rows()).at(-1) ?? { ageS: Number.NaN };
    expect(ageS).toBeLessThan(10);
    await eventually(async () => (await findings()).length === 1);
    const [finding] = (await shown()).findings;
    expect(finding).toMatchObject({ code: 'clock_off', title: expect.stringMatching(/^The clock is 5 h behind/) });
    await send({ timestamp: new Date().toISOString(), soil_moisture: 45 });
    await eventually(async () => (await findings()).length === 0);
    await client.endAsync();
  });

  it('lets a board keep its credentials once they were taken from it a few times while it is alive', async () => {
    const mac = newMac();
    for (let time = 0; time < 4; time += 1) {
      device = await register(plantOps.url, mac);
      client = await connectDevice(device);
      const before = (await shown()).last_seen_at;
      await send({ soil_moisture: 41 });
      await eventually(async () => (await shown()).last_seen_at !== before);
      if (time < 3) await client.endAsync(true);
    }
    const refused = await call<Problem>(plantOps.url, 'POST', '/api/devices/register', { mac_address: mac });
    expect(refused).toMatchObject({ status: 409, body: { code: 'device_contested' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // All from one address: a board that is reset accuses nobody.
    await eventually(async () => (await findings()).length === 1);
    expect((await findings()).map(([code]) => code)).toEqual(['two_boards']);
    const told = async () => (await listAlerts(plantOps.url, `?device_id=${device.device_id}`)).map(({ code }) => code);
    await eventually(async () => (await told()).join() === 'two_boards');
    expect(client.connected).toBe(true);
    await client.endAsync();
  });

  it('shows at its device what the broker refuses', async () => {
    await newBoard();
    client.on('error', () => undefined);
    client.publish(device.topics.telemetry, 'x'.repeat(70_000), { qos: 1 });
    await eventually(async () => (await findings()).length === 1);
    expect((await shown()).findings[0]?.title).toBe('The broker refused this device: a packet was larger than 64 KiB.');
    await client.endAsync(true);
  });

  it('takes readings by REST from the device itself, through the flow, and answers what became of each', async () => {
    device = await register(plantOps.url);
    const other = await register(plantOps.url);
    const path = `/api/devices/${device.device_id}/telemetry`;
    const basic = ({ mqtt_username: name, mqtt_password: password }: DeviceCredentials) => ({
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
    });
    const post = (body: unknown, headers: Record<string, string> = basic(device)) =>
      call<TakenTelemetry & Problem>(plantOps.url, 'POST', path, body, headers);
    const time = new Date(Date.now() - 3_600_000).toISOString();
    expect(await post({ timestamp: time, temperature: 21.5 })).toMatchObject({
      status: 200,
      body: { readings: [{ outcome: 'stored', time, stored: { temperature: 21.5 }, remarks: [], reason: null }] },
    });
    const { status, body } = await post(
      `[{"timestamp":"${time}","temperature":22,"soil_moisture":31},{"timestamp":"${time}","temperature":21.5},` +
        `{"humidity":nan,"light_level":"800"},{"humidity":"wet"},5]`,
    );
    expect(status).toBe(200);
    expect(body.readings.map(({ outcome, stored }) => [outcome, stored])).toEqual([
      ['merged', { soil_moisture: 31 }],
      ['duplicate', {}],
      ['stored', { light_level: 800 }],
      ['rejected', {}],
      ['rejected', {}],
    ]);
    expect(body.readings[2]?.remarks.map(({ code, detail }) => [code, detail]).toSorted()).toEqual([
      ['value_as_text', 'light_level: "800" is no number of JSON; 800 was stored'],
      ['value_set_aside', 'humidity: nan is not a number'],
    ]);
    expect(body.readings[3]?.reason).toBe('humidity: "wet" is text, not a number');
    expect(await values()).toEqual([{ temperature: 21.5, soil_moisture: 31 }, { light_level: 800 }]);
    const refusals = [
      await post({ humidity: 1 }, {}),
      await post({ humidity: 1 }, basic({ ...device, mqtt_password: 'wrong' })),
      await post({ humidity: 1 }, basic(other)),
      await post([]),
      await post(`[${'{"humidity":1},'.repeat(501)}]`),
      await post({ note: 'x'.repeat(300_000) }),
      await post('{"humidity":1}', { ...basic(device), 'content-type': 'text/plain' }),
    ];
    expect(refusals.map((refusal) => [refusal.status, refusal.body.code])).toEqual([
      [401, 'device_credentials_required'],
      [401, 'device_credentials_required'],
      [403, 'not_this_device'],
      [400, 'invalid_request'],
      [413, 'payload_too_large'],
      [413, 'payload_too_large'],
      [400, 'invalid_json'],
    ]);
    expect(refusals[0]?.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    // The old password has stopped working, though it was right a moment ago.
    const before = basic(device);
    device = (await call<DeviceCredentials>(plantOps.url, 'POST', `/api/devices/${device.device_id}/credentials`)).body;
    expect([(await post({ humidity: 1 }, before)).status, (await post({ humidity: 1 })).status]).toEqual([401, 200]);
    for (let wrong = 0; wrong < 10; wrong += 1)
      await post({ humidity: 1 }, basic({ ...other, mqtt_password: 'wrong' }));
    expect((await post({ humidity: 1 }, basic(other))).status).toBe(429);
    expect((await post({ humidity: 2 })).status, 'another device at the same address').toBe(200);
  });

  it('calls a board offline at once when the broker publishes its retained last will', async () => {
    device = await register(plantOps.url);
    const topic = `devices/${device.device_id}/status`;
    client = await connectAsync({
      ...device.mqtt,
      username: device.mqtt_username,
      password: device.mqtt_password,
      reconnectPeriod: 0,
      will: { topic, payload: Buffer.from('offline'), qos: 1, retain: true },
    });
    await client.publishAsync(topic, 'online', { qos: 1, retain: true });
    await send({ soil_moisture: 41 });
    await eventually(async () => (await shown()).status === 'online');
    client.stream.destroy();
    await eventually(async () => (await shown()).status === 'offline');
    expect(await values()).toEqual([{ soil_moisture: 41 }]);
    await client.endAsync(true);
  });

  it.each([
    ['as long as its readings', '{"soil_moisture": 0}'],
    ['of another length', '{"temperature":21.5,"soil_moisture":0}'],
    ['a word', 'offline'],
  ])('takes no last will on the topic of readings for a reading: one %s', async (_, payload) => {
    device = await register(plantOps.url);
    client = await connectAsync({
      ...device.mqtt,
      username: device.mqtt_username,
      password: device.mqtt_password,
      reconnectPeriod: 0,
      will: { topic: device.topics.telemetry, payload: Buffer.from(payload), qos: 1, retain: true },
    });
    await eventually(async () => (await findings()).join() === 'will_on_readings,');
    for (const value of [41, 42, 43]) await send(`{"soil_moisture":${value}}`);
    await eventually(async () => (await values()).length === 3 && (await shown()).status === 'online');
    client.stream.destroy();
    await eventually(async () => (await shown()).status === 'offline');
    // Whatever came before it has been judged once a later reading is there.
    client = await connectDevice(device);
    await send({ soil_moisture: 44 });
    await eventually(async () => (await values()).length === 4 && (await findings()).length === 0);
    expect((await values()).map((row) => row.soil_moisture)).toEqual([41, 42, 43, 44]);
    const { rejected_count: rejected, error } = await shown();
    expect([rejected, error]).toEqual([0, null]);
    await client.endAsync(true);
  });

  it('shows topics that the broker refuses at a device that is heard', async () => {
    await newBoard();
    await send({ soil_moisture: 41 });
    client.publish(`devices/${device.device_id}/soil`, '1', { qos: 0 });
    await eventually(async () => (await findings()).length === 1);
    expect((await shown()).findings[0]).toMatchObject({
      code: 'topic_refused',
      title: expect.stringContaining(`published on devices/${device.device_id}/soil:`),
      advice: expect.stringContaining(`client.publish("devices/${device.device_id}/telemetry", json);`),
    });
    await client.endAsync(true);
  });
});
