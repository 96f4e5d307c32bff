import { chownSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processStartTime } from '../process/directory-claim.ts';
import type { ProcessExit } from '../process/supervised-process.ts';
import { freePort, killHard, passwordLine, startServerProcess, temporaryDataDir } from '../testing/place.ts';
import { type BrokerFiles, type ManagedBroker, prepareBrokerFiles, startMosquitto } from './mosquitto-process.ts';

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

const start = (): Promise<ManagedBroker> =>
  startMosquitto({ dataDir, host: '127.0.0.1', port, passwordFile: files.passwordFile, log });

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
