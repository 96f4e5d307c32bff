import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import mqtt, { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from '../process/directory-claim.ts';
import type { ProcessExit } from '../process/supervised-process.ts';
import { freePort, killHard, passwordLine, startServerProcess, temporaryDataDir } from '../testing/place.ts';
import { type BrokerFiles, type ManagedBroker, prepareBrokerFiles, startMosquitto } from './mosquitto-process.ts';
import { sessionOptions, subscribeToDevices } from './inbox-session.ts';
import { returnToSession } from './session-return.ts';

const log = pino({ level: 'silent' });
const clients: MqttClient[] = [];
let dataDir: string;
let remove: () => void;
let files: BrokerFiles;
let port: number;
let broker: ManagedBroker | undefined;

beforeEach(async () => {
  ({ dataDir, remove } = temporaryDataDir());
  files = prepareBrokerFiles({ dataDir, log });
  port = await freePort();
  writePasswords(await passwordLine('device-1', 'secret'));
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await broker?.stop();
  broker = undefined;
  remove();
});

function writePasswords(text: string): void {
  const draft = `${files.passwordFile}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  if (files.account) chownSync(draft, files.account.uid, files.account.gid);
  renameSync(draft, files.passwordFile);
}

const start = (sessionOf?: string): Promise<ManagedBroker> =>
  startMosquitto({
    dataDir,
    host: '127.0.0.1',
    port,
    passwordFile: files.passwordFile,
    ...(sessionOf === undefined ? {} : { sessionOf }),
    log,
  });

async function connect(username?: string, password?: string): Promise<MqttClient> {
  const identity = username === undefined ? {} : { username, password: password ?? '' };
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...identity, reconnectPeriod: 0 }, false);
  clients.push(client);
  return client;
}

const brokerPid = (): number => Number.parseInt(readFileSync(path.join(files.directory, 'mosquitto.pid'), 'utf8'), 10);

test('refuses anonymous clients and wrong credentials, and accepts the right ones', async () => {
  broker = await start();
  expect(broker.url).toBe(`mqtt://127.0.0.1:${port}`);
  await expect(connect()).rejects.toThrow(/Not authorized/);
  await expect(connect('device-1', 'wrong')).rejects.toThrow(/Not authorized/);
  expect((await connect('device-1', 'secret')).connected).toBe(true);
});

test('a reload admits a new user, disconnects a removed one, and leaves the others connected', async () => {
  const keeps = await passwordLine('device-1', 'secret');
  writePasswords(keeps + (await passwordLine('device-2', 'secret')));
  broker = await start();
  const kept = await connect('device-1', 'secret');
  const cut = await connect('device-2', 'secret');

  writePasswords(keeps + (await passwordLine('device-3', 'secret')));
  broker.reload();

  await expect
    .poll(() =>
      connect('device-3', 'secret').then(
        () => 'in',
        () => 'refused',
      ),
    )
    .toBe('in');
  await expect.poll(() => cut.connected).toBe(false);
  expect(kept.connected).toBe(true);
});

test('a port that is taken is named, with a remedy', async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => {
    other.listen(port, '127.0.0.1', resolve);
  });
  await expect(start()).rejects.toThrow(
    new RegExp(
      `MQTT_PORT cannot be ${port}, which another program uses on 127.0.0.1: .*MQTT_PORT=1884.*systemctl disable --now mosquitto`,
      's',
    ),
  );
  other.close();
});

test('a server killed with -9 leaves its broker behind, and the next start takes over', async () => {
  const first = await startServerProcess(
    { startMosquitto: new URL('mosquitto-process.ts', import.meta.url).href, pino: import.meta.resolve('pino') },
    `
    await startMosquitto(${JSON.stringify({
      dataDir,
      host: '127.0.0.1',
      port,
      passwordFile: files.passwordFile,
    }).replace('}', ", log: pino({ level: 'silent' }) }")});
    console.log('ready');`,
  );
  await expect(start()).rejects.toThrow(/in use by a PlantOps server that is running/);
  await killHard(first);
  const leftover = brokerPid();
  expect((await connect('device-1', 'secret')).connected).toBe(true);

  broker = await start();

  expect(processStartTime(leftover)).toBeUndefined();
  expect((await connect('device-1', 'secret')).connected).toBe(true);
});

describe('a broker that was restarted while the server is away', () => {
  const server = { username: 'plantops-server', password: 'secret' };
  const url = (): string => `mqtt://127.0.0.1:${port}`;
  const isLetIn = (username: string): Promise<boolean> =>
    connect(username, 'secret').then(
      () => true,
      () => false,
    );

  beforeEach(async () => {
    const passwords = `${await passwordLine(server.username, 'secret')}${await passwordLine('device-1', 'secret')}`;
    writePasswords(passwords);
    broker = await start(server.username);
    const session = await connectAsync(
      url(),
      { ...sessionOptions(server.username, server.password), manualConnect: false },
      false,
    );
    await subscribeToDevices(session);
    await session.endAsync();
    await broker.stop();
    broker = await start(server.username);
    writePasswords(`${passwords}${await passwordLine('device-2', 'secret')}`);
  });

  async function publish(from: number, to: number): Promise<void> {
    const device = await connect('device-1', 'secret');
    for (let nth = from; nth <= to; nth += 1)
      await device.publishAsync('devices/device-1/telemetry', String(nth), { qos: 1 });
  }

  /** What waited for the server, when it is back. */
  async function received(count: number): Promise<string[]> {
    const payloads: string[] = [];
    const session = mqtt.connect(url(), sessionOptions(server.username, server.password));
    clients.push(session);
    session.on('message', (topic, payload) => {
      if (topic.startsWith('devices/')) payloads.push(payload.toString());
    });
    session.connect();
    await expect.poll(() => payloads.length, { timeout: 5000 }).toBe(count);
    return payloads;
  }

  test('reads its files again only when the session is back, so that nothing is thrown away that it acknowledges', async () => {
    broker?.reload();
    await publish(1, 20);
    expect([broker?.isSessionBack(), await isLetIn('device-2')]).toEqual([false, false]);
    expect(await received(20)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    await expect.poll(() => isLetIn('device-2'), { timeout: 5000 }).toBe(true);
  });

  test('reads them at once when the session was back for a moment, and what waits stays', async () => {
    await publish(1, 10);
    expect(await returnToSession(url(), server)).toBe(true);
    await expect.poll(() => broker?.isSessionBack(), { timeout: 5000 }).toBe(true);
    broker?.reload();
    await expect.poll(() => isLetIn('device-2'), { timeout: 5000 }).toBe(true);
    await publish(11, 20);
    expect(await received(20)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
  });

  test('keeps what is sent to a board that sleeps, also when it reads its files again', async () => {
    const asBoard = {
      clientId: 'device-1',
      username: 'device-1',
      password: 'secret',
      clean: false,
      reconnectPeriod: 0,
    };
    const asFlows = { clientId: 'plantops-commands', username: 'plantops-commands', password: 'secret' };
    const topic = 'devices/device-1/commands';
    writePasswords(`${readFileSync(files.passwordFile, 'utf8')}${await passwordLine(asFlows.username, 'secret')}`);
    expect(await returnToSession(url(), server)).toBe(true);
    await expect.poll(() => broker?.isSessionBack(), { timeout: 5000 }).toBe(true);
    broker?.reload();
    await expect.poll(() => isLetIn(asFlows.username), { timeout: 5000 }).toBe(true);
    const board = await connectAsync(url(), asBoard);
    await board.subscribeAsync(topic, { qos: 1 });
    await board.endAsync();
    await broker?.stop();
    broker = await start(server.username);
    expect(await returnToSession(url(), server)).toBe(true);
    await expect.poll(() => broker?.isSessionBack(), { timeout: 5000 }).toBe(true);
    writePasswords(`${readFileSync(files.passwordFile, 'utf8')}${await passwordLine('device-3', 'secret')}`);
    broker.reload();
    await expect.poll(() => isLetIn('device-3'), { timeout: 5000 }).toBe(true);

    const commands = await connectAsync(url(), asFlows);
    clients.push(commands);
    await commands.publishAsync(topic, '{"pump_s":5}', { qos: 1 });
    const heard: string[] = [];
    const awake = mqtt.connect(url(), asBoard);
    clients.push(awake);
    awake.on('message', (_, payload) => heard.push(payload.toString()));
    await expect.poll(() => heard, { timeout: 5000 }).toEqual(['{"pump_s":5}']);
  });

  test('lets nobody in by a wrong password, and says so where it is gone', async () => {
    expect(await returnToSession(url(), { ...server, password: 'wrong' })).toBe(false);
    await broker?.stop();
    expect(await returnToSession(url(), server)).toBe(false);
  });
});

test('a new broker that is killed at once still knows the session of the server, and keeps for it what comes', async () => {
  const server = { username: 'plantops-server', password: 'secret' };
  writePasswords(`${await passwordLine(server.username, 'secret')}${await passwordLine('device-1', 'secret')}`);
  broker = await start(server.username);
  const session = mqtt.connect(broker.url, { ...sessionOptions(server.username, server.password), reconnectPeriod: 0 });
  clients.push(session);
  const connected = new Promise((resolve) => {
    session.once('connect', resolve);
  });
  session.connect();
  await connected;
  await subscribeToDevices(session);
  const { storeFile } = broker;
  await expect.poll(() => existsSync(storeFile)).toBe(true);
  const killed = brokerPid();
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => brokerPid() !== killed && connect('device-1', 'secret').catch(() => false)).toBeTruthy();
  await clients.at(-1)?.publishAsync('devices/device-1/telemetry', '{"temperature":21}', { qos: 1 });
  const heard: string[] = [];
  const again = mqtt.connect(broker.url, sessionOptions(server.username, server.password));
  clients.push(again);
  again.on('message', (topic) => heard.push(topic));
  again.connect();
  await expect.poll(() => heard, { timeout: 5000 }).toContain('devices/device-1/telemetry');
});

test('a broker that crashes is reported and restarted automatically', async () => {
  broker = await start();
  const exits: ProcessExit[] = [];
  broker.onExit((exit) => exits.push(exit));
  process.kill(brokerPid(), 'SIGKILL');
  await expect.poll(() => exits.map(({ signal }) => signal)).toEqual(['SIGKILL']);
  await expect
    .poll(
      () =>
        connect('device-1', 'secret').then(
          () => 'in',
          () => 'refused',
        ),
      { timeout: 5000 },
    )
    .toBe('in');
});
