/** Inboxes of the server, at a broker with one device, over a line that a test can cut. */
import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import type { MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { BrokerInbox } from '../broker/inbox.ts';
import type { InboxOptions } from '../broker/message-desk.ts';
import { type Line, lineTo, PASSWORD, SERVER_NAME, startTestBroker, type TestBroker } from './broker.ts';

const log = pino({ level: 'silent' });

/** What the tests of a file share; each test has a clock and a session of its own. */
interface Stage {
  broker: TestBroker;
  clock: FakeClock;
  /** Between the broker and the inboxes. */
  line: Line;
  /** `dev_1`, connected. */
  device: MqttClient;
}

/** Has the tests of a file share a broker. Inboxes that are left are stopped after each test. */
export function useInboxes() {
  const inboxes: BrokerInbox[] = [];

  function newInbox(options: Partial<InboxOptions> = {}): BrokerInbox {
    const inbox = new BrokerInbox({
      url: stage.line.url,
      username: SERVER_NAME,
      password: PASSWORD,
      clock: stage.clock,
      log,
      ...options,
    });
    inboxes.push(inbox);
    return inbox;
  }

  async function started(
    options: Partial<InboxOptions> = {},
  ): Promise<{ inbox: BrokerInbox; taken: IncomingMessage[]; texts: () => string[] }> {
    const inbox = newInbox(options);
    const taken: IncomingMessage[] = [];
    inbox.consume('telemetry', (messages) => taken.push(...messages));
    inbox.start();
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    return { inbox, taken, texts: () => taken.map(({ payload }) => payload.toString()) };
  }

  /** Cuts the connection, and lets the second pass after which the inbox connects again. */
  async function cutAndReconnect(inbox: BrokerInbox): Promise<void> {
    stage.line.cut();
    await expect.poll(() => inbox.status().connected).toBe(false);
    await stage.clock.advance(999);
    expect(inbox.status().connected, 'not at once').toBe(false);
    await stage.clock.advance(1);
    await expect.poll(() => inbox.status().connected).toBe(true);
  }

  const publish = (text: string, kind = 'telemetry'): Promise<unknown> =>
    stage.device.publishAsync(`devices/dev_1/${kind}`, text, { qos: 1 });
  const stop = async (inbox: BrokerInbox): Promise<void> => {
    inboxes.splice(inboxes.indexOf(inbox), 1);
    await inbox.stop();
  };

  const functions = { newInbox, started, cutAndReconnect, publish, stop };
  // Filled before the first test.
  const stage = { ...functions } as Stage & typeof functions;

  beforeAll(async () => {
    stage.broker = await startTestBroker(['dev_1']);
    stage.line = await lineTo(stage.broker.url);
    stage.device = await stage.broker.connect('dev_1');
  });
  afterAll(async () => {
    await stage.line.close();
    await stage.broker.stop();
  });
  beforeEach(async () => {
    stage.clock = new FakeClock();
    // A clean start ends the previous test's session.
    const client = await stage.broker.connect(SERVER_NAME);
    await client.endAsync();
  });
  afterEach(async () => {
    await Promise.all(inboxes.splice(0).map((inbox) => inbox.stop()));
    expect(stage.clock.timers, 'timers that outlive the inbox').toBe(0);
  });
  return stage;
}
