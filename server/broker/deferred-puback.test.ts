import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acknowledge, currentConnection, deferAcknowledgement, type PendingPublish } from './deferred-puback.ts';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';

const TOPIC = 'devices/dev_1/telemetry';

let broker: TestBroker;
let device: MqttClient;
const clients: MqttClient[] = [];

beforeAll(async () => {
  broker = await startTestBroker(['dev_1']);
  device = await broker.connect('dev_1');
});
afterAll(() => broker.stop());

/**
 * A connection to the server's persistent session, set up as the inbox does it. With `goOn`, it keeps reading by
 * itself.
 */
async function connectServer({
  clean = false,
  goOn = true,
  qos = 1,
}: { clean?: boolean; goOn?: boolean; qos?: 0 | 1 } = {}) {
  const received: PendingPublish[] = [];
  const pubacks: (number | undefined)[] = [];
  const plain: string[] = [];
  const client = mqtt.connect(broker.url, {
    username: SERVER_NAME,
    password: PASSWORD,
    clientId: SERVER_NAME,
    protocolVersion: 5,
    clean,
    properties: { sessionExpiryInterval: 60 },
    reconnectPeriod: 0,
    manualConnect: true,
    keepalive: 0,
  });
  clients.push(client);
  deferAcknowledgement(client, (publish) => {
    received.push(publish);
    if (goOn) publish.next();
  });
  client.on('packetsend', (packet) => {
    if (packet.cmd === 'puback') pubacks.push(packet.messageId);
  });
  client.on('message', (_, payload) => plain.push(payload.toString()));
  const connected = new Promise((resolve, reject) => {
    client.once('connect', resolve).once('error', reject);
  });
  client.connect();
  await connected;
  await client.subscribeAsync('devices/+/telemetry', { qos });
  const texts = (): string[] => received.map(({ packet }) => packet.payload.toString());
  return { client, received, pubacks, plain, texts };
}

beforeEach(async () => {
  // A clean start ends the previous test's session.
  const { client } = await connectServer({ clean: true });
  await client.endAsync();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});

const publish = (text: string): Promise<unknown> => device.publishAsync(TOPIC, text, { qos: 1 });

describe('deferred acknowledgement', () => {
  it('sends no PUBACK and still hands on the next message; the broker resends both, marked as duplicates', async () => {
    const first = await connectServer();
    await publish('one');
    await publish('two');
    await expect.poll(first.texts).toEqual(['one', 'two']);
    expect(first.received.map(({ packet }) => packet.dup)).toEqual([false, false]);
    expect(first.pubacks).toEqual([]);
    await first.client.endAsync(true);

    const second = await connectServer();
    await expect.poll(second.texts).toEqual(['one', 'two']);
    expect(second.received.map(({ packet }) => packet.dup)).toEqual([true, true]);
  });

  it('does not receive a message again once it is acknowledged', async () => {
    const first = await connectServer();
    await publish('one');
    await publish('two');
    await expect.poll(first.texts).toEqual(['one', 'two']);
    const [one] = first.received;
    expect(one?.connection).toBe(currentConnection(first.client));
    acknowledge(first.client, one?.packet.messageId ?? 0);
    expect(first.pubacks).toEqual([one?.packet.messageId]);
    await first.client.endAsync();

    const second = await connectServer();
    await publish('three');
    await expect.poll(second.texts).toEqual(['two', 'three']);
  });

  it('reads no further message until it is told to', async () => {
    const { received, texts, client } = await connectServer({ goOn: false });
    for (const text of ['one', 'two', 'three']) await publish(text);
    await expect.poll(texts).toEqual(['one']);
    received[0]?.next();
    await expect.poll(texts).toEqual(['one', 'two']);
    expect(client.connected).toBe(true);
    received[1]?.next();
    await expect.poll(texts).toEqual(['one', 'two', 'three']);
  });

  it('passes messages of QoS 0 on, too, one after the other, without anything to acknowledge', async () => {
    const { received, texts } = await connectServer({ qos: 0 });
    for (const text of ['one', 'two']) await publish(text);
    await expect.poll(texts).toEqual(['one', 'two']);
    expect(received.map(({ packet }) => packet.messageId)).toEqual([undefined, undefined]);
  });

  it('distinguishes each connection from the previous one', async () => {
    const first = await connectServer();
    const connection = currentConnection(first.client);
    await first.client.endAsync(true);
    const second = await connectServer();
    expect(currentConnection(second.client)).not.toBe(connection);
  });
});
