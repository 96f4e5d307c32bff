import net from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Line, lineTo, PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { freePort } from '../testing/place.ts';
import { reportTrouble } from './connection-trouble.ts';

let broker: TestBroker;
let line: Line;
let told: string[];
const clients: MqttClient[] = [];
const log = pino({ level: 'warn' }, { write: (text) => void told.push((JSON.parse(text) as { msg: string }).msg) });

beforeAll(async () => {
  broker = await startTestBroker([]);
  line = await lineTo(broker.url);
});
afterAll(async () => {
  await line.close();
  await broker.stop();
});
beforeEach(() => {
  told = [];
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.endAsync(true))));

/** Tries again at short intervals, and counts the attempts. */
function connect(url: string, password = PASSWORD): { client: MqttClient; attempts: () => number } {
  const client = mqtt.connect(url, {
    username: SERVER_NAME,
    password,
    protocolVersion: 5,
    reconnectPeriod: 20,
    reconnectOnConnackError: true,
  });
  clients.push(client);
  let attempts = 0;
  client.on('close', () => (attempts += 1));
  reportTrouble(client, url, log);
  return { client, attempts: () => attempts };
}

it('tells once that nothing is there, with the address but without a password in it', async () => {
  const port = await freePort();
  const { attempts } = connect(`mqtt://u:canary-secret@127.0.0.1:${port}`);
  await expect.poll(attempts).toBeGreaterThan(2);
  expect(told).toEqual([
    `the broker at mqtt://127.0.0.1:${port} cannot be reached (connect ECONNREFUSED 127.0.0.1:${port}). Trying again every second`,
  ]);
});

it('names the variables if the broker does not know the server', async () => {
  const { attempts } = connect(broker.url, 'wrong');
  await expect.poll(attempts).toBeGreaterThan(2);
  expect(told).toEqual([
    expect.stringMatching(/does not let the server in \(.*MOSQUITTO_PASSWORD_FILE.*MQTT_PASSWORD/),
  ]);
});

it('tells of what ends every connection without a word', async () => {
  const server = net.createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { attempts, client } = connect(`mqtt://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  await expect.poll(attempts).toBeGreaterThan(2);
  expect(told).toEqual([expect.stringMatching(/does not answer as an MQTT broker/)]);
  await client.endAsync(true);
  server.close();
});

it('is silent about a connection that works, is cut and comes back, or is closed', async () => {
  const { client, attempts } = connect(line.url);
  await expect.poll(() => client.connected).toBe(true);
  line.cut();
  await expect.poll(attempts).toBe(1);
  await expect.poll(() => client.connected).toBe(true);
  expect(told).toEqual([]);
  await client.endAsync();
  expect(told).toEqual([]);
});

it.each([
  ['refuses the version', [0x20, 0x02, 0x00, 0x01]],
  ['answers as MQTT 5 does', [0x20, 0x03, 0x00, 0x84, 0x00]],
])('says that a broker knows no MQTT 5 which %s, and what to do', async (_how, connack) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.from(connack)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { attempts } = connect(`mqtt://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  await expect.poll(attempts).toBeGreaterThan(2);
  expect(told).toEqual([expect.stringMatching(/does not speak MQTT 5 .*MQTT_URL.*Mosquitto 2\.0/)]);
  await new Promise((resolve) => server.close(resolve));
});
