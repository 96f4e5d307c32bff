import type { MessageKind } from '@plantops/shared/topics.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Delivery, DeliveryLedger } from './delivery-ledger.ts';
import { HandOut } from './hand-out.ts';
import { LastWills } from './last-wills.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('handing out', () => {
  let ledger: DeliveryLedger;
  let out: HandOut;
  let given: string[];
  let wills: LastWills;
  /** Last wills. */
  let left: string[];

  beforeEach(() => {
    ledger = new DeliveryLedger();
    wills = new LastWills(new FakeClock());
    left = [];
    out = new HandOut(wills, ({ message }) => left.push(message.payload.toString()));
    given = [];
    for (const kind of ['telemetry', 'heartbeat'] as const)
      out.add(kind, (messages) => given.push(`${kind} ${messages.map(({ payload }) => payload.toString()).join()}`));
  });
  const delivery = (text: string, kind: MessageKind = 'telemetry'): Delivery =>
    ledger.add({ kind, deviceId: 'dev_1', topic: '', payload: Buffer.from(text), receivedAt: new Date(0) });

  it('gives no last will, and readings that are as long once it is known what they are', async () => {
    wills.heed({ what: 'set', topic: '', bytes: 1 });
    const [reading, will, early] = [delivery('1'), delivery('2'), delivery('3')];
    out.arrive(reading);
    out.arrive(will);
    await turn();
    expect([given, reading.held]).toEqual([[], true]);
    wills.heed({ what: 'published', topic: '' });
    wills.heed({ what: 'sent', topic: '' });
    wills.heed({ what: 'published', topic: '' });
    out.arrive(early);
    await turn();
    expect([given, left, reading.held, early.held]).toEqual([['telemetry 1,3'], ['2'], false, false]);
  });

  it('gives what comes in one turn together, at its end', async () => {
    out.arrive(delivery('1'));
    out.arrive(delivery('2'));
    expect(given).toEqual([]);
    await turn();
    out.arrive(delivery('3'));
    await turn();
    expect([given, out.count('telemetry')]).toEqual([['telemetry 1,2', 'telemetry 3'], 3]);
  });

  it('keeps the order of arrival over kinds', async () => {
    out.arrive(delivery('1'));
    out.arrive(delivery('2', 'heartbeat'));
    out.arrive(delivery('3'));
    await turn();
    expect(given).toEqual(['telemetry 1', 'heartbeat 2', 'telemetry 3']);
  });

  it('gives at most 500 together', async () => {
    for (let count = 0; count < 500; count += 1) out.arrive(delivery('x'));
    expect(given, 'without waiting for the end of the turn').toHaveLength(1);
    out.give(Array.from({ length: 501 }, () => delivery('y')));
    expect(given.map((text) => text.split(',').length)).toEqual([500, 500, 1]);
    await turn();
    expect(given).toHaveLength(3);
  });

  it('does not give again what was given or answered for meanwhile', async () => {
    const [first, second, third] = ['1', '2', '3'].map((text) => delivery(text)) as [Delivery, Delivery, Delivery];
    [first, second, third].forEach((one) => out.arrive(one));
    out.give([first]);
    ledger.settle(second.message.delivery);
    await turn();
    expect(given).toEqual(['telemetry 1', 'telemetry 3']);
  });

  it('leaves a message alone whose kind nobody takes', () => {
    const one = delivery('1', 'gateway');
    out.give([one]);
    expect([one.handed, given]).toEqual([false, []]);
  });
});
