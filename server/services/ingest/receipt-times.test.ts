import type { Reading } from '@plantops/shared/messages.ts';
import { describe, expect, it } from 'vitest';
import type { ReceiptTime } from '../../db/repositories/receipt-times.ts';
import { type DeliveryFacts, ReceiptTimes } from './receipt-times.ts';

const reading = (receivedMs: number, deviceId = 'dev_1'): Reading => ({
  deviceId,
  plantId: null,
  time: new Date(receivedMs),
  receivedAt: new Date(receivedMs),
  clockWrong: true,
  values: { humidity: 50 },
});
const facts = (number: number, packetId: number, more: Partial<DeliveryFacts> = {}): DeliveryFacts => ({
  number,
  packetId,
  redelivered: false,
  payload: Buffer.from('{"humidity":50}'),
  ...more,
});

/** Gives times to readings in order of arrival, each with the delivery of that number. */
function timesOf(deliveries: DeliveryFacts[], stored: ReceiptTime[] = []) {
  const times = new ReceiptTimes((number) => deliveries.find((delivery) => delivery.number === number));
  times.load(stored);
  const assign = (receivedMs: number, delivery?: number, deviceId?: string) => {
    const given = reading(receivedMs, deviceId);
    return { ...times.assign(given, delivery), ms: given.time.getTime(), reading: given };
  };
  return { times, assign };
}

describe('readings without a time', () => {
  it('get the time of receipt, or a later one if the device already has a reading of that time', () => {
    const { assign } = timesOf([facts(1, 1), facts(2, 2), facts(3, 3), facts(4, 4)]);
    expect([assign(1000, 1).ms, assign(1000, 2).ms, assign(1000, 3, 'dev_2').ms, assign(5000, 4).ms]).toEqual([
      1000, 1001, 1000, 5000,
    ]);
  });

  it('keep their order when the clock goes back', () => {
    const { assign } = timesOf([facts(1, 1), facts(2, 2)]);
    expect([assign(1000, 1).ms, assign(500, 2).ms]).toEqual([1000, 1001]);
  });

  it('that were made in the flow get their own time, with nothing to remember', () => {
    const { assign } = timesOf([]);
    expect([assign(1000).ms, assign(1000, 99).ms]).toEqual([1000, 1001]);
    expect(assign(1000)).not.toHaveProperty('receipt');
  });

  it('that the broker delivers again keep their time', () => {
    const { assign } = timesOf([facts(1, 7), facts(2, 7, { redelivered: true })]);
    expect(assign(1000, 1)).toMatchObject({ ms: 1000, repeated: false });
    expect(assign(9000, 2)).toMatchObject({ ms: 1000, repeated: true });
  });

  it('that a deploy passes to the flow twice keep their time', () => {
    const { assign } = timesOf([facts(1, 7)]);
    assign(1000, 1);
    expect(assign(9000, 1)).toMatchObject({ ms: 1000, repeated: true });
  });

  it('that are delivered again after a restart keep their stored time', () => {
    const before = timesOf([facts(1, 7)]).assign(1000, 1).receipt;
    const { assign } = timesOf([facts(1, 7, { redelivered: true })], before ? [before] : []);
    expect(assign(9000, 1)).toMatchObject({ ms: 1000, repeated: true });
  });

  it.each([
    ['the packet id is reused', facts(2, 7)],
    ['the content differs', facts(2, 7, { redelivered: true, payload: Buffer.from('{"humidity":51}') })],
    ['the packet id was used long ago', facts(30_000, 7, { redelivered: true })],
    ['the packet id differs', facts(2, 8, { redelivered: true })],
  ])('are new when %s', (_, second) => {
    const { assign } = timesOf([facts(1, 7), second]);
    assign(1000, 1);
    expect(assign(9000, second.number)).toMatchObject({ ms: 9000, repeated: false });
  });

  it('are new when another device sent them', () => {
    const { assign } = timesOf([facts(1, 7), facts(2, 7, { redelivered: true })]);
    assign(1000, 1);
    expect(assign(9000, 2, 'dev_2')).toMatchObject({ ms: 9000, repeated: false });
  });

  it('are moved to a later time if theirs is taken, together with what is remembered', () => {
    const { assign, times } = timesOf([facts(1, 7)]);
    const { reading: given, receipt } = assign(1000, 1);
    times.postpone(given, 4, receipt);
    expect([given.time.getTime(), receipt?.time.getTime()]).toEqual([1004, 1004]);
  });
});
