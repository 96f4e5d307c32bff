import { beforeEach, describe, expect, it } from 'vitest';
import {
  FORK,
  INGEST,
  JOIN,
  LEFT,
  MINE,
  PIECE,
  place,
  RIGHT,
  SPLIT,
  STORE,
  type TracedFlow,
  tracedFlow,
  VALIDATION,
} from '../../testing/traced-flow.ts';

let clock: TracedFlow['clock'];
let open: TracedFlow['open'];
let trace: TracedFlow['trace'];
let arrives: TracedFlow['arrives'];
let unsampled: TracedFlow['unsampled'];
let passes: TracedFlow['passes'];
let fails: TracedFlow['fails'];

beforeEach(() => {
  ({ clock, open, trace, arrives, unsampled, passes, fails } = tracedFlow());
});

const ways = (deviceId = 'dev_1') => trace.waysOf(deviceId);
const pathOf = (hops: readonly { node_id: string; from: number | null }[]) =>
  hops.map(({ node_id, from }) => [node_id, from]);

describe('the way of a reading of the sample', () => {
  it('has each node, what came in, when and for how long, and that it was stored', async () => {
    const message = arrives();
    await passes(VALIDATION, message, 3);
    message.payload = { values: { temperature: 20 } };
    trace.entered(STORE, message);
    await clock.advance(50);
    expect(ways()).toMatchObject([{ outcome: 'open', hops: [{}, {}, { node_id: 'store', took_ms: null }] }]);
    trace.settled(message.delivery);
    trace.left(STORE, message);
    expect(ways()).toEqual([
      {
        id: expect.stringMatching(/^\d+-1$/) as string,
        kind: 'telemetry',
        received_at: '2026-01-07T12:00:00.000Z',
        payload: '{"temperature":20}',
        outcome: 'stored',
        reason: null,
        causes: null,
        hops_left_out: 0,
        hops: [
          { ...hop('ingest', 'plantops-ingest'), from: null, after_ms: 0, took_ms: 0, received: null },
          { ...hop('validation'), from: 0, after_ms: 0, took_ms: 3, received: '{"temperature":20}' },
          { ...hop('store'), from: 1, after_ms: 3, took_ms: 50, received: '{"values":{"temperature":20}}' },
        ],
      },
    ]);
  });

  it('goes on after it was stored, and tells why it was let go', async () => {
    const stored = arrives();
    trace.settled(stored.delivery);
    open.delete(stored.delivery);
    await passes(MINE, stored);
    await clock.advance(1000);
    const unwanted = arrives();
    trace.letGo(unwanted.delivery, 'a test\0 board');
    trace.settled(unwanted.delivery);
    expect(ways()).toMatchObject([
      { outcome: 'let_go', reason: 'a test\uFFFD board' },
      { outcome: 'stored', hops: [{ node_id: 'ingest' }, { node_id: 'mine' }] },
    ]);
  });

  it('is kept of the newest ten readings of a device, one a second; heartbeats are no sample', async () => {
    for (let second = 0; second < 12; second += 1) {
      arrives({ text: `${second}` });
      arrives({ text: 'too soon' });
      arrives({ kind: 'heartbeat' });
      await clock.advance(1000);
    }
    expect(ways().map(({ payload }) => payload)).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2']);
    expect(ways('dev_2')).toEqual([]);
  });

  it('begins again where the message is handed out again, such as after a deploy', async () => {
    const message = arrives();
    await passes(MINE, message);
    trace.begun(INGEST, open.get(message.delivery)!);
    await passes(VALIDATION, message);
    expect(pathOf(ways()[0]?.hops ?? [])).toEqual([
      ['ingest', null],
      ['mine', 0],
      ['ingest', null],
      ['validation', 2],
    ]);
  });
});

describe('copies of a message', () => {
  it('are hops of one way, each with the node that it came from', async () => {
    const message = arrives();
    trace.entered(FORK, message);
    const copy = { ...message };
    await passes(LEFT, message);
    await passes(STORE, message);
    await passes(RIGHT, copy);
    await passes(STORE, copy);
    expect(pathOf(ways()[0]?.hops ?? []).slice(1)).toEqual([
      ['fork', null],
      ['left', 1],
      ['store', 2],
      ['right', 1],
      ['store', 4],
    ]);
  });

  it('made by a split and gathered by a join are all sent on at the end', async () => {
    const message = arrives();
    trace.entered(SPLIT, message);
    const pieces = [1, 2, 3].map(() => ({ ...message }));
    for (const piece of pieces) {
      await passes(PIECE, piece);
      trace.entered(JOIN, piece);
    }
    await passes(STORE, message);
    for (const piece of pieces) trace.left(JOIN, piece);
    const { hops = [] } = ways()[0] ?? {};
    expect(hops.filter(({ node_id }) => node_id === 'join').map(({ from, took_ms }) => [from, took_ms])).toEqual([
      [2, 0],
      [4, 0],
      [6, 0],
    ]);
    expect(hops.at(-1)).toMatchObject({ node_id: 'store', from: 7 });
  });

  it('that are too many are counted', async () => {
    const message = arrives();
    for (let round = 0; round < 50; round += 1) await passes(MINE, message);
    expect(ways()[0]).toMatchObject({ hops: { length: 32 }, hops_left_out: 19 });
    fails(VALIDATION, message);
    expect(ways()[0]?.hops.at(-1)).toMatchObject({ node_id: 'validation', failure: 'no luck' });
  });
});

describe('a message that fails', () => {
  it('is followed though it was none of the sample: with what the node had, and the hops before', async () => {
    const message = unsampled();
    await passes(VALIDATION, message, 2);
    message.payload = { values: { temperature: 20 }, mqtt_password: 'abc' };
    fails(STORE, message);
    expect(ways()[0]).toMatchObject({
      outcome: 'open',
      payload: '{"temperature":20}',
      hops: [
        { node_id: 'ingest', received: null, failure: null },
        { node_id: 'validation', received: null, took_ms: 2, failure: null },
        { node_id: 'store', received: '{"values":{"temperature":20},"mqtt_password":"•••"}', failure: 'no luck' },
      ],
    });
  });

  it('goes on at a catch node, which the failure leads to', async () => {
    const message = unsampled();
    fails(MINE, message);
    await passes(place('told', 'catch'), message);
    expect(pathOf(ways()[0]?.hops ?? [])).toEqual([
      ['ingest', null],
      ['mine', 0],
      ['told', 1],
    ]);
  });

  it('is kept apart from the sample, also when it was one of it', async () => {
    for (let second = 0; second < 11; second += 1) {
      fails(MINE, arrives({ text: 'sampled' }));
      arrives({ text: 'well, and too soon' });
      await clock.advance(1000);
      arrives({ text: 'well' });
      await clock.advance(1000);
    }
    const payloads = ways().map(({ payload }) => payload);
    expect(payloads.filter((text) => text === 'sampled')).toHaveLength(10);
    expect(payloads.filter((text) => text === 'well')).toHaveLength(10);
  });

  it('after it was stored is told as stored, with the node that failed', async () => {
    const message = unsampled();
    trace.settled(message.delivery);
    open.delete(message.delivery);
    fails(MINE, message);
    expect(ways()[0]).toMatchObject({ outcome: 'stored', payload: null, hops: [{}, { failure: 'no luck' }] });
  });

  it('gives its way to the database, and is not told twice', async () => {
    const message = unsampled();
    fails(MINE, message);
    const path = trace.takePath(message.delivery);
    expect(path).toMatchObject({
      hops: [{ node_id: 'ingest' }, { node_id: 'mine', failure: 'no luck' }],
      hops_left_out: 0,
    });
    expect(ways()).toHaveLength(1);
    fails(STORE, message);
    expect(ways()).toHaveLength(1);
  });

  it('is given its way to the database also if no node failed, and ends where it was last', async () => {
    const message = unsampled();
    trace.entered(MINE, message);
    await clock.advance(5);
    expect(trace.takePath(message.delivery)).toMatchObject({
      hops: [{}, { node_id: 'mine', took_ms: 5, failure: null }],
    });
    expect(trace.takePath(999)).toBeUndefined();
  });

  it('with a number that no message has is none of those that are followed', () => {
    for (const delivery of [0, -1, 1.5, Number.NaN]) fails(MINE, { delivery });
    fails(MINE, { delivery: 'seven' });
    expect(trace.takePath(0)).toBeUndefined();
    expect(ways()).toEqual([]);
  });

  it('with many words is told with the first of them', () => {
    fails(MINE, unsampled(), `a\0${'x'.repeat(5000)}`);
    expect(ways()[0]?.hops[1]?.failure).toBe(`a\uFFFD${'x'.repeat(2046)}…`);
  });

  it('in great numbers, costs no more than a hundred texts a second', () => {
    const texts = Array.from({ length: 150 }, (_, number) => {
      const message = unsampled({ deviceId: `dev_${number}` });
      fails(MINE, message);
      return trace.takePath(message.delivery)?.hops[1]?.received;
    });
    expect(texts.filter((text) => text !== null)).toHaveLength(100);
  });

  it('long after, when newer messages have taken its place, is not known any more', () => {
    const message = unsampled();
    for (let count = 0; count < 20_000; count += 1) arrives({ kind: 'heartbeat' });
    fails(MINE, message);
    expect([ways().length, trace.takePath(message.delivery)]).toEqual([1, undefined]);
  });

  it('that waited for long is known for as long as it waits', async () => {
    const message = unsampled();
    trace.entered(MINE, message);
    trace.waits(message.delivery);
    for (let count = 0; count < 20_000; count += 1) arrives({ kind: 'heartbeat', deviceId: 'dev_2' });
    await clock.advance(60_000);
    expect(ways()[0]).toMatchObject({ outcome: 'open', hops: [{}, { node_id: 'mine', took_ms: null }] });
    trace.left(MINE, message);
    fails(STORE, message);
    expect(trace.takePath(message.delivery)?.hops).toMatchObject([
      {},
      { took_ms: 60_000 },
      { node_id: 'store', failure: 'no luck' },
    ]);
    expect(ways()).toHaveLength(1);
  });
});

it('what is on a message is recorded no more once it has come to a node that handles secrets', async () => {
  const sampled = arrives();
  await passes(MINE, sampled);
  await passes(place('register', 'plantops-provisioning'), sampled);
  sampled.payload = { word: 'abc' };
  fails(STORE, sampled);
  const failed = unsampled();
  await passes(place('register', 'plantops-provisioning'), failed);
  failed.payload = { word: 'abc' };
  fails(STORE, failed);
  expect(ways().map(({ hops }) => hops.map(({ node_id, received, failure }) => [node_id, received, failure]))).toEqual([
    [
      ['ingest', null, null],
      ['register', null, null],
      ['store', null, 'no luck'],
    ],
    [
      ['ingest', null, null],
      ['mine', '{"temperature":20}', null],
      ['register', null, null],
      ['store', null, 'no luck'],
    ],
  ]);
});

it('no more than a thousand ways are kept of all devices, the newest', () => {
  for (let number = 0; number < 1100; number += 1) {
    const message = unsampled({ deviceId: `dev_${number}` });
    fails(MINE, message);
  }
  const kept = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ways(`dev_${from + index}`).length).reduce(
      (sum, count) => sum + count,
      0,
    );
  expect([kept(0, 1100), kept(1000, 1100)]).toEqual([1000, 100]);
});

function hop(node_id: string, type = 'function') {
  return { node_id, type, name: `"${node_id}"`, tab: 'Telemetry', failure: null };
}
