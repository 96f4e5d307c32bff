import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD, SERVER_NAME } from '../testing/broker.ts';
import { freePort, temporaryDataDir } from '../testing/place.ts';
import { COMMANDS_USER } from './accounts.ts';
import { prepareBrokerFiles, startMosquitto } from './mosquitto-process.ts';
import { replacePasswordFile } from './password-file.ts';
import { brokerHash } from './password-hash.ts';
import { waitingInStore } from './store-file.ts';

const log = pino({ level: 'silent' });
const { dataDir, remove } = temporaryDataDir();
/** More than is read at once. */
const READINGS = 3000;
let file: string;

/** A broker keeps readings for the server, a command for a device that sleeps, and what is retained. */
beforeAll(async () => {
  const { directory, passwordFile, account } = prepareBrokerFiles({ dataDir, log });
  const hash = await brokerHash(PASSWORD);
  await replacePasswordFile(
    passwordFile,
    [SERVER_NAME, COMMANDS_USER, 'dev_1', 'dev_2'].map((username) => ({ username, hash })),
    account,
  );
  const broker = await startMosquitto({ dataDir, host: '127.0.0.1', port: await freePort(), passwordFile, log });
  const connect = (username: string, clean: boolean) =>
    connectAsync(broker.url, { username, password: PASSWORD, clientId: username, clean, reconnectPeriod: 0 });
  for (const [name, topic] of [
    [SERVER_NAME, 'devices/+/telemetry'],
    ['dev_2', 'devices/dev_2/commands'],
  ] as const) {
    const sleeper = await connect(name, false);
    await sleeper.subscribeAsync(topic, { qos: 1 });
    await sleeper.endAsync();
  }
  const device = await connect('dev_1', true);
  await Promise.all(
    Array.from({ length: READINGS }, (_, nth) =>
      device.publishAsync('devices/dev_1/telemetry', `{"temperature":${nth / 100}}`, { qos: 1 }),
    ),
  );
  await device.publishAsync('devices/dev_1/status', 'online', { qos: 1, retain: true });
  await device.endAsync();
  const commands = await connect(COMMANDS_USER, true);
  await commands.publishAsync('devices/dev_2/commands', '{"pump_s":5}', { qos: 1 });
  await commands.endAsync(true);
  await broker.stop();
  file = path.join(directory, 'mosquitto.db');
});
afterAll(() => remove());

it('counts what waits in a store that Mosquitto has written, and not what is retained', async () => {
  expect(await waitingInStore(file)).toBe(READINGS + 1);
});

it('says nothing of a file that is no store, is of a version to come, or is not there', async () => {
  const other = path.join(dataDir, 'other.db');
  writeFileSync(other, 'not a store of Mosquitto, which is longer than its head');
  expect(await waitingInStore(other)).toBeUndefined();
  const later = readFileSync(file);
  later.writeUInt32BE(7, 19);
  writeFileSync(other, later);
  expect(await waitingInStore(other)).toBeUndefined();
  expect(await waitingInStore(path.join(dataDir, 'none.db'))).toBeUndefined();
  expect(await waitingInStore(dataDir)).toBeUndefined();
});
