/** What the account of the flows' mqtt nodes may do at a broker with the project's own configuration. */
import { systemClock } from '@plantops/shared/clock.ts';
import { type MqttClient, connectAsync } from 'mqtt';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { FLOWS_USER } from './accounts.ts';
import { BrokerInbox } from './inbox.ts';

let broker: TestBroker;
const clients: MqttClient[] = [];
beforeAll(async () => {
  broker = await startTestBroker([FLOWS_USER, 'dev_1']);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.stop();
});

async function connected(username: string, clientId: string): Promise<MqttClient> {
  const options = { username, password: PASSWORD, clientId, protocolVersion: 5, reconnectPeriod: 0 } as const;
  const client = await connectAsync(username === FLOWS_USER ? broker.flowsUrl : broker.url, options);
  clients.push(client);
  return client;
}

/** What a client hears of a topic. */
async function heardBy(client: MqttClient, topic: string): Promise<string[]> {
  const heard: string[] = [];
  client.on('message', (at) => heard.push(at));
  await client.subscribeAsync(topic, { qos: 1 });
  return heard;
}

describe('the account of the flows', () => {
  it('has as many clients at once as it likes, and none of them ends the session of the server', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line) => void lines.push(line) });
    const inbox = new BrokerInbox({
      url: broker.url,
      username: SERVER_NAME,
      password: PASSWORD,
      clock: systemClock,
      log,
    });
    inbox.start();
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    const since = inbox.hearingSince();
    const mine = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => connected(FLOWS_USER, id)));
    const again = await connected(FLOWS_USER, 'e');
    await expect.poll(() => mine.map((client) => client.connected)).toEqual([true, true, true, true, false]);
    expect([again.connected, inbox.hearingSince()]).toEqual([true, since]);
    expect(lines.join('')).not.toContain('connection to the broker is lost');
    await inbox.stop();
  });

  it('hears what devices publish and are asked to do, and its own topics, but not what the broker says of itself', async () => {
    const flows = await connected(FLOWS_USER, 'listener');
    const heard = await heardBy(flows, '#');
    await flows.subscribeAsync('$SYS/#');
    const device = await connected('dev_1', 'dev_1');
    await device.publishAsync('devices/dev_1/telemetry', '{}', { qos: 1 });
    await flows.publishAsync('devices/dev_1/commands', '{}', { qos: 1 });
    await flows.publishAsync('flows/mine/last', '{}', { qos: 1 });
    await expect.poll(() => heard).toEqual(['devices/dev_1/telemetry', 'devices/dev_1/commands', 'flows/mine/last']);
  });

  it('may speak for a device, and nowhere else than there and in its own topics', async () => {
    const flows = await connected(FLOWS_USER, 'speaker');
    for (const topic of ['devices/dev_1/telemetry', 'devices/dev_1/heartbeat', 'flows/mine'])
      await flows.publishAsync(topic, '{}', { qos: 1 });
    for (const topic of ['devices/dev_1/else', 'elsewhere', '$SYS/broker/uptime'])
      await expect(flows.publishAsync(topic, '{}', { qos: 1 }), topic).rejects.toThrow(/Not authorized/i);
  });

  it('has topics that no device hears or speaks in', async () => {
    const device = await connected('dev_1', 'dev_1');
    const heard = await heardBy(device, 'flows/#');
    await device.subscribeAsync('devices/dev_1/commands', { qos: 1 });
    const flows = await connected(FLOWS_USER, 'writer');
    await flows.publishAsync('flows/secret', '{}', { qos: 1 });
    await flows.publishAsync('devices/dev_1/commands', '{}', { qos: 1 });
    await expect.poll(() => heard).toEqual(['devices/dev_1/commands']);
    await expect(device.publishAsync('flows/mine', '{}', { qos: 1 })).rejects.toThrow(/Not authorized/i);
  });
});
