import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import validation from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const TOPIC = 'devices/dev_1/telemetry';

describe('the validation node', () => {
  itBehavesLikeANode(validation, { config: { maxFutureS: -1 }, field: 'maxFutureS' });

  it('sends a reading to its first output and keeps the delivery', async () => {
    bench = await startNode(validation);
    bench.receive({ topic: TOPIC, payload: Buffer.from('{"soil_moisture":45.2}'), delivery: 7, receivedAt: NOW });
    const sent = await bench.next(0);
    expect(sent).toMatchObject({ topic: TOPIC, delivery: 7 });
    expect(sent.payload).toEqual({
      deviceId: 'dev_1',
      plantId: null,
      time: NOW,
      receivedAt: NOW,
      clockWrong: true,
      values: { soil_moisture: 45.2 },
    } satisfies Reading);
    await bench.completed();
    expect(bench.waiting(1)).toBe(0);
  });

  it('takes the id from the message where the topic names no device, and believes the topic first', async () => {
    bench = await startNode(validation);
    const payload = { soil_moisture: 45.2 };
    bench.receive({ topic: 'zigbee2mqtt/shelf', deviceId: 'dev_2', payload, receivedAt: NOW });
    expect((await bench.next(0)).payload).toMatchObject({ deviceId: 'dev_2', values: payload });
    bench.receive({ topic: TOPIC, deviceId: 'dev_2', payload, receivedAt: NOW });
    expect((await bench.next(0)).payload).toMatchObject({ deviceId: 'dev_1' });
    for (const deviceId of ['', 'a/b', 'a+', '#', 'a b', 7]) {
      bench.receive({ topic: 'zigbee2mqtt/shelf', deviceId, payload });
      expect((await bench.caught()).error.message).toContain('set it, or msg.deviceId to an id');
    }
  });

  it('sends an invalid message to its second output with the reason, and counts it', async () => {
    bench = await startNode(validation);
    bench.receive({ topic: TOPIC, payload: Buffer.from('soil is dry'), delivery: 8, receivedAt: NOW });
    const sent = await bench.next(1);
    expect(sent.delivery).toBe(8);
    expect(sent.payload).toEqual({
      deviceId: 'dev_1',
      topic: TOPIC,
      receivedAt: NOW,
      reason: 'the message is not JSON',
      cause: { code: 'not_json', evidence: {} },
      payload: 'soil is dry',
    } satisfies Rejection);
    await bench.completed();
    expect(bench.waiting(0)).toBe(0);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', shape: 'dot', text: '1 rejected' });
  });

  it('reads heartbeats if it is configured for them', async () => {
    bench = await startNode(validation, { config: { kind: 'heartbeat' } });
    bench.receive({ topic: 'devices/dev_1/heartbeat', payload: Buffer.from('{"battery_pct":80}'), receivedAt: NOW });
    expect((await bench.next()).payload).toEqual({ deviceId: 'dev_1', receivedAt: NOW, vitals: { battery_pct: 80 } });
  });

  it.each([
    ['text', '{"humidity":50}'],
    ['an object', { humidity: 50 }],
  ])('accepts %s from an inject node, with the current time as the time of receipt', async (_, payload) => {
    bench = await startNode(validation);
    bench.receive({ topic: TOPIC, payload });
    expect((await bench.next()).payload).toMatchObject({ receivedAt: NOW, values: { humidity: 50 } });
  });

  it('lets clocks be ahead by the configured time', async () => {
    bench = await startNode(validation, { config: { maxFutureS: '0' } });
    bench.receive({ topic: TOPIC, payload: { humidity: 50, timestamp: NOW.getTime() + 1 } });
    expect((await bench.next()).payload).toMatchObject({ clockWrong: true, time: NOW });
  });

  it.each([[undefined], [42], ['elsewhere'], ['devices/dev_1/commands'], ['devices//telemetry']])(
    'reports the topic %s to Catch nodes',
    async (topic) => {
      bench = await startNode(validation);
      bench.receive({ topic, payload: '{}' });
      expect((await bench.caught()).error.message).toMatch(/msg\.topic is not a device topic/);
      expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red' });
    },
  );

  it('continues after a failed message, and clears the error after a minute', async () => {
    bench = await startNode(validation);
    bench.receive({ payload: 'no topic' });
    await bench.caught();
    bench.receive({ topic: TOPIC, payload: { humidity: 50 } });
    await bench.next();
    expect((await bench.statusAfterASecond()).fill).toBe('red');
    await bench.pass(60_000);
    expect((await bench.statusAfterASecond()).fill).toBe('green');
  });
});
