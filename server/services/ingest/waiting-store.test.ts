import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Delivery, DeliveryLedger } from '../../broker/delivery-ledger.ts';
import type { Database } from '../../db/pool.ts';
import { insertWaiting, listWaiting } from '../../db/repositories/waiting-messages.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { WaitingStore } from './waiting-store.ts';

const databases = useTestDatabases();
const NOON = new Date('2026-01-07T12:00:00Z');

let database: Database;
let clock: FakeClock;
let ledger: DeliveryLedger;
let answered: (row: number) => void;
let taken: Omit<IncomingMessage, 'delivery'>[];

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  ledger = new DeliveryLedger();
  taken = [];
});

function newStore(on: Database = database): WaitingStore {
  return new WaitingStore({
    database: on,
    inbox: {
      movedToTable: (moved) => moved.forEach(({ delivery, row }) => ledger.moveToTable(delivery, row)),
      takeRow(message, row) {
        taken.push(message);
        ledger.addRow(message, row);
      },
      onRowDone(listener) {
        answered = listener;
      },
      open: () => ledger.open(),
    },
    clock,
    log: silentLog,
  });
}

const message = (text: string) => ({
  kind: 'telemetry' as const,
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload: Buffer.from(text),
  receivedAt: NOON,
});
const delivered = (text: string, packetId: number): Delivery =>
  ledger.add(message(text), { packetId, connection: 'c', redelivered: false });
const rows = async () =>
  (await listWaiting(database, { after: 0, limit: 100 })).map(({ payload }) => payload.toString());

describe('the table of waiting messages', () => {
  it('holds messages byte by byte, in order; the broker may forget them, and they are not taken again', async () => {
    const store = newStore();
    const bytes = Buffer.from([0, 255, 10]);
    const all = [
      delivered('one', 1),
      delivered('two', 2),
      ledger.add({ ...message(''), payload: bytes }, { packetId: 3, connection: 'c', redelivered: false }),
    ];
    await store.keep(all);
    expect((await listWaiting(database, { after: 0, limit: 100 })).map(({ id: _, ...row }) => row)).toEqual(
      ['one', 'two', bytes].map((payload) => ({
        deviceId: 'dev_1',
        topic: 'devices/dev_1/telemetry',
        payload: Buffer.from(payload),
        receivedAt: NOON,
      })),
    );
    expect([ledger.size, ledger.openCount]).toEqual([0, 3]);
    await store.take();
    expect(taken).toEqual([]);
    await store.stop();
  });

  it('hands out what it holds when a process starts, and once what comes later', async () => {
    await insertWaiting(database, ['one', 'two'].map(message));
    const store = newStore();
    await store.take();
    await insertWaiting(database, [message('three')]);
    await Promise.all([store.take(), store.take()]);
    expect(taken).toEqual(['one', 'two', 'three'].map(message));
    await store.stop();
  });

  it('hands out more than one page', async () => {
    await insertWaiting(
      database,
      Array.from({ length: 2001 }, (_, number) => message(String(number))),
    );
    const store = newStore();
    await store.take();
    expect(taken.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 2001 }, (_, number) => number));
    await store.stop();
  });

  it('forgets a message a moment after it was answered for, and at the latest when it is stopped', async () => {
    const ids = await insertWaiting(database, ['one', 'two', 'three'].map(message));
    const store = newStore();
    answered(ids[0] ?? 0);
    answered(ids[1] ?? 0);
    expect(await rows()).toHaveLength(3);
    await clock.advance(250);
    await expect.poll(rows).toEqual(['three']);
    answered(ids[2] ?? 0);
    await store.stop();
    expect([await rows(), clock.timers]).toEqual([[], 0]);
  });

  it('keeps what nobody else does when it is stopped: messages without anything to acknowledge', async () => {
    const store = newStore();
    ledger.add(message('of QoS 0'));
    delivered('of QoS 1', 1);
    await store.stop();
    expect(await rows()).toEqual(['of QoS 0']);
    await newStore().take();
    expect(taken.map(({ payload }) => payload.toString())).toEqual(['of QoS 0']);
  });

  it('leaves messages to the broker while the database does not take them, and tries again', async () => {
    const broken = { query: () => Promise.reject(new Error('away')) } as unknown as Database;
    const store = newStore(broken);
    await store.keep([delivered('one', 1)]);
    expect([ledger.size, await rows()]).toEqual([1, []]);
    answered(7);
    await clock.advance(250);
    await store.stop();
  });
});
