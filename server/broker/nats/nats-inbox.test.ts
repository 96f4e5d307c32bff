import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { systemClock } from '@plantops/shared/clock.ts';
import type { MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CANARY_USER } from '../accounts.ts';
import { PASSWORD, SERVER_NAME, startTestNats, type TestCluster } from '../../testing/nats.ts';
import { NatsInbox, type NatsInboxOptions } from './nats-inbox.ts';

const log = pino({ level: 'silent' });
let nats: TestCluster;
let device: MqttClient;
const inboxes: NatsInbox[] = [];

beforeAll(async () => {
  nats = await startTestNats(['dev_1', 'dev_2', CANARY_USER]);
  device = await nats.connect('dev_1');
});
afterEach(async () => {
  await Promise.all(inboxes.splice(0).map((inbox) => inbox.stop()));
});
afterAll(() => nats.stop());

async function started(
  options: Partial<NatsInboxOptions> = {},
): Promise<{ inbox: NatsInbox; taken: IncomingMessage[]; texts: () => string[] }> {
  const [server] = nats.servers;
  const inbox = new NatsInbox({
    servers: nats.servers.map(({ url }) => url),
    url: server?.mqttUrl ?? '',
    username: SERVER_NAME,
    password: PASSWORD,
    canary: { username: CANARY_USER, password: PASSWORD },
    clock: systemClock,
    log,
    ...options,
  });
  inboxes.push(inbox);
  const taken: IncomingMessage[] = [];
  inbox.consume('telemetry', (messages) => taken.push(...messages));
  inbox.start();
  await expect.poll(() => inbox.hearingSince(), { timeout: 20_000 }).toBeInstanceOf(Date);
  return { inbox, taken, texts: () => taken.map(({ payload }) => payload.toString()) };
}
const stop = async (inbox: NatsInbox): Promise<void> => {
  inboxes.splice(inboxes.indexOf(inbox), 1);
  await inbox.stop();
};
const publish = (text: string, qos: 0 | 1 = 1): Promise<unknown> =>
  device.publishAsync('devices/dev_1/telemetry', text, { qos });
const acknowledgeAll = (inbox: NatsInbox, taken: readonly IncomingMessage[]): void =>
  taken.forEach(({ delivery }) => inbox.acknowledge(delivery));

test('a reading of QoS 1 and one of QoS 0 each come once, with their device and topic', async () => {
  const { inbox, taken, texts } = await started();
  await publish('one');
  await publish('passing', 0);
  await publish('two');
  await expect.poll(() => texts().toSorted()).toEqual(['one', 'passing', 'two']);
  expect(taken[0]).toMatchObject({ kind: 'telemetry', deviceId: 'dev_1', topic: 'devices/dev_1/telemetry' });
  acknowledgeAll(inbox, taken);
  expect(inbox.status()).toEqual({ connected: true, inFlight: 0 });
});

test('what was not answered for comes again, in order and first, to the next inbox; what was does not', async () => {
  const first = await started();
  for (const text of ['a', 'b', 'c', 'd']) await publish(text);
  await expect.poll(first.texts).toEqual(['a', 'b', 'c', 'd']);
  first.inbox.acknowledge(first.taken[1]?.delivery ?? 0);
  await stop(first.inbox);
  await publish('e');
  const second = await started();
  await expect.poll(second.texts).toEqual(['a', 'c', 'd', 'e']);
  const [a, , , e] = second.taken.map(({ delivery }) => second.inbox.factsOf(delivery));
  expect([a?.redelivered, e?.redelivered], 'whether it had been sent before').toEqual([true, false]);
  acknowledgeAll(second.inbox, second.taken);
  await stop(second.inbox);
  const third = await started();
  await publish('last');
  await expect.poll(third.texts).toEqual(['last']);
  acknowledgeAll(third.inbox, third.taken);
});

test('no more comes than may be in flight, until something is answered for; meanwhile no device counts as heard', async () => {
  const { inbox, taken, texts } = await started({ maxInFlight: 3 });
  for (const text of ['1', '2', '3', '4', '5']) await publish(text);
  await expect.poll(texts).toEqual(['1', '2', '3']);
  expect(inbox.hearingSince(), 'while it is full').toBeUndefined();
  acknowledgeAll(inbox, taken);
  await expect.poll(texts).toEqual(['1', '2', '3', '4', '5']);
  expect(inbox.hearingSince(), 'while there is room').toBeInstanceOf(Date);
  acknowledgeAll(inbox, taken);
});

test('what comes while messages are held back is handed out afterwards, in order, behind what was under way before', async () => {
  const { inbox, taken, texts } = await started();
  await publish('before');
  await expect.poll(texts).toEqual(['before']);
  inbox.holdBack();
  await publish('first');
  await publish('second');
  expect(inbox.hearingSince()).toBeUndefined();
  inbox.goOn();
  await expect.poll(texts).toEqual(['before', 'first', 'second']);
  acknowledgeAll(inbox, taken);
  await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
});

test('an answer that was given while there was no connection is given again, and the message is not handed out twice', async () => {
  const { inbox, taken, texts } = await started();
  await publish('stays');
  await expect.poll(texts).toEqual(['stays']);
  const [server] = nats.servers;
  await server?.kill();
  await expect.poll(() => inbox.status().connected, { timeout: 5000 }).toBe(false);
  acknowledgeAll(inbox, taken);
  await server?.start();
  await expect.poll(() => inbox.hearingSince(), { timeout: 10_000 }).toBeInstanceOf(Date);
  device = await nats.connect('dev_1');
  await publish('next');
  await expect.poll(texts).toEqual(['stays', 'next']);
  acknowledgeAll(inbox, taken);
  await stop(inbox);
  const after = await started();
  await publish('last');
  await expect.poll(after.texts).toEqual(['last']);
  acknowledgeAll(after.inbox, after.taken);
});

test("the server's own readings come in as those of devices do, and tell how long they took", async () => {
  const { inbox } = await started();
  await expect.poll(() => inbox.echo().roundTripMs, { timeout: 10_000 }).toBeGreaterThanOrEqual(0);
  expect(inbox.echo().passes).toBe(true);
});

test('the presence that a device says, and that NATS says by its last will, is told and goes to no node', async () => {
  const { inbox, taken } = await started();
  const said: string[] = [];
  inbox.onStatus((deviceId, status) => said.push(`${deviceId} ${status}`));
  const will = { topic: 'devices/dev_2/status', payload: Buffer.from('offline'), qos: 1, retain: false } as const;
  const other = await nats.connect('dev_2', { will });
  await other.publishAsync('devices/dev_2/status', 'online', { qos: 1 });
  other.stream.destroy();
  await expect.poll(() => said).toEqual(['dev_2 online', 'dev_2 offline']);
  expect([taken, inbox.status().inFlight]).toEqual([[], 0]);
});

test('another server that reads with the same account is noticed by the one that it puts aside', async () => {
  const first = await started();
  await started();
  await expect.poll(() => first.inbox.own.status().isContested, { timeout: 20_000 }).toBe(true);
});

test('what a gateway publishes comes with its topic, also one with a level without letters', async () => {
  const { inbox } = await started();
  const topics: string[] = [];
  inbox.consume('gateway', (messages) => {
    for (const { topic, delivery } of messages) {
      topics.push(topic);
      inbox.acknowledge(delivery);
    }
  });
  const published = ['gateways/dev_1/tele/shelf/SENSOR', 'gateways/dev_1/tele//shelf', 'gateways/dev_1/tele/'];
  for (const topic of published) await device.publishAsync(topic, '{}', { qos: 1 });
  await expect.poll(() => topics).toEqual(published);
});
