import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryLedger } from './delivery-ledger.ts';

const message = {
  kind: 'telemetry' as const,
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload: Buffer.from('{}'),
  receivedAt: new Date(0),
};
const FIRST = 'first connection';
const SECOND = 'second connection';

function ledgerWith(packetIds: number[], connection: unknown = FIRST) {
  const ledger = new DeliveryLedger();
  ledger.connected(connection);
  const ids = packetIds.map((packetId) => ledger.add(message, packetId, connection, 0).message.delivery);
  return { ledger, ids };
}

describe('the delivery ledger', () => {
  it('gives each delivery its own id', () => {
    const { ids, ledger } = ledgerWith([1, 2, 3]);
    expect(new Set(ids).size).toBe(3);
    expect(ledger.size).toBe(3);
  });

  it('releases packets in order of arrival, each once', () => {
    const {
      ledger,
      ids: [a = 0, b = 0, c = 0],
    } = ledgerWith([11, 12, 13]);
    ledger.settle(b);
    expect(ledger.takeSettled(), 'the first is not safe').toEqual([]);
    ledger.settle(a);
    expect(ledger.takeSettled()).toEqual([11, 12]);
    expect(ledger.takeSettled()).toEqual([]);
    ledger.settle(c);
    expect(ledger.takeSettled()).toEqual([13]);
    expect(ledger.size).toBe(0);
  });

  it('ignores deliveries that are settled twice or unknown', () => {
    const {
      ledger,
      ids: [a = 0],
    } = ledgerWith([11]);
    ledger.settle(a);
    ledger.settle(a);
    ledger.settle(999);
    ledger.hold(999);
    expect(ledger.takeSettled()).toEqual([11]);
  });

  it('never releases a packet from an earlier connection, whose id now belongs to another message', () => {
    const {
      ledger,
      ids: [old = 0],
    } = ledgerWith([11]);
    ledger.connected(SECOND);
    const again = ledger.add(message, 11, SECOND, 0).message.delivery;
    ledger.settle(old);
    expect(ledger.takeSettled()).toEqual([]);
    ledger.settle(again);
    expect(ledger.takeSettled()).toEqual([11]);
  });

  it('counts messages from earlier connections until they are settled', () => {
    const {
      ledger,
      ids: [a = 0],
    } = ledgerWith([11, 12]);
    ledger.connected(SECOND);
    expect(ledger.size).toBe(2);
    ledger.settle(a);
    expect(ledger.size).toBe(1);
  });

  it('lists the deliveries that no node has taken responsibility for', () => {
    const {
      ledger,
      ids: [a = 0, b = 0],
    } = ledgerWith([11, 12, 13]);
    ledger.hold(a);
    ledger.settle(b);
    expect(ledger.unheld().map(({ packetId }) => packetId)).toEqual([13]);
  });

  it('restarts the waiting time when a responsibility is given back', () => {
    const {
      ledger,
      ids: [a = 0],
    } = ledgerWith([11]);
    ledger.hold(a);
    ledger.handOn(a, 5000);
    ledger.handOn(999, 5000);
    expect(ledger.unheld()).toEqual([expect.objectContaining({ packetId: 11, handedAtMs: 5000 })]);
  });

  it("keeps the broker's facts about a packet until it is settled", () => {
    const ledger = new DeliveryLedger();
    ledger.connected(FIRST);
    const { delivery } = ledger.add(message, 11, FIRST, 0, true).message;
    expect(ledger.find(delivery)).toMatchObject({ packetId: 11, redelivered: true });
    ledger.settle(delivery);
    expect(ledger.find(delivery)).toBeUndefined();
  });

  it('releases every packet exactly once and in order, whatever order they are settled in', () => {
    const permutation = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc.shuffledSubarray(
        Array.from({ length: count }, (_, index) => index),
        { minLength: count },
      ),
    );
    fc.assert(
      fc.property(permutation, fc.infiniteStream(fc.boolean()), (order, flushes) => {
        const packetIds = order.map((_, index) => index + 100);
        const { ledger, ids } = ledgerWith(packetIds);
        const gone: number[] = [];
        const settled = new Set<number>();
        for (const index of order) {
          ledger.settle(ids[index] ?? 0);
          settled.add(packetIds[index] ?? 0);
          if (!flushes.next().value) continue;
          gone.push(...ledger.takeSettled());
          expect(gone.filter((packetId) => !settled.has(packetId))).toEqual([]);
        }
        gone.push(...ledger.takeSettled());
        expect(gone).toEqual(packetIds);
      }),
    );
  });
});
