import { afterEach, describe, expect, it } from 'vitest';
import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { type Bench, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import ingest from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const message = (kind: 'telemetry' | 'heartbeat', delivery = 7): IncomingMessage => ({
  delivery,
  kind,
  deviceId: 'dev_1',
  topic: `devices/dev_1/${kind}`,
  payload: Buffer.from('{}'),
  receivedAt: NOW,
});

describe('the ingest node', () => {
  itBehavesLikeANode(ingest, { config: { kind: 'gossip' }, field: 'kind' });

  it('passes on what the inbox delivers, with its delivery number, and acknowledges nothing itself', async () => {
    bench = await startNode(ingest, { config: { kind: 'telemetry' } });
    bench.services.inbox.deliver(message('telemetry'));
    const sent = await bench.next();
    expect(sent).toMatchObject({
      topic: 'devices/dev_1/telemetry',
      delivery: 7,
      deviceId: 'dev_1',
      kind: 'telemetry',
      receivedAt: NOW,
    });
    expect(Buffer.isBuffer(sent.payload)).toBe(true);
    expect(bench.services.inbox.acknowledged).toEqual([]);
    expect(bench.services.inbox.held).toEqual([]);
  });

  it('takes only the kind it is configured for', async () => {
    bench = await startNode(ingest, { config: { kind: 'heartbeat' } });
    expect(bench.services.inbox.deliver(message('telemetry'))).toBe(false);
    bench.services.inbox.deliver(message('heartbeat'));
    expect((await bench.next()).kind).toBe('heartbeat');
  });

  it('takes no more messages after it is removed', async () => {
    bench = await startNode(ingest);
    await bench.stop();
    expect(bench.services.inbox.deliver(message('telemetry'))).toBe(false);
  });

  it('reports that another node already takes the same messages', async () => {
    const first = await startNode(ingest);
    const { services } = first;
    services.inbox.consume('heartbeat', { id: 'other' }, () => undefined);
    await first.stop();
    bench = await startNode(ingest, { config: { kind: 'heartbeat' }, services });
    expect(bench.errors()).toEqual([expect.stringContaining('Another node takes the heartbeat messages already')]);
  });

  it.each([
    { condition: { connected: true, inFlight: 3 }, status: { fill: 'grey', text: '3 open' } },
    {
      condition: { connected: false, inFlight: 3 },
      status: { fill: 'yellow', shape: 'ring', text: 'broker away' },
    },
  ])('shows $status.text', async ({ condition, status }) => {
    bench = await startNode(ingest);
    bench.services.inbox.condition = condition;
    expect(await bench.statusAfterASecond()).toMatchObject(status);
  });

  it('shows the rate of the last second', async () => {
    bench = await startNode(ingest);
    for (let delivery = 1; delivery <= 12; delivery += 1) bench.services.inbox.deliver(message('telemetry', delivery));
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', text: '0 open' });
  });
});
