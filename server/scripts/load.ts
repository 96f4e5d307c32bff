/**
 * Measures how many readings a server takes: devices register, publish with QoS 1 as fast as the broker acknowledges,
 * and the clock stops when the last reading is in the database.
 *
 *   node server/scripts/load.ts [--publishers 20] [--readings 200000]
 *
 * It starts a server of its own, with an empty database on free ports, and removes it afterwards. A server that runs
 * already is measured with --url and --fill-this-database, because the devices and readings stay in its database. Only
 * this machine's addresses are accepted unless --anywhere is given.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { deviceCredentialsSchema, type DeviceCredentials } from '@plantops/shared/api/devices.ts';
import mqtt, { type MqttClient } from 'mqtt';

/** Unacknowledged publishes per connection. */
const WINDOW = 200;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    'fill-this-database': { type: 'boolean', default: false },
    publishers: { type: 'string', default: '20' },
    readings: { type: 'string', default: '200000' },
    anywhere: { type: 'boolean', default: false },
  },
});
const publishers = Number(values.publishers);
const readings = Number(values.readings);

/** Ends the program before anything is done. */
function refuse(message: string): never {
  process.stderr.write(`load: ${message}\n`);
  process.exit(2);
}

if (!(publishers >= 1 && publishers <= 255 && readings >= publishers))
  refuse('--publishers must be 1 to 255, and --readings at least as many');
if (values.url !== undefined) {
  if (!URL.canParse(values.url))
    refuse(`--url must be an address such as http://127.0.0.1:8080; it is "${values.url}"`);
  const { hostname } = new URL(values.url);
  if (!LOOPBACK.test(hostname) && !values.anywhere)
    refuse(`${hostname} is not this machine: give --anywhere if you mean it`);
  if (!values['fill-this-database'])
    refuse(
      `this would leave ${publishers} devices and ${readings} readings in the database of ${values.url}. Leave out --url to measure a server that is started for this and removed again, or give --fill-this-database if you mean it`,
    );
}

interface MeasuredServer {
  url: string;
  end: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server with an empty database, which takes all of it along when it ends. */
async function ownServer(): Promise<MeasuredServer> {
  const dataDir = mkdtempSync(path.join(realpathSync(tmpdir()), 'plantops-load-'));
  // The users that the database and the broker run as must be able to enter.
  chmodSync(dataDir, 0o711);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'main.ts')], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: '0',
      MQTT_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches this program only, which then stops the server.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('SIGINT', () => void end().then(() => process.exit(130)));
  process.once('SIGTERM', () => void end().then(() => process.exit(143)));
  const url = await new Promise<string | undefined>((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /PlantOps is running: (\S+)\n/.exec(output)?.[1];
      if (address) resolve(address);
    });
    void ended.then(() => resolve(undefined));
  });
  if (url !== undefined) return { url, end };
  await end();
  return refuse('the server to measure did not start; the reason is above');
}

async function register(base: string, index: number): Promise<DeviceCredentials> {
  const response = await fetch(new URL('/api/devices/register', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-registration-key': process.env.REGISTRATION_KEY ?? '' },
    body: JSON.stringify({
      mac_address: `02:10:ad:00:00:${index.toString(16).padStart(2, '0')}`,
      name: `Load ${index + 1}`,
    }),
  });
  if (!response.ok) throw new Error(`registration was answered with ${response.status}: ${await response.text()}`);
  return deviceCredentialsSchema.parse(await response.json());
}

/** Reads the server's own metrics. Returns a function that gives the value for a Prometheus name. */
async function figures(base: string): Promise<(name: string) => number> {
  const text = await (await fetch(new URL('/metrics', base))).text();
  return (name) => Number(new RegExp(`^plantops_${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function publishAll(
  client: MqttClient,
  { topics }: DeviceCredentials,
  count: number,
  firstMs: number,
): Promise<void> {
  let sent = 0;
  async function lane(): Promise<void> {
    while (sent < count) {
      const number = sent++;
      const reading = {
        timestamp: new Date(firstMs + number).toISOString(),
        soil_moisture: 40 + (number % 20),
        temperature: 21.5,
        humidity: 55,
        light_level: 800,
      };
      await client.publishAsync(topics.telemetry, JSON.stringify(reading), { qos: 1 });
    }
  }
  await Promise.all(Array.from({ length: WINDOW }, lane));
}

/** @returns what was measured, as text */
async function measure(base: string): Promise<string> {
  const devices = await Promise.all(Array.from({ length: publishers }, (_, index) => register(base, index)));
  const clients = await Promise.all(
    devices.map(({ mqtt: broker, mqtt_username, mqtt_password }) =>
      mqtt.connectAsync(`mqtt://${broker.host}:${broker.port}`, {
        username: mqtt_username,
        password: mqtt_password,
        clientId: mqtt_username,
      }),
    ),
  );
  const perDevice = Math.floor(readings / publishers);
  const before = await figures(base);
  const startedAt = performance.now();
  // Distinct times in the past hour, so that a second run right afterwards also stores new rows.
  await Promise.all(
    clients.map((client, index) =>
      publishAll(client, devices[index] as DeviceCredentials, perDevice, Date.now() - perDevice),
    ),
  );
  const acknowledgedAt = performance.now();
  const target = before('mqtt_messages_received_total') + perDevice * publishers;
  let after = await figures(base);
  while (after('mqtt_messages_received_total') < target || after('mqtt_messages_in_flight') > 0) {
    await delay(50);
    after = await figures(base);
  }
  const storedAt = performance.now();
  await Promise.all(clients.map((client) => client.endAsync()));

  const seconds = (storedAt - startedAt) / 1000;
  const cpu = (name: string): string => `${Math.round(((after(name) - before(name)) / seconds) * 100)} %`;
  return [
    `${perDevice * publishers} readings from ${publishers} connections`,
    `acknowledged by the broker in ${((acknowledgedAt - startedAt) / 1000).toFixed(1)} s, in the database after ${seconds.toFixed(1)} s`,
    `${Math.round((perDevice * publishers) / seconds)} readings/s`,
    `server: ${cpu('process_cpu_user_seconds_total')} user and ${cpu('process_cpu_system_seconds_total')} system of one core, ${Math.round(after('process_resident_memory_bytes') / 2 ** 20)} MB resident`,
    '',
  ].join('\n');
}

const measured: MeasuredServer =
  values.url === undefined ? await ownServer() : { url: values.url, end: async () => {} };
try {
  process.stdout.write(await measure(measured.url));
} finally {
  await measured.end();
}
