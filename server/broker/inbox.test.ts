import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { connectAsync } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../testing/broker.ts';
import { useInboxes } from '../testing/inboxes.ts';

const stage = useInboxes();
const { newInbox, started, cutAndReconnect, publish, stop } = stage;

describe('the inbox', () => {
  it('hands out messages of each kind to their consumer', async () => {
    const { inbox, taken } = await started();
    const heartbeats: IncomingMessage[] = [];
    inbox.consume('heartbeat', (messages) => heartbeats.push(...messages));
    await publish('{"humidity":50}');
    await publish('{}', 'heartbeat');
    await expect.poll(() => heartbeats.length).toBe(1);
    expect(taken).toEqual([
      expect.objectContaining({
        kind: 'telemetry',
        deviceId: 'dev_1',
        topic: 'devices/dev_1/telemetry',
        payload: Buffer.from('{"humidity":50}'),
        receivedAt: expect.any(Date),
      }),
    ]);
    expect(inbox.status()).toEqual({ connected: true, inFlight: 2 });
    expect(inbox.received()).toBe(2);
  });

  it('knows the parts of a message apart, and has it until they are answered for', async () => {
    const { inbox } = await started();
    const ofGateways: IncomingMessage[] = [];
    inbox.consume('gateway', (messages) => ofGateways.push(...messages));
    await stage.device.publishAsync('gateways/dev_1/tele/shelf/SENSOR', '{}', { qos: 1 });
    await expect.poll(() => ofGateways.length).toBe(1);
    const whole = ofGateways[0]?.delivery ?? 0;
    const facts = inbox.factsOf(whole);
    const parts = inbox.divide(
      whole,
      ['one', 'two'].map((deviceId) => ({
        kind: 'telemetry' as const,
        deviceId,
        topic: `devices/${deviceId}/telemetry`,
        payload: Buffer.from(deviceId),
      })),
    );
    expect(parts.map(({ delivery }) => inbox.factsOf(delivery))).toEqual([
      { ...facts, payload: Buffer.from('one') },
      { ...facts, payload: Buffer.from('two'), packetId: (facts?.packetId ?? 0) + 65_536 },
    ]);
    inbox.acknowledge(parts[0]?.delivery ?? 0);
    expect(inbox.status().inFlight).toBe(1);
    inbox.acknowledge(parts[1]?.delivery ?? 0);
    expect(inbox.status().inFlight).toBe(0);
  });

  it('takes what is published with QoS 0, in its place; while it is away only QoS 1 waits for it', async () => {
    const { inbox, texts } = await started({ url: stage.broker.url });
    await publish('one');
    await stage.device.publishAsync('devices/dev_1/telemetry', 'two', { qos: 0 });
    await publish('three');
    await expect.poll(texts).toEqual(['one', 'two', 'three']);
    expect(inbox.status().inFlight).toBe(3);
    for (const { message } of inbox.open()) inbox.acknowledge(message.delivery);
    expect(inbox.status().inFlight).toBe(0);
    await stop(inbox);
    await stage.device.publishAsync('devices/dev_1/telemetry', 'four', { qos: 0 });
    await publish('five');
    const again = await started();
    await expect.poll(again.texts).toEqual(['five']);
  });

  it('takes a retained reading when it is published, and not again as an old one at its next subscription', async () => {
    await stage.device.publishAsync('devices/dev_1/telemetry', 'old', { qos: 1, retain: true });
    const { texts } = await started();
    await stage.device.publishAsync('devices/dev_1/telemetry', 'new', { qos: 1, retain: true });
    await expect.poll(texts).toEqual(['new']);
    await stage.device.publishAsync('devices/dev_1/telemetry', '', { qos: 1, retain: true });
    await expect.poll(texts).toEqual(['new', '']);
  });

  it('tells what devices say of their presence, and their retained last wills, and takes neither for a reading', async () => {
    const { inbox, texts } = await started();
    const said: string[] = [];
    inbox.onStatus((deviceId, status) => said.push(`${deviceId} ${status}`));
    const will = {
      topic: 'devices/dev_1/status',
      payload: Buffer.from('{"status":"Offline"}'),
      qos: 1,
      retain: true,
    } as const;
    const board = await connectAsync(stage.broker.url, {
      username: 'dev_1',
      password: PASSWORD,
      will,
      reconnectPeriod: 0,
    });
    for (const text of ['online', 'asleep', '"OFFLINE"'])
      await board.publishAsync('devices/dev_1/status', text, { qos: 1, retain: true });
    await expect.poll(() => said).toEqual(['dev_1 online', 'dev_1 offline']);
    board.stream.destroy();
    await expect.poll(() => said).toEqual(['dev_1 online', 'dev_1 offline', 'dev_1 offline']);
    await board.endAsync(true);
    stage.device = await stage.broker.connect('dev_1');
    await publish('after');
    await expect.poll(texts).toEqual(['after']);
    expect(inbox.status().inFlight).toBe(1);
  });

  it('receives again what it had not acknowledged when it was stopped, and only that', async () => {
    const first = await started();
    for (const text of ['one', 'two', 'three']) await publish(text);
    await expect.poll(first.texts).toEqual(['one', 'two', 'three']);
    first.inbox.acknowledge(first.taken[0]?.delivery ?? 0);
    await stop(first.inbox);
    await publish('while away');
    const second = await started();
    await expect.poll(second.texts).toEqual(['two', 'three', 'while away']);
  });

  it('stops reading with too many messages in flight, and resumes when fewer than half of them are left', async () => {
    const { inbox, taken, texts } = await started({ maxInFlight: 4 });
    const all = Array.from({ length: 10 }, (_, index) => String(index));
    for (const text of all) await publish(text);
    await expect.poll(texts).toEqual(all.slice(0, 4));
    expect(inbox.hearingSince(), 'what is not read cannot be missed').toBeUndefined();
    for (const { delivery } of taken.slice(0, 2)) inbox.acknowledge(delivery);
    await new Promise((resolve) => setImmediate(resolve));
    expect(texts()).toHaveLength(4);
    inbox.acknowledge(taken[2]?.delivery ?? 0);
    await expect.poll(texts).toEqual(all.slice(0, 7));
    for (let seen = 3; seen < all.length; seen += 1) {
      await expect.poll(() => taken.length).toBeGreaterThan(seen);
      inbox.acknowledge(taken[seen]?.delivery ?? 0);
    }
    expect(texts()).toEqual(all);
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    expect(inbox.status()).toMatchObject({ connected: true, inFlight: 0 });
  });

  it('hands the next consumer what came in between, and on demand what no node holds', async () => {
    const inbox = newInbox();
    const first: IncomingMessage[] = [];
    const leave = inbox.consume('telemetry', (messages) => first.push(...messages));
    inbox.start();
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    for (const text of ['held', 'lost', 'safe']) await publish(text);
    await expect.poll(() => first.length).toBe(3);
    inbox.hold(first[0]?.delivery ?? 0);
    inbox.acknowledge(first[2]?.delivery ?? 0);
    leave();
    await publish('between');
    await expect.poll(() => inbox.received()).toBe(4);
    const second: IncomingMessage[] = [];
    inbox.consume('telemetry', (messages) => second.push(...messages));
    await expect.poll(() => second.map(({ payload }) => payload.toString())).toEqual(['between']);
    inbox.handOut(() => true);
    expect(second.map(({ payload }) => payload.toString())).toEqual(['between', 'lost', 'between']);
    expect(second[1]?.delivery).toBe(first[1]?.delivery);
  });

  it('hands out again on demand what is chosen and no node holds, such as a message whose responsibility was given back', async () => {
    const { inbox, taken, texts } = await started();
    for (const text of ['held', 'handed on', 'lost', 'not chosen']) await publish(text);
    await expect.poll(texts).toHaveLength(4);
    const [held = 0, handedOn = 0] = taken.map(({ delivery }) => delivery);
    inbox.hold(held);
    inbox.hold(handedOn);
    inbox.handOn(handedOn);
    inbox.handOut(({ message }) => message.payload.toString() !== 'not chosen');
    expect(texts().slice(4)).toEqual(['handed on', 'lost']);
  });

  it('has messages wait while no node takes them, however long, and hands them out once', async () => {
    const inbox = newInbox();
    inbox.start();
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    await publish('early');
    await expect.poll(() => inbox.status().inFlight).toBe(1);
    await stage.clock.advance(3_600_000);
    expect(inbox.status().inFlight).toBe(1);
    const taken: string[] = [];
    inbox.consume('telemetry', (messages) => taken.push(...messages.map(({ payload }) => payload.toString())));
    await expect.poll(() => taken).toEqual(['early']);
  });

  it('lets the broker forget what is in the table, and tells when it was answered for', async () => {
    const done: number[] = [];
    const inbox = newInbox();
    inbox.onRowDone((row) => void done.push(row));
    const first: IncomingMessage[] = [];
    inbox.consume('telemetry', (messages) => first.push(...messages));
    inbox.start();
    await expect.poll(() => inbox.hearingSince()).toBeInstanceOf(Date);
    await publish('waits');
    await expect.poll(() => first.length).toBe(1);
    inbox.takeRow(
      {
        kind: 'telemetry',
        deviceId: 'dev_1',
        topic: 'devices/dev_1/telemetry',
        payload: Buffer.from('row'),
        receivedAt: stage.clock.now(),
      },
      8,
    );
    inbox.movedToTable(
      [...inbox.open()].filter(({ row }) => row === undefined).map((delivery) => ({ delivery, row: 7 })),
    );
    expect([first.map(({ payload }) => payload.toString()), inbox.status().inFlight]).toEqual([['waits', 'row'], 0]);
    for (const { delivery } of first) inbox.acknowledge(delivery);
    expect(done).toEqual([7, 8]);
    await stop(inbox);
    const second = await started();
    await publish('next');
    await expect.poll(second.texts).toEqual(['next']);
  });

  it('knows whether the broker has sent a message before, until it is acknowledged', async () => {
    const { inbox, taken } = await started();
    await publish('one');
    await expect.poll(() => taken.length).toBe(1);
    const [{ delivery } = { delivery: 0 }] = taken;
    expect(inbox.factsOf(delivery)).toEqual({
      number: delivery,
      packetId: expect.any(Number),
      redelivered: false,
      payload: Buffer.from('one'),
    });
    await cutAndReconnect(inbox);
    await expect.poll(() => taken.length).toBe(2);
    expect(inbox.factsOf(taken[1]?.delivery ?? 0)).toMatchObject({
      packetId: inbox.factsOf(delivery)?.packetId,
      redelivered: true,
    });
    inbox.acknowledge(delivery);
    expect(inbox.factsOf(delivery)).toBeUndefined();
  });

  it('allows only one consumer for each kind', () => {
    const inbox = newInbox();
    const leave = inbox.consume('telemetry', () => undefined);
    expect(() => inbox.consume('telemetry', () => undefined)).toThrow(
      /Another node takes the telemetry messages already/,
    );
    leave();
    expect(inbox.consume('telemetry', () => undefined)).toBeTypeOf('function');
  });
});
