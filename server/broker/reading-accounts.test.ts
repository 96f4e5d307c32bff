/** What the accounts that only read may do at a broker with the project's own configuration. */
import { type MqttClient, connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startTestBroker, type TestBroker } from '../testing/broker.ts';

const READERS = [1, 2, 3, 4, 5].map((number) => `plantops-reader-${number}`);
let broker: TestBroker;
const clients: MqttClient[] = [];
beforeAll(async () => {
  broker = await startTestBroker([...READERS, 'dev_1', 'gateway_1']);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.stop();
});

async function connected(username: string): Promise<MqttClient> {
  const client = await connectAsync(broker.url, {
    username,
    password: PASSWORD,
    clientId: username,
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  clients.push(client);
  return client;
}

describe('an account that only reads', () => {
  it('hears readings, heartbeats and states of all devices, and nothing else; five are there at once', async () => {
    const readers = await Promise.all(READERS.map(connected));
    const heard = new Map<string, string[]>();
    await Promise.all(
      readers.map(async (reader, place) => {
        const topics: string[] = [];
        heard.set(READERS[place] ?? '', topics);
        reader.on('message', (topic) => topics.push(topic));
        await reader.subscribeAsync(['#', '$SYS/#', 'devices/#', 'gateways/#'], { qos: 1 });
      }),
    );
    const [device, gateway] = [await connected('dev_1'), await connected('gateway_1')];
    // Whoever may publish there: the broker delivers in order, so that the last one shows that the others are kept back.
    await gateway.publishAsync('gateways/gateway_1/x', '{}', { qos: 1 });
    for (const kind of ['telemetry', 'heartbeat', 'status'])
      await device.publishAsync(`devices/dev_1/${kind}`, '{}', { qos: 1 });
    for (const reader of READERS)
      await expect
        .poll(() => [...new Set(heard.get(reader))])
        .toEqual(['devices/dev_1/telemetry', 'devices/dev_1/heartbeat', 'devices/dev_1/status']);
    expect(readers.map(({ connected: isConnected }) => isConnected)).toEqual(READERS.map(() => true));
  });

  it('publishes nowhere, not even where its name would let a device of that name', async () => {
    const [reader] = await Promise.all(READERS.slice(0, 1).map(connected));
    for (const topic of [
      'devices/dev_1/telemetry',
      'devices/dev_1/commands',
      'devices/plantops-reader-1/telemetry',
      'devices/plantops-reader-1/heartbeat',
      'devices/plantops-reader-1/status',
      'gateways/plantops-reader-1/x',
      'plantops/probe',
      'flows/x',
      'anywhere',
    ])
      await expect(reader?.publishAsync(topic, '{}', { qos: 1 }), topic).rejects.toThrow(/Not authorized/i);
  });
});
