import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, getDevice, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('devices', () => {
  const plantOps = sharedServer();
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());

  it('a device registers itself', async () => {
    const mac = newMac();
    const { status, body } = await call<DeviceCredentials>(plantOps.url, 'POST', '/api/devices/register', {
      mac_address: mac.toUpperCase().replaceAll(':', '-'),
      firmware_version: '1.2.3',
      sensor_types: ['soil_moisture'],
      name: 'Window sill',
    });
    expect([status, body]).toEqual([201, expect.objectContaining({ device_id: expect.any(String) })]);
    expect(body).toMatchObject({
      mqtt_username: body.device_id,
      mqtt: { host: '127.0.0.1', port: plantOps.mqttPort },
      topics: { telemetry: `devices/${body.device_id}/telemetry`, heartbeat: `devices/${body.device_id}/heartbeat` },
      heartbeat_interval_s: 60,
    });
    expect(await getDevice(plantOps.url, body.device_id)).toMatchObject({
      mac_address: mac,
      status: 'provisioning',
      firmware_version: '1.2.3',
      sensor_types: ['soil_moisture'],
      name: 'Window sill',
      plant_id: null,
    });
    const client = await connectDevice(body);
    await publishReading(client, body, { temperature: 21 });
    await eventually(async () => (await getDevice(plantOps.url, body.device_id)).status === 'online');
    await client.endAsync();
  });

  it('two devices get different credentials', async () => {
    const [first, second] = [await register(plantOps.url), await register(plantOps.url)];
    expect(first.device_id).not.toBe(second.device_id);
    expect(first.mqtt_username).not.toBe(second.mqtt_username);
    expect(first.mqtt_password).not.toBe(second.mqtt_password);
    await expect(connectDevice({ ...first, mqtt_password: second.mqtt_password })).rejects.toThrow(
      /not authori[sz]ed/i,
    );
  });

  it('a known MAC keeps its id, gets new credentials, and the old ones stop working', async () => {
    const mac = newMac();
    const before = await register(plantOps.url, mac);
    const { status, body: after } = await call<DeviceCredentials>(plantOps.url, 'POST', '/api/devices/register', {
      mac_address: mac,
    });
    expect(status).toBe(200);
    expect(after.device_id).toBe(before.device_id);
    await expect(connectDevice(before)).rejects.toThrow(/not authori[sz]ed/i);
    await (await connectDevice(after)).endAsync();
  });

  it('a locked device cannot be registered again', async () => {
    const mac = newMac();
    const { device_id } = await register(plantOps.url, mac);
    expect((await call(plantOps.url, 'PATCH', `/api/devices/${device_id}`, { locked: true })).status).toBe(200);
    const refused = await call<{ code: string }>(plantOps.url, 'POST', '/api/devices/register', { mac_address: mac });
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('device_locked');
  });

  it('anonymous clients, wrong passwords and foreign topics are refused', async () => {
    const victim = await register(plantOps.url);
    const attacker = await register(plantOps.url);
    await expect(
      connectDevice({ ...victim, mqtt_username: '', mqtt_password: '' }, {
        username: undefined,
        password: undefined,
        clientId: 'anyone',
      } as object),
    ).rejects.toThrow(/not authori[sz]ed/i);
    await expect(connectDevice({ ...victim, mqtt_password: 'guess' })).rejects.toThrow(/not authori[sz]ed/i);

    const client = await connectDevice(attacker, { protocolVersion: 5 });
    await expect(client.publishAsync(victim.topics.telemetry, '{"temperature":99}', { qos: 1 })).rejects.toThrow(
      /not authorized/i,
    );
    const overheard: string[] = [];
    client.on('message', (topic) => overheard.push(topic));
    await client.subscribeAsync('#');
    const own = await connectDevice(victim);
    await publishReading(own, victim, { temperature: 20 });
    await eventually(async () => (await getDevice(plantOps.url, victim.device_id)).latest);
    // The broker sends on one connection in order: what it had for this client has come before this acknowledgement.
    await client.publishAsync(attacker.topics.heartbeat, '{}', { qos: 1 });
    expect(overheard).toEqual([]);
    expect((await getDevice(plantOps.url, victim.device_id)).latest?.temperature).toBe(20);
    expect(await plantOps.query('SELECT FROM telemetry WHERE temperature = 99')).toHaveLength(0);
    await Promise.all([client.endAsync(), own.endAsync()]);
  });

  it('the credentials file contains no plain password, and the database a bcrypt hash', async () => {
    const { device_id, mqtt_password } = await register(plantOps.url);
    const [row] = await plantOps.query<{ mqtt_password_hash: string; mqtt_broker_hash: string }>(
      'SELECT * FROM devices WHERE id = $1',
      [device_id],
    );
    expect(row?.mqtt_password_hash).toMatch(/^\$2b\$/);
    expect(row?.mqtt_broker_hash).toMatch(/^\$7\$101\$/);
    expect(JSON.stringify(row)).not.toContain(mqtt_password);
    expect(plantOps.output).not.toContain(mqtt_password);
  });

  it('200 registrations, 20 at a time: a client that connects as soon as the answer arrives is never refused', async () => {
    const bystander = await register(plantOps.url);
    let dropped = 0;
    const connected = await connectDevice(bystander);
    connected.on('close', () => {
      dropped += 1;
    });
    let refused = 0;
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 10; round += 1) {
        const credentials = await register(plantOps.url);
        await connectDevice(credentials).then(
          (client) => client.endAsync(),
          () => {
            refused += 1;
          },
        );
      }
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    expect(refused).toBe(0);
    expect(dropped).toBe(0);
    await connected.endAsync();
  });

  it('decommissioning cuts the live connection and keeps the readings', async () => {
    const mac = newMac();
    const credentials = await register(plantOps.url, mac);
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { humidity: 50 });
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).latest);
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    expect((await call(plantOps.url, 'DELETE', `/api/devices/${credentials.device_id}`)).status).toBe(204);
    await cut;
    await expect(connectDevice(credentials)).rejects.toThrow(/not authori[sz]ed/i);
    expect((await call(plantOps.url, 'GET', `/api/devices/${credentials.device_id}`)).status).toBe(404);
    expect(await plantOps.query('SELECT FROM telemetry WHERE device_id = $1', [credentials.device_id])).toHaveLength(1);
    expect((await register(plantOps.url, mac)).device_id).not.toBe(credentials.device_id);
  });
});
