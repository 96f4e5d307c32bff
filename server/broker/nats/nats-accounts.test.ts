import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from '@nats-io/transport-node';
import { systemClock } from '@plantops/shared/clock.ts';
import type { MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestNats, type TestCluster } from '../../testing/nats.ts';
import { COMMANDS_USER, FLOWS_USER } from '../accounts.ts';
import { BrokerCredentials } from '../credentials.ts';
import { brokerHash } from '../password-hash.ts';
import { accountsFileText, natsHash } from './accounts-file.ts';
import { NatsCommandSender } from './command-sender.ts';
import { allAccept, natsProblem } from './login-trial.ts';
import { permissionsOf, readAccessRules } from './permissions.ts';

const READER = 'plantops-reader-1';
let nats: TestCluster;
beforeAll(async () => {
  nats = await startTestNats(['dev_1', 'dev_2', READER, FLOWS_USER, COMMANDS_USER]);
});
afterAll(() => nats.stop());

const url = (): string => nats.servers[0]?.url ?? '';
const reads = (client: MqttClient, topic: string, qos: 0 | 1 = 1): Promise<boolean> =>
  client.subscribeAsync(topic, { qos }).then(
    () => true,
    () => false,
  );

test('each account may do what mosquitto/acl says, in the words of NATS', () => {
  const rules = readAccessRules(readFileSync(path.join(import.meta.dirname, '../../../mosquitto/acl'), 'utf8'));
  expect(permissionsOf('dev_1', rules)).toEqual({
    publish: ['devices.dev_1.telemetry', 'devices.dev_1.heartbeat', 'devices.dev_1.status', 'gateways.dev_1.>'],
    subscribe: ['devices.dev_1.commands', 'gateways.dev_1.>'],
  });
  expect(permissionsOf(COMMANDS_USER, rules)).toEqual({ publish: ['devices.*.commands'], subscribe: [] });
  expect(permissionsOf(READER, rules)).toEqual({
    publish: [],
    subscribe: ['devices.*.telemetry', 'devices.*.heartbeat', 'devices.*.status'],
  });
  expect(() => readAccessRules('topic read x')).toThrow(/no rule/);
  expect(() => readAccessRules('user a\ntopic allow x')).toThrow(/no rule/);
});

test('a device reads its own commands and nothing else, publishes for no other, and cannot speak the protocol of the server', async () => {
  const [device, watcher] = [await nats.connect('dev_1'), await nats.connect(READER)];
  const heard: string[] = [];
  watcher.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  expect(await reads(watcher, 'devices/+/telemetry', 0)).toBe(true);
  expect(await reads(device, 'devices/dev_1/commands')).toBe(true);
  for (const topic of ['devices/dev_2/commands', 'devices/+/commands', '#', '$MQTT/sub/#', '$MQTT/msgs/#', '$JS/#'])
    expect(await reads(device, topic), topic).toBe(false);
  await device.publishAsync('devices/dev_2/telemetry', 'for another', { qos: 1 });
  await device.publishAsync('devices/dev_1/telemetry', 'own', { qos: 1 });
  await expect.poll(() => heard).toEqual(['devices/dev_1/telemetry own']);
  await expect(connect({ servers: url(), user: 'dev_1', pass: PASSWORD, reconnect: false })).rejects.toThrow(
    /authorization/i,
  );
});

test('a command reaches a device that is connected; of one that is not, it says so', async () => {
  const sender = new NatsCommandSender({ servers: [url()], username: COMMANDS_USER, password: PASSWORD });
  const device = await nats.connect('dev_2');
  await device.subscribeAsync('devices/dev_2/commands', { qos: 1 });
  const heard = new Promise<string>((resolve) => device.once('message', (_, payload) => resolve(payload.toString())));
  await sender.send({ deviceId: 'dev_2', text: '{"pump":1}', expiryS: 60 });
  expect(await heard).toBe('{"pump":1}');
  await device.endAsync();
  await expect(sender.send({ deviceId: 'dev_2', text: '{"pump":1}', expiryS: 60 })).rejects.toThrow(/not connected/);
  await sender.stop();
});

test('a change of accounts lets in and cuts off at the next reading of the file, and leaves the others connected', async () => {
  let known = [{ username: 'dev_1', hash: await natsHash(PASSWORD) }];
  const credentials = new BrokerCredentials({
    passwordFile: nats.accountsFile,
    form: {
      hash: natsHash,
      text: (all) => accountsFileText(SERVER_NAME, all),
      variable: 'NATS_ACCOUNTS_FILE',
    },
    owner: undefined,
    own: [{ username: SERVER_NAME, password: PASSWORD }],
    devices: () => Promise.resolve(known),
    reload: () => nats.servers[0]?.reload(),
    accepts: (name, password) => allAccept([url()], name, password),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const staying = await nats.connect('dev_1', { clientId: 'staying' });
  const leaving = await nats.connect('dev_2', { clientId: 'leaving' });
  const cut = new Promise<void>((resolve) => leaving.once('close', () => resolve()));
  known = [...known, { username: 'dev_new', hash: await natsHash(PASSWORD) }];
  await credentials.sync();
  await cut;
  // One that connects while NATS is still at the accounts is cut off, and tries again as boards do.
  await expect.poll(async () => (await nats.connect('dev_new').catch(() => undefined))?.connected).toBe(true);
  expect(staying.connected).toBe(true);
  await staying.publishAsync('devices/dev_1/telemetry', 'still here', { qos: 1 });
});

test('what could not be a part of the file is left out: a hash for Mosquitto, and a name that breaks out of its place', async () => {
  const good = await natsHash('x');
  const text = accountsFileText(SERVER_NAME, [
    { username: 'dev_1', hash: good },
    { username: 'dev_2', hash: await brokerHash('x') },
    { username: 'dev_3", password: "', hash: good },
    { username: 'dev_4', hash: '$2b$04$" } { user: "evil' },
    { username: 'dev.5', hash: good },
  ]);
  expect(text.match(/user: "[^"]*"/g)).toEqual(['user: "dev_1"']);
});

test('the trial before a start tells a login that is refused from a NATS that is away', async () => {
  const login = { username: SERVER_NAME, password: PASSWORD };
  expect(await natsProblem([url()], login)).toBeUndefined();
  expect(await natsProblem([url()], { ...login, password: 'wrong' })).toMatch(/does not let plantops-server in/);
  expect(await natsProblem(['nats://127.0.0.1:1'], login)).toMatch(/cannot be reached/);
  expect(await allAccept([url(), 'nats://127.0.0.1:1'], SERVER_NAME, PASSWORD), 'with one server away').toBe(true);
  expect(await allAccept(['nats://127.0.0.1:1'], SERVER_NAME, PASSWORD), 'with all away').toBe(false);
});
