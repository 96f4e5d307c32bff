import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { fixturesOf, RECORDED } from '@plantops/nodes/dialects/fixtures/fixtures.ts';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

type Row = Record<string, number | null>;
interface Gateway {
  credentials: DeviceCredentials;
  client: MqttClient;
}

describe('gateways', () => {
  const plantOps = sharedServer();
  const clients: MqttClient[] = [];
  beforeAll(() => plantOps.start());
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync()));
    await plantOps.remove();
  });

  const newGateway = async (name: string): Promise<Gateway> => {
    const credentials = await register(plantOps.url, undefined, { kind: 'gateway', name });
    const client = await connectDevice(credentials);
    clients.push(client);
    return { credentials, client };
  };
  const idOf = ({ credentials }: Gateway): string => credentials.device_id;
  const say = (gateway: Gateway, topic: string, payload: unknown, retain = false): Promise<unknown> =>
    gateway.client.publishAsync(
      `${String(gateway.credentials.topics.gateway)}/${topic}`,
      typeof payload === 'string' ? payload : JSON.stringify(payload),
      { qos: 1, retain },
    );
  const devices = async (): Promise<Device[]> =>
    (await call<Device[]>(plantOps.url, 'GET', '/api/devices?limit=500')).body;
  const behind = async (gateway: Gateway): Promise<Device[]> =>
    (await devices()).filter(({ via }) => via === idOf(gateway));
  const sensorNamed = (gateway: Gateway, name: string): Promise<Device> =>
    eventually(async () => (await behind(gateway)).find((device) => device.name === name), { what: name });
  /** The values of all rows of a sensor, each metric in the order of its rows. */
  const valuesOf = async (device: Device, metric: string): Promise<(number | null)[]> =>
    (await plantOps.query<Row>(`SELECT * FROM telemetry WHERE device_id = $1 ORDER BY time`, [device.id])).flatMap(
      (row) => (row[metric] == null ? [] : [row[metric]]),
    );

  it.each(RECORDED)('a recorded conversation of %s gives the rows that a person would expect', async (dialect) => {
    const gateway = await newGateway(`A gateway with ${dialect}`);
    const fixtures = fixturesOf(dialect);
    for (const { topic, payload } of fixtures) await say(gateway, topic, payload);
    // Messages of a gateway are handled in their order: once this sensor is there, all before it were.
    await say(gateway, 'marker', { soil_moisture: 1 });
    await sensorNamed(gateway, 'marker');
    const renamed = new Map(
      fixtures.flatMap((fixture) => (fixture.renamed ? [Object.values(fixture.renamed)] : [])) as [string, string][],
    );
    const expected = new Map<string, Row[]>();
    for (const { name: before, values } of fixtures.flatMap(({ sensors = [] }) => sensors)) {
      const name = renamed.get(before) ?? before;
      const kept = Object.entries(values).filter(([, value]) => typeof value === 'number') as [string, number][];
      if (kept.length > 0) expected.set(name, [...(expected.get(name) ?? []), Object.fromEntries(kept)]);
    }
    expect((await behind(gateway)).map(({ name }) => name).toSorted()).toEqual(
      [...expected.keys(), 'marker'].toSorted(),
    );
    for (const [name, rows] of expected) {
      const sensor = await sensorNamed(gateway, name);
      for (const metric of new Set(rows.flatMap((row) => Object.keys(row))))
        await eventually(
          async () => {
            const wanted = rows.flatMap((row) => row[metric] ?? []);
            return JSON.stringify(await valuesOf(sensor, metric)) === JSON.stringify(wanted);
          },
          { what: `${metric} of ${name}` },
        );
      expect(sensor).toMatchObject({ kind: 'device', dialect, mqtt_username: null, plant_id: null });
    }
  });

  it('a sensor is a device as any other: with vital signs, a plant and its limits', async () => {
    const gateway = await newGateway('Zigbee');
    await say(gateway, 'fern', { soil_moisture: 44, battery: 71, linkquality: 80 });
    const fern = await sensorNamed(gateway, 'fern');
    expect(fern.sensor_types).toEqual(['soil_moisture']);
    const plantId = await assignNewPlant(plantOps.url, fern.id, {
      name: 'Fern',
      thresholds: { soil_moisture: { min: 30 } },
    });
    await say(gateway, 'fern', { soil_moisture: 12, temperature: 20, battery: 70, linkquality: 75 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).status === 'alert');
    const known = await eventually(async () => {
      const device = await getDevice(plantOps.url, fern.id);
      return device.battery_pct === 70 && device;
    });
    expect(known).toMatchObject({
      link_quality: 75,
      status: 'online',
      clock_wrong: false,
      sensor_types: ['soil_moisture', 'temperature'],
    });
  });

  it('a sensor keeps its device when it is renamed at the gateway; a name of the owner stays', async () => {
    const gateway = await newGateway('Zigbee');
    const list = (...names: [string, string][]) =>
      names.map(([ieee_address, friendly_name]) => ({ ieee_address, friendly_name, type: 'EndDevice' }));
    const [first, second] = ['0x00158d0001000001', '0x00158d0001000002'] as const;
    await say(gateway, 'bridge/devices', list([first, 'one'], [second, 'two']));
    await say(gateway, 'one', { soil_moisture: 41, linkquality: 80 });
    await say(gateway, 'two', { soil_moisture: 42, linkquality: 80 });
    const one = await sensorNamed(gateway, 'one');
    const two = await sensorNamed(gateway, 'two');
    await call(plantOps.url, 'PATCH', `/api/devices/${two.id}`, { name: 'Basil' });
    await say(gateway, 'bridge/devices', list([first, 'window'], [second, 'shelf']));
    await say(gateway, 'window', { soil_moisture: 43, linkquality: 80 });
    await say(gateway, 'shelf', { soil_moisture: 44, linkquality: 80 });
    await eventually(async () => (await getDevice(plantOps.url, one.id)).name === 'window');
    await eventually(async () => (await valuesOf(two, 'soil_moisture')).includes(44));
    expect((await getDevice(plantOps.url, two.id)).name).toBe('Basil');
    expect(await behind(gateway)).toHaveLength(2);

    await say(gateway, 'bridge/devices', list([second, 'shelf']));
    await eventually(async () => {
      const { status, findings } = await getDevice(plantOps.url, one.id);
      return status === 'offline' && findings.some(({ code }) => code === 'gone_at_gateway');
    });
  });

  it('a sensor that the owner removes stays away until it is allowed again', async () => {
    const gateway = await newGateway('Bluetooth');
    const hear = (id: string, moi: number) =>
      say(gateway, `OMG/BTtoMQTT/${id.replaceAll(':', '')}`, { id, name: `Flower ${id.slice(-2)}`, moi });
    await hear('C4:7C:8D:00:00:01', 30);
    const flower = await sensorNamed(gateway, 'Flower 01');
    expect(flower.mac_address).toBe('c4:7c:8d:00:00:01');
    expect((await call(plantOps.url, 'DELETE', `/api/devices/${flower.id}`)).status).toBe(204);
    await hear('C4:7C:8D:00:00:01', 31);
    await hear('C4:7C:8D:00:00:02', 32);
    await sensorNamed(gateway, 'Flower 02');
    expect((await behind(gateway)).map(({ name }) => name)).toEqual(['Flower 02']);

    const place = `/api/devices/${idOf(gateway)}/ignored-sensors`;
    const { body } = await call<{ key: string; name: string }[]>(plantOps.url, 'GET', place);
    expect(body).toMatchObject([{ key: 'mac:c4:7c:8d:00:00:01', name: 'Flower 01' }]);
    const allowed = `${place}/${encodeURIComponent('mac:c4:7c:8d:00:00:01')}`;
    expect((await call(plantOps.url, 'DELETE', allowed)).status).toBe(204);
    expect((await call(plantOps.url, 'DELETE', allowed)).status).toBe(404);
    await hear('C4:7C:8D:00:00:01', 33);
    const again = await sensorNamed(gateway, 'Flower 01');
    await eventually(async () => (await valuesOf(again, 'soil_moisture')).length === 1);
  });

  it('a last will makes the gateway offline, and what is not understood is shown at it', async () => {
    const gateway = await newGateway('Tasmota');
    await say(gateway, 'tele/shelf/LWT', 'Online', true);
    await eventually(async () => (await getDevice(plantOps.url, idOf(gateway))).status === 'online');
    await say(gateway, 'bed', { bodenfeuchte: 31 });
    await eventually(async () =>
      (await getDevice(plantOps.url, idOf(gateway))).findings.some(
        ({ code, title }) => code === 'gateway_unclear' && title.includes('bodenfeuchte'),
      ),
    );
    await say(gateway, 'tele/shelf/LWT', 'Offline', true);
    await eventually(async () => (await getDevice(plantOps.url, idOf(gateway))).status === 'offline');
  });

  it('speaks for no other gateway, and a device that is none speaks for nobody', async () => {
    const gateway = await newGateway('Mine');
    const other = await newGateway('Other');
    const board = await register(plantOps.url);
    expect(board.topics.gateway).toBeUndefined();
    const boardClient = await connectDevice(board);
    clients.push(boardClient);
    await gateway.client.publishAsync(`gateways/${idOf(other)}/stolen`, '{"soil_moisture":1}', { qos: 1 });
    await boardClient.publishAsync(`gateways/${board.device_id}/stolen`, '{"soil_moisture":1}', { qos: 1 });
    await say(other, 'fern', { soil_moisture: 2 });
    await sensorNamed(other, 'fern');
    await eventually(async () =>
      (await getDevice(plantOps.url, board.device_id)).findings.some(({ code }) => code === 'speaks_as_gateway'),
    );
    expect((await devices()).filter(({ name }) => name === 'stolen')).toEqual([]);
  });

  it('reads what is published below its own topic, as the programs do that it runs', async () => {
    const gateway = await newGateway('Reader');
    const heard: string[] = [];
    gateway.client.on('message', (topic) => heard.push(topic));
    const topic = `gateways/${idOf(gateway)}/bridge/request/restart`;
    await gateway.client.subscribeAsync(`gateways/${idOf(gateway)}/#`, { qos: 1 });
    await gateway.client.publishAsync(topic, '', { qos: 1 });
    await eventually(() => heard.includes(topic));
  });
});
