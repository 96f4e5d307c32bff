import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, temporaryDataDir } from '../../testing/place.ts';
import { assignNewPlant, call, getDevice, getPlant, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const NATS = path.join(import.meta.dirname, '..', '..', 'broker', 'nats');

/** As the page about NATS has it: NATS runs by itself, by its own entrypoint, and reads the accounts that PlantOps writes. */
const place = temporaryDataDir();
let nats: ChildProcess;
let plantOps: PlantOpsProcess;

beforeAll(async () => {
  const [clientPort, mqttPort] = [await freePort(), await freePort()];
  const accountsFile = path.join(place.dataDir, 'accounts.conf');
  const config = readFileSync(path.join(NATS, 'nats.conf'), 'utf8')
    .replace('"0.0.0.0:4222"', `"127.0.0.1:${clientPort}"`)
    .replace('"0.0.0.0:1883"', `"127.0.0.1:${mqttPort}"`);
  writeFileSync(path.join(place.dataDir, 'nats.conf'), config);
  nats = spawn('sh', [path.join(NATS, 'entrypoint.sh'), '-c', path.join(place.dataDir, 'nats.conf')], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      NATS_NAME: 'one',
      NATS_STORE: path.join(place.dataDir, 'store'),
      NATS_ACCOUNTS_FILE: accountsFile,
    },
  });
  plantOps = new PlantOpsProcess({
    NATS_URL: `nats://127.0.0.1:${clientPort}`,
    NATS_ACCOUNTS_FILE: accountsFile,
    MQTT_URL: `mqtt://127.0.0.1:${mqttPort}`,
    MQTT_PASSWORD: 'the-servers-own',
  });
  await plantOps.start();
  await eventually(async () => (await call(plantOps.url, 'GET', '/readyz')).status === 200);
});
afterAll(async () => {
  await plantOps.remove();
  const ended = new Promise((resolve) => nats.once('exit', resolve));
  nats.kill('SIGTERM');
  await ended;
  place.remove();
});

it('lets in a device that registers, stores what it publishes, and shuts it out when it is decommissioned', async () => {
  const credentials = await register(plantOps.url);
  const client = await connectDevice(credentials);
  await publishReading(client, credentials, { temperature: 20.5 });
  await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).latest?.temperature === 20.5);
  const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
  expect((await call(plantOps.url, 'DELETE', `/api/devices/${credentials.device_id}`)).status).toBe(204);
  await cut;
  await expect(connectDevice(credentials)).rejects.toThrow(/not authori[sz]ed/i);
});

it('stores after a kill what devices published meanwhile, and reads on after a restore', async () => {
  const credentials = await register(plantOps.url);
  const id = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Fern' });
  const client = await connectDevice(credentials);
  const moisture = async (): Promise<unknown> => (await getPlant(plantOps.url, id)).latest?.soil_moisture;
  await plantOps.kill();
  await publishReading(client, credentials, { soil_moisture: 41 });
  await plantOps.start();
  await eventually(async () => (await moisture()) === 41);

  const backup = await (await fetch(new URL('/api/backup', plantOps.url))).arrayBuffer();
  const restored = await fetch(new URL('/api/restore', plantOps.url), {
    method: 'POST',
    headers: { 'content-type': 'application/gzip' },
    body: backup,
  });
  expect(restored.status).toBe(200);
  await publishReading(client, credentials, { soil_moisture: 42 });
  await eventually(async () => (await moisture()) === 42);
  await client.endAsync();
});
