import type { Rejection } from '@plantops/shared/messages.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Delivery, DeliveryLedger } from '../../broker/delivery-ledger.ts';
import { MessageWatch } from './message-watch.ts';

const [INGEST, FUNCTION, SWITCH, LEGACY] = ['ingest', 'function', 'switch', 'legacy'].map((id) => ({ id })) as [
  { id: string },
  { id: string },
  { id: string },
  { id: string },
];

let clock: FakeClock;
let ledger: DeliveryLedger;
let rejected: Rejection[];
let pathsOf: (number | undefined)[];
let acknowledged: number[];
let handedOut: number[];
let kept: Delivery[][];
let failed: [nodeId: string, reason: string][];
let watch: MessageWatch;
let whenKept: () => Promise<void>;
let traced: unknown[];

beforeEach(() => {
  clock = new FakeClock();
  ledger = new DeliveryLedger();
  [rejected, acknowledged, handedOut, kept] = [[], [], [], []];
  whenKept = () => Promise.resolve();
  [traced, pathsOf] = [[], []];
  failed = [];
  watch = new MessageWatch({
    onNodeError: (place, reason) => failed.push([place.id, reason]),
    inbox: {
      open: () => ledger.open(),
      find: (id) => ledger.find(id),
      hold: (id) => ledger.hold(id),
      acknowledge(id) {
        if (ledger.settle(id)) acknowledged.push(id);
      },
      handOut(isChosen) {
        for (const delivery of ledger.open())
          if (!delivery.held && isChosen(delivery)) handedOut.push(delivery.message.delivery);
      },
    },
    rejections: {
      reject(rejection, delivery) {
        rejected.push(rejection);
        pathsOf.push(delivery);
        return whenKept();
      },
    },
    waiting: {
      async keep(deliveries) {
        kept.push([...deliveries]);
        deliveries.forEach((delivery, index) => ledger.moveToTable(delivery, index + 1));
      },
    },
    trace: {
      letGo: (id, reason) => traced.push(['let go', id, reason]),
      waits: (id) => traced.push(['waits', id]),
    },
    factsOf: ({ id }) => ({ name: `"${id}"`, letsGo: id === 'switch' }),
    clock,
    log: pino({ level: 'silent' }),
  });
  watch.start();
  watch.deployed(() => true);
});

/** A message that was handed to the flow. */
function arrived(text = '{"temperature":20}'): number {
  const delivery = ledger.add(
    {
      kind: 'telemetry',
      deviceId: 'dev_1',
      topic: 'devices/dev_1/telemetry',
      payload: Buffer.from(text),
      receivedAt: clock.now(),
    },
    { packetId: 1, connection: 'c', redelivered: false },
  );
  delivery.handed = true;
  return delivery.message.delivery;
}

/** A node takes the message and is done with it at once. */
function passes(id: number, place: { id: string }, failure?: string): void {
  watch.entered(id, place, true);
  watch.left(id, place, failure);
}

describe('a message in the flow', () => {
  it('that ends in a node without a word is set aside whole after five seconds, with the node', async () => {
    const id = arrived('{"temperature":20, "extra": "kept"}');
    passes(id, INGEST);
    passes(id, FUNCTION);
    await clock.advance(5000);
    expect(rejected).toEqual([]);
    await clock.advance(1000);
    expect(rejected).toEqual([
      {
        deviceId: 'dev_1',
        topic: 'devices/dev_1/telemetry',
        payload: '{"temperature":20, "extra": "kept"}',
        reason: 'it ended at "function", which neither keeps it nor says that it lets it go',
        cause: { code: 'ended_in_flow', evidence: { node: '"function"' } },
        receivedAt: new Date('2026-01-07T12:00:00Z'),
        setAside: true,
        node: { id: 'function', name: '"function"' },
      },
    ]);
    expect([acknowledged, ledger.openCount, pathsOf]).toEqual([[id], 0, [id]]);
    expect([watch.counts(), watch.setAside()]).toEqual([
      { letGo: 0, setAside: 1 },
      [{ node: '"function"', count: 1, reason: rejected[0]?.reason }],
    ]);
  });

  it('that fails with words that the database does not take is set aside with those it takes', async () => {
    passes(arrived(), FUNCTION, `a\0b${'x'.repeat(5000)}`);
    await clock.advance(6000);
    const why = `a\uFFFDb${'x'.repeat(2045)}…`;
    expect(rejected[0]?.reason).toBe(`"function" failed: ${why}`);
    expect(rejected[0]?.cause).toEqual({ code: 'node_failed', evidence: { node: '"function"', why } });
  });

  it('that no wire leads on for is set aside, too', async () => {
    arrived();
    await clock.advance(6000);
    expect(rejected[0]).toMatchObject({
      node: { id: '' },
      reason: expect.stringContaining('takes the messages of devices') as string,
    });
  });

  it('that fails is told, unless the node is one that a deploy has stopped', () => {
    passes(arrived(), FUNCTION, 'no luck');
    watch.deployed((place) => place !== FUNCTION);
    passes(arrived(), FUNCTION, 'closed');
    passes(arrived(), LEGACY, 'no luck, either');
    expect(failed).toEqual([
      ['function', 'no luck'],
      ['legacy', 'no luck, either'],
    ]);
  });

  it('that failed is set aside with the first failure, wherever a Catch node sends it', async () => {
    const id = arrived();
    passes(id, FUNCTION, 'weather is not defined');
    passes(id, LEGACY, 'this, too');
    await clock.advance(6000);
    expect(rejected[0]).toMatchObject({
      reason: '"function" failed: weather is not defined',
      node: { id: 'function', name: '"function"' },
    });
  });

  it('that a node answers for in time is left alone', async () => {
    const id = arrived();
    passes(id, FUNCTION, 'first try');
    await clock.advance(5000);
    passes(id, INGEST);
    await clock.advance(5000);
    ledger.settle(id);
    await clock.advance(60_000);
    expect(rejected).toEqual([]);
  });

  it('is acknowledged only once it is kept, and set aside once', async () => {
    let keep = (): void => undefined;
    whenKept = () =>
      new Promise((resolve) => {
        keep = resolve;
      });
    const id = arrived();
    await clock.advance(60_000);
    expect([rejected.length, acknowledged]).toEqual([1, []]);
    keep();
    await clock.advance(1);
    expect(acknowledged).toEqual([id]);
  });

  it('of a kind that no node takes and none must take is let go, so that it holds up no other', async () => {
    const message = { deviceId: 'dev_1', payload: Buffer.from('online'), receivedAt: clock.now() };
    const packet = { packetId: 1, connection: undefined, redelivered: false };
    const gateway = ledger.add({ kind: 'gateway', topic: 'gateways/dev_1/LWT', ...message }, packet);
    ledger.add({ kind: 'telemetry', topic: 'devices/dev_1/telemetry', ...message }, { ...packet, packetId: 2 });
    await clock.advance(1000);
    expect(acknowledged).toEqual([gateway.message.delivery]);
    expect(watch.counts()).toEqual({ letGo: 1, setAside: 0 });
  });

  it('is let go by a node that says so, with its reason', async () => {
    const id = arrived();
    watch.entered(id, FUNCTION, true);
    watch.letGo(id, FUNCTION, 'a test board');
    watch.letGo(id, FUNCTION, 'a test board');
    watch.left(id, FUNCTION);
    await clock.advance(60_000);
    expect([rejected, acknowledged, watch.counts()]).toEqual([[], [id], { letGo: 1, setAside: 0 }]);
    expect(watch.lettingGo()).toEqual([{ node: '"function"', count: 1, reason: 'a test board' }]);
    expect(traced).toEqual([['let go', id, 'a test board']]);
  });

  it('is let go where the node that it ended in is marked so, unless it failed there', async () => {
    passes(arrived(), SWITCH);
    passes(arrived(), SWITCH, 'no such property');
    await clock.advance(6000);
    expect(watch.counts()).toEqual({ letGo: 1, setAside: 1 });
  });

  it('may wait in a node for hours: after a while it is in the database, and the broker may forget it', async () => {
    const id = arrived();
    watch.entered(id, FUNCTION, true);
    await clock.advance(19_000);
    expect(kept).toEqual([]);
    await clock.advance(5 * 3_600_000);
    expect(kept.map((all) => all.map(({ message }) => message.delivery))).toEqual([[id]]);
    expect(traced).toEqual([['waits', id]]);
    expect([rejected, ledger.size, ledger.openCount]).toEqual([[], 0, 1]);
    watch.left(id, FUNCTION);
    await clock.advance(6000);
    expect(rejected).toHaveLength(1);
  });

  it('is given a minute by a node that does not say when it is done, and is in the database meanwhile', async () => {
    const id = arrived();
    watch.entered(id, LEGACY, false);
    await clock.advance(60_000);
    expect([kept.length, rejected]).toEqual([1, []]);
    await clock.advance(1000);
    expect(rejected[0]?.node?.id).toBe('legacy');
  });

  it('in two copies has ended when both have', async () => {
    const id = arrived();
    watch.entered(id, FUNCTION, true);
    watch.entered(id, FUNCTION, true);
    watch.left(id, FUNCTION);
    await clock.advance(10_000);
    expect(rejected).toEqual([]);
    watch.left(id, FUNCTION);
    await clock.advance(10_000);
    expect(rejected).toHaveLength(1);
  });

  it('that no node has taken yet waits, and so does everything while nodes are stopped', async () => {
    const waiting = arrived();
    const delivery = ledger.find(waiting);
    if (delivery) delivery.handed = false;
    const inDeploy = arrived();
    watch.deploying();
    await clock.advance(3_600_000);
    expect(rejected).toEqual([]);
    watch.deployed(() => true);
    expect(handedOut).toEqual([waiting, inDeploy]);
  });

  it('is handed out again after a deploy if the node that it was in is gone, and goes on waiting if it is not', () => {
    const [gone, alive, heldId] = [arrived(), arrived(), arrived()];
    watch.entered(gone, FUNCTION, true);
    watch.entered(alive, SWITCH, true);
    ledger.hold(heldId);
    watch.deploying();
    watch.deployed((place) => place === SWITCH);
    expect(handedOut).toEqual([gone]);
  });

  it('that is held by a node of ours is none of its business', async () => {
    ledger.hold(arrived());
    await clock.advance(3_600_000);
    expect([rejected, kept]).toEqual([[], []]);
  });

  it('of no delivery, or one that was answered for, is ignored', () => {
    passes(999, FUNCTION, 'x');
    watch.letGo(999, FUNCTION, 'x');
    expect(watch.counts()).toEqual({ letGo: 0, setAside: 0 });
    watch.stop();
    expect(clock.timers).toBe(0);
  });
});
