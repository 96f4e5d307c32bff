import type { RejectedMessage } from '@plantops/shared/api/devices.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

interface Row {
  time: Date;
  plant_id: string | null;
  soil_moisture: number | null;
  temperature: number | null;
}

describe('telemetry', () => {
  const plantOps = sharedServer();
  const rowsOf = (deviceId: string) =>
    plantOps.query<Row>('SELECT * FROM telemetry WHERE device_id = $1 ORDER BY time', [deviceId]);
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());

  it('a published reading is in the table with its device and plant', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Fern' });
    const client = await connectDevice(credentials);
    const time = new Date();
    await publishReading(client, credentials, { soil_moisture: 45.2, temperature: 22.5 }, time);
    const [row] = await eventually(async () => {
      const rows = await rowsOf(credentials.device_id);
      return rows.length > 0 && rows;
    });
    expect(row).toMatchObject({ time, plant_id: plantId, soil_moisture: 45.2, temperature: 22.5, humidity: null });
    expect((await getPlant(plantOps.url, plantId)).latest).toMatchObject({
      soil_moisture: 45.2,
      temperature: 22.5,
      time: time.toISOString(),
    });
    await client.endAsync();
  });

  it('an unassigned reading has a NULL plant and raises no alert', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { soil_moisture: 0.1 });
    const [row] = await eventually(async () => {
      const rows = await rowsOf(credentials.device_id);
      return rows.length > 0 && rows;
    });
    expect(row?.plant_id).toBeNull();
    // Readings are judged in their order: once a later one is, so was the first.
    const judged = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, judged.device_id, {
      name: 'Dry',
      thresholds: { soil_moisture: { min: 20 } },
    });
    const judgedClient = await connectDevice(judged);
    await publishReading(judgedClient, judged, { soil_moisture: 0.1 });
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}`)).length === 1);
    expect(await listAlerts(plantOps.url, `?device_id=${credentials.device_id}`)).toEqual([]);
    await judgedClient.endAsync();
    await client.endAsync();
  });

  it('an assignment applies from the next reading on, even if it was made through SQL', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    const first = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'First' });
    await publishReading(client, credentials, { temperature: 20 });
    await plantOps.query(`INSERT INTO plants (id, name) VALUES ('plant_sql', 'By SQL')`);
    await eventually(async () => (await rowsOf(credentials.device_id)).length === 1);
    await plantOps.query(`UPDATE devices SET plant_id = 'plant_sql' WHERE id = $1`, [credentials.device_id]);
    const plantsOf = async () => (await rowsOf(credentials.device_id)).map((row) => row.plant_id);
    await eventually(async () => {
      await publishReading(client, credentials, { temperature: 21 });
      return (await plantsOf()).includes('plant_sql');
    });
    const plants = await plantsOf();
    const change = plants.indexOf('plant_sql');
    expect(new Set(plants.slice(0, change))).toEqual(new Set([first]));
    expect(new Set(plants.slice(change))).toEqual(new Set(['plant_sql']));
    await client.endAsync();
  });

  it('a reading with the same device and time is stored once', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    const times = Array.from({ length: 20 }, (_, index) => new Date(Date.now() - index * 1000));
    for (const time of [...times, ...times.toReversed(), ...times])
      await publishReading(client, credentials, { temperature: 20 }, time);
    const last = new Date();
    await publishReading(client, credentials, { temperature: 20 }, last);
    await eventually(async () => (await rowsOf(credentials.device_id)).at(-1)?.time.getTime() === last.getTime());
    expect(await rowsOf(credentials.device_id)).toHaveLength(21);
    expect((await getDevice(plantOps.url, credentials.device_id)).latest?.time).toBe(last.toISOString());
    await client.endAsync();
  });

  it('an impossible time is replaced by the time of receipt, and the device is flagged', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    for (const [index, time] of [new Date('1970-01-01T00:00:10Z'), new Date('2099-01-01T00:00:00Z'), null].entries()) {
      await publishReading(client, credentials, { temperature: 20 }, time);
      await eventually(async () => (await rowsOf(credentials.device_id)).length === index + 1);
    }
    for (const { time } of await rowsOf(credentials.device_id))
      expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(10_000);
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).clock_wrong);
    await publishReading(client, credentials, { temperature: 20 });
    await eventually(async () => !(await getDevice(plantOps.url, credentials.device_id)).clock_wrong);
    await client.endAsync();
  });

  it('an invalid message is kept with its reason, and the device is in error until its next valid one', async () => {
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    const bad = [
      '',
      'not json',
      '[]',
      '{"temperature":"warm"}',
      '{"temperature":1e999}',
      '{"soil_moisture":140}',
      '{"timestamp":"yesterday","temperature":nan}',
      '{}',
      `{"x":"${'y'.repeat(9000)}"}`,
    ];
    for (const message of bad) await client.publishAsync(credentials.topics.telemetry, message, { qos: 1 });
    const device = await eventually(async () => {
      const found = await getDevice(plantOps.url, credentials.device_id);
      return found.rejected_count === bad.length && found.status === 'error' && found;
    });
    expect(device.error).toBeTruthy();
    const { body: rejected } = await call<RejectedMessage[]>(
      plantOps.url,
      'GET',
      `/api/devices/${credentials.device_id}/rejected`,
    );
    expect(rejected.map(({ reason }) => reason).reverse()).toEqual([
      'the message is empty',
      'the message is not JSON',
      expect.stringContaining('must be an object'),
      'temperature: "warm" is text, not a number',
      'temperature: Infinity is above what a sensor can measure',
      'soil_moisture: 140 is above what a sensor can measure',
      'temperature: nan is not a number',
      expect.stringContaining('at least one of'),
      expect.stringContaining('at least one of'),
    ]);
    expect(rejected[0]?.payload).toHaveLength(4096);
    expect(await rowsOf(credentials.device_id)).toHaveLength(0);
    await publishReading(client, credentials, { temperature: 20 });
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).status === 'online');
    await client.endAsync();
  });
});
