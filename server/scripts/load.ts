/**
 * Measures how many readings a running server takes: devices register, publish with QoS 1 as fast as the broker
 * acknowledges, and the clock stops when the last reading is in the database.
 *
 *   node server/scripts/load.ts [--url http://127.0.0.1:8080] [--publishers 20] [--readings 200000]
 *
 * It leaves its devices and readings behind: point it at a server with a DATA_DIR of its own. Only this machine's
 * addresses are accepted unless --anywhere is given.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { deviceCredentialsSchema, type DeviceCredentials } from '@plantops/shared/api/devices.ts';
import mqtt, { type MqttClient } from 'mqtt';

/** Unacknowledged publishes per connection. */
const WINDOW = 200;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    publishers: { type: 'string', default: '20' },
    readings: { type: 'string', default: '200000' },
    anywhere: { type: 'boolean', default: false },
  },
});
const base = new URL(values.url);
const publishers = Number(values.publishers);
const readings = Number(values.readings);
if (!(publishers >= 1 && publishers <= 255 && readings >= publishers))
  throw new Error('--publishers must be 1 to 255, and --readings at least as many');
if (!LOOPBACK.test(base.hostname) && !values.anywhere)
  throw new Error(`${base.hostname} is not this machine: give --anywhere if you mean it`);

async function register(index: number): Promise<DeviceCredentials> {
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
async function figures(): Promise<(name: string) => number> {
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

const devices = await Promise.all(Array.from({ length: publishers }, (_, index) => register(index)));
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
const before = await figures();
const startedAt = performance.now();
// Distinct times in the past hour, so that a second run right afterwards also stores new rows.
await Promise.all(
  clients.map((client, index) =>
    publishAll(client, devices[index] as DeviceCredentials, perDevice, Date.now() - perDevice),
  ),
);
const acknowledgedAt = performance.now();
const target = before('mqtt_messages_received_total') + perDevice * publishers;
let after = await figures();
while (after('mqtt_messages_received_total') < target || after('mqtt_messages_in_flight') > 0) {
  await delay(50);
  after = await figures();
}
const storedAt = performance.now();
await Promise.all(clients.map((client) => client.endAsync()));

const seconds = (storedAt - startedAt) / 1000;
const cpu = (name: string): string => `${Math.round(((after(name) - before(name)) / seconds) * 100)} %`;
process.stdout.write(
  [
    `${perDevice * publishers} readings from ${publishers} connections`,
    `acknowledged by the broker in ${((acknowledgedAt - startedAt) / 1000).toFixed(1)} s, in the database after ${seconds.toFixed(1)} s`,
    `${Math.round((perDevice * publishers) / seconds)} readings/s`,
    `server: ${cpu('process_cpu_user_seconds_total')} user and ${cpu('process_cpu_system_seconds_total')} system of one core, ${Math.round(after('process_resident_memory_bytes') / 2 ** 20)} MB resident`,
    '',
  ].join('\n'),
);
