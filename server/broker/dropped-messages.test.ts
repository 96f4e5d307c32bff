/** What is heard of messages that a broker with a short queue had no room for. */
import { systemClock } from '@plantops/shared/clock.ts';
import { pino } from 'pino';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { CANARY_USER } from './accounts.ts';
import { askBroker, type BrokerFigures } from './broker-figures.ts';
import { BrokerInbox } from './inbox.ts';

const QUEUE = 5;
/** The broker reports once a second. */
const REPORTED = { timeout: 5000 };

let broker: TestBroker;
let device: MqttClient;
let bornAtMs: number;
const inboxes: BrokerInbox[] = [];
const log = pino({ level: 'silent' });
const figuresOf = (inbox: BrokerInbox): BrokerFigures | undefined => inbox.own.status().figures;

beforeAll(async () => {
  bornAtMs = Date.now();
  broker = await startTestBroker(['dev_1', CANARY_USER], {
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

it('what the broker drops while the server is away is heard, also long after the broker reported it', async () => {
  const first = await started();
  await first.stop();
  await publish(QUEUE + 3);
  const second = await started();
  await expect.poll(() => figuresOf(second)?.dropped, REPORTED).toBe(3);
  expect(figuresOf(second)).toMatchObject({ received: expect.any(Number), startedAt: expect.any(Date) });
  expect(Math.abs((figuresOf(second)?.startedAt.getTime() ?? 0) - bornAtMs)).toBeLessThan(5000);

  await second.stop();
  const third = await started();
  await expect.poll(() => figuresOf(third)?.dropped, REPORTED).toBe(3);

  await third.stop();
  await publish(4);
  const fourth = await started();
  await expect.poll(() => figuresOf(fourth)?.dropped, REPORTED).toBe(7);
  // All that was kept is still there.
  expect(fourth.status().inFlight).toBe(QUEUE);
  await expect.poll(() => figuresOf(fourth)?.waiting, REPORTED).toBe(QUEUE);
});

it('a broker that is asked over a connection of its own tells the same, and one that refuses the account tells nothing', async () => {
  const told = await askBroker(broker.url, { username: CANARY_USER, password: PASSWORD }, { clock: systemClock });
  expect(told?.dropped).toBe(7);
  expect(
    await askBroker(broker.url, { username: CANARY_USER, password: 'wrong' }, { clock: systemClock }),
  ).toBeUndefined();
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
