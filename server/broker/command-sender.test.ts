import { pause, systemClock } from '@plantops/shared/clock.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { connect, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lineTo, PASSWORD, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { freePort } from '../testing/place.ts';
import { COMMANDS_USER } from './accounts.ts';
import { CommandSender, type CommandSenderOptions } from './command-sender.ts';

const log = pino({ level: 'silent' });
const ON = { deviceId: 'dev_1', text: '{"pump_s":5}', expiryS: 60 };

let broker: TestBroker;
const senders: CommandSender[] = [];
const clients: MqttClient[] = [];
beforeAll(async () => {
  broker = await startTestBroker([COMMANDS_USER, 'dev_1', 'dev_2']);
});
afterEach(async () => {
  await Promise.all([
    ...senders.splice(0).map((sender) => sender.stop()),
    ...clients.splice(0).map((client) => client.endAsync(true)),
  ]);
});
afterAll(() => broker.stop());

function newSender(options: Partial<CommandSenderOptions> = {}): CommandSender {
  const sender = new CommandSender({
    url: broker.url,
    username: COMMANDS_USER,
    password: PASSWORD,
    clock: systemClock,
    log,
    ...options,
  });
  senders.push(sender);
  return sender;
}

/** A device that listens to a topic, with a session that outlasts its connection or without. */
async function listener(username: string, { topic = `devices/${username}/commands`, clean = true } = {}) {
  const options = { username, password: PASSWORD, clientId: username, clean, reconnectPeriod: 0 };
  const client = connect(broker.url, options);
  clients.push(client);
  const heard: { text: string; retained: boolean }[] = [];
  // Before it is connected: what has waited for it comes at once.
  client.on('message', (_, payload, { retain }) => heard.push({ text: payload.toString(), retained: retain }));
  await new Promise<void>((resolve) => {
    client.once('connect', () => resolve());
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return { client, heard };
}

describe('a command', () => {
  it('reaches its device, not retained, and no other device that listens to the same topic', async () => {
    const own = await listener('dev_1');
    const other = await listener('dev_2', { topic: 'devices/+/commands' });
    const sender = newSender();
    await sender.send(ON);
    // Sent later, so that it arrives after what the other device must not get.
    await sender.send({ ...ON, deviceId: 'dev_2', text: '{"last":true}' });
    await expect.poll(() => own.heard).toEqual([{ text: ON.text, retained: false }]);
    await expect.poll(() => other.heard).toEqual([{ text: '{"last":true}', retained: false }]);
  });

  it('waits for a device that sleeps and keeps a session, until it expires', async () => {
    const { client } = await listener('dev_1', { clean: false });
    await client.endAsync();
    const sender = newSender();
    await sender.send({ ...ON, text: '{"late":true}', expiryS: 1 });
    await sender.send(ON);
    // The broker's own clock decides, in whole seconds.
    await pause(systemClock, 2100);
    const { heard } = await listener('dev_1', { clean: false });
    await expect.poll(() => heard).toEqual([{ text: ON.text, retained: false }]);
  });

  it('fails with a sentence where neither the device listens nor a session keeps it', async () => {
    const sender = newSender();
    await expect(sender.send({ ...ON, deviceId: 'dev_9' })).rejects.toThrow(
      'the device does not listen to devices/dev_9/commands, and keeps no session',
    );
    const { heard } = await listener('dev_1');
    await sender.send(ON);
    await expect.poll(() => heard).toHaveLength(1);
  });

  it('is refused with a sentence if the broker lets this account publish nothing', async () => {
    await expect(newSender({ username: 'dev_2' }).send(ON)).rejects.toThrow('The broker refuses the command: ');
  });

  it('is not sent if the broker cannot be reached within ten seconds', async () => {
    const clock = new FakeClock();
    const sent = newSender({ url: `mqtt://127.0.0.1:${await freePort()}`, clock }).send(ON);
    const failed = expect(sent).rejects.toThrow('The command is not sent: the broker cannot be reached');
    await clock.advance(10_000);
    await failed;
    expect(clock.timers).toBe(0);
  });

  it('is sent over a new connection after the old one broke', async () => {
    const line = await lineTo(broker.url);
    const { heard } = await listener('dev_1');
    const sender = newSender({ url: line.url });
    await sender.send(ON);
    line.cut();
    await sender.send({ ...ON, text: '{"again":true}' });
    await expect.poll(() => heard.map(({ text }) => text)).toEqual([ON.text, '{"again":true}']);
    await line.close();
  });
});
