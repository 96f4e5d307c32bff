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

const packet = (packetId: number, connection: unknown = FIRST, redelivered = false) => ({
  packetId,
  connection,
  redelivered,
});

function ledgerWith(packetIds: number[], connection: unknown = FIRST) {
  const ledger = new DeliveryLedger();
  ledger.connected(connection);
  const ids = packetIds.map((packetId) => ledger.add(message, packet(packetId, connection)).message.delivery);
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
    const again = ledger.add(message, packet(11, SECOND)).message.delivery;
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

  it('notes who has taken responsibility, and begins to wait anew when it is given back', () => {
    const {
      ledger,
      ids: [a = 0, b = 0],
    } = ledgerWith([11, 12]);
    ledger.hold(a);
    ledger.hold(999);
    expect([...ledger.open()].map(({ held }) => held)).toEqual([true, false]);
    const delivery = ledger.find(a);
    if (delivery) delivery.quietS = 7;
    ledger.handOn(a);
    ledger.handOn(999);
    expect(delivery).toMatchObject({ held: false, quietS: 0 });
    ledger.settle(b);
    expect([...ledger.open()]).toEqual([delivery]);
  });

  it('lets the broker forget a message that is in the table, in its turn, and goes on waiting for it', () => {
    const {
      ledger,
      ids: [a = 0, b = 0],
    } = ledgerWith([11, 12]);
    const [first, second] = [ledger.find(a), ledger.find(b)];
    if (!first || !second) throw new Error('not there');
    ledger.moveToTable(second, 2);
    expect([ledger.takeSettled(), ledger.size, ledger.openCount]).toEqual([[], 1, 2]);
    ledger.moveToTable(first, 1);
    expect([ledger.takeSettled(), ledger.size, ledger.openCount]).toEqual([[11, 12], 0, 2]);
    expect(ledger.settle(a)).toMatchObject({ row: 1 });
    expect([ledger.settle(a), ledger.size, ledger.openCount]).toEqual([undefined, 0, 1]);
  });

  it('knows a message that the broker sends again although it is in the table', () => {
    const {
      ledger,
      ids: [a = 0],
    } = ledgerWith([11]);
    const first = ledger.find(a);
    if (!first) throw new Error('not there');
    ledger.moveToTable(first, 1);
    expect(ledger.isInTable(11, Buffer.from('{}'))).toBe(true);
    expect([ledger.isInTable(11, Buffer.from('{"x":1}')), ledger.isInTable(12, Buffer.from('{}'))]).toEqual([
      false,
      false,
    ]);
    ledger.settle(a);
    expect(ledger.isInTable(11, Buffer.from('{}'))).toBe(false);
  });

  it('has messages of the table that the broker does not count', () => {
    const ledger = new DeliveryLedger();
    const { delivery } = ledger.addRow(message, 7).message;
    expect([ledger.size, ledger.openCount, ledger.find(delivery)?.row]).toEqual([0, 1, 7]);
    expect(ledger.settle(delivery)).toMatchObject({ row: 7 });
    expect([ledger.size, ledger.takeSettled()]).toEqual([0, []]);
  });

  it("keeps the broker's facts about a packet until it is settled", () => {
    const ledger = new DeliveryLedger();
    ledger.connected(FIRST);
    const { delivery } = ledger.add(message, packet(11, FIRST, true)).message;
    expect(ledger.find(delivery)?.packet).toEqual(packet(11, FIRST, true));
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

  describe('a message in parts', () => {
    const parts = (...deviceIds: string[]) =>
      deviceIds.map((deviceId) => ({ ...message, deviceId, topic: `devices/${deviceId}/telemetry` }));
    const done = (ledger: DeliveryLedger, part: number): boolean => {
      const settled = ledger.settle(part);
      return settled !== undefined && ledger.partDone(settled) !== undefined;
    };

    it('is answered for once each of them is, and holds back those behind it until then', () => {
      const { ledger, ids } = ledgerWith([11, 12]);
      const made = ledger.divide(ids[0] ?? 0, parts('a', 'b')).map((part) => part.message);
      expect(made.map(({ deviceId, receivedAt }) => [deviceId, receivedAt])).toEqual([
        ['a', message.receivedAt],
        ['b', message.receivedAt],
      ]);
      ledger.settle(ids[1] ?? 0);
      expect([done(ledger, made[0]?.delivery ?? 0), ledger.takeSettled(), ledger.size]).toEqual([false, [], 1]);
      expect([done(ledger, made[1]?.delivery ?? 0), ledger.takeSettled(), ledger.size]).toEqual([true, [11, 12], 0]);
      expect(done(ledger, made[1]?.delivery ?? 0), 'a second time').toBe(false);
      expect(ledger.openCount).toBe(0);
    });

    it('depends no more on a part that is in the table', () => {
      const {
        ledger,
        ids: [id = 0],
      } = ledgerWith([11]);
      const [first, second] = ledger.divide(id, parts('a', 'b'));
      if (!first || !second) throw new Error('not divided');
      ledger.moveToTable(first, 5);
      expect(ledger.partDone(first)).toBeUndefined();
      expect(done(ledger, second.message.delivery)).toBe(true);
      expect([ledger.takeSettled(), ledger.size, ledger.openCount]).toEqual([[11], 0, 1]);
      expect(done(ledger, first.message.delivery)).toBe(false);
      expect([ledger.size, ledger.openCount]).toEqual([0, 0]);
    });

    it('stays whole without parts', () => {
      const {
        ledger,
        ids: [id = 0],
      } = ledgerWith([11]);
      expect([ledger.divide(id, []), ledger.divide(999, parts('a')), ledger.find(id)?.held]).toEqual([[], [], false]);
    });
  });
});
