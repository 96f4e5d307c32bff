/** What the owner is told of messages that a broker with a short queue had no room for. */
import { systemClock } from '@plantops/shared/clock.ts';
import { pino } from 'pino';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { BrokerInbox } from './inbox.ts';

const QUEUE = 5;
/** The broker reports once a second. */
const REPORTED = { timeout: 5000 };

let broker: TestBroker;
let device: MqttClient;
const told: string[] = [];
const inboxes: BrokerInbox[] = [];
const log = pino({ level: 'error' }, { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) });

beforeAll(async () => {
  broker = await startTestBroker(['dev_1'], {
    max_queued_messages: String(QUEUE),
    sys_interval: '1',
  });
  device = await broker.connect('dev_1');
});
afterAll(() => broker.stop());
afterEach(() => Promise.all(inboxes.splice(0).map((inbox) => inbox.stop())));

async function started(): Promise<BrokerInbox> {
  const inbox = new BrokerInbox({
    url: broker.url,
    username: SERVER_NAME,
    password: PASSWORD,
    clock: systemClock,
    log,
  });
  inboxes.push(inbox);
  inbox.start();
  await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
  return inbox;
}
const publish = async (count: number): Promise<void> => {
  for (let number = 0; number < count; number += 1)
    await device.publishAsync('devices/dev_1/telemetry', `reading ${number}`, { qos: 1 });
};

it('what the broker drops while the server is away is counted and told, also long after the broker reported it', async () => {
  const first = await started();
  await first.stop();
  await publish(QUEUE + 3);
  const second = await started();
  await expect.poll(() => second.droppedByBroker(), REPORTED).toBe(3);
  expect(told).toEqual(['the broker has dropped 3 messages: a queue was full (max_queued_messages)']);

  await second.stop();
  const third = await started();
  await expect.poll(() => third.droppedByBroker(), REPORTED).toBe(3);

  await third.stop();
  await publish(4);
  const fourth = await started();
  await expect.poll(() => fourth.droppedByBroker(), REPORTED).toBe(7);
  // All that was kept is still there.
  expect(fourth.status().inFlight).toBe(QUEUE);
});

it('a reading that a device published as retained is taken once, and not again after a new connection', async () => {
  const first = await started();
  const taken: string[] = [];
  first.consume('telemetry', (messages) => {
    for (const { payload, delivery } of messages) {
      taken.push(payload.toString());
      first.acknowledge(delivery);
    }
  });
  await expect.poll(() => first.status().inFlight).toBe(0);
  taken.length = 0;
  await device.publishAsync('devices/dev_1/telemetry', 'retained', { qos: 1, retain: true });
  await expect.poll(() => taken).toEqual(['retained']);
  await first.stop();

  const second = await started();
  const later: string[] = [];
  second.consume('telemetry', (messages) => later.push(...messages.map(({ payload }) => payload.toString())));
  await publish(1);
  await expect.poll(() => later).toEqual(['reading 0']);
});
