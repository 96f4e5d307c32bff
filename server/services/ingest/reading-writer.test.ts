import type { Reading } from '@plantops/shared/messages.ts';
import { pause } from '@plantops/shared/clock.ts';
import type { StoreOutcome } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stored } from '../../db/repositories/telemetry.ts';
import { ReadingWriter } from './reading-writer.ts';
import { databaseError } from '../../testing/database-error.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

const reading = (number: number): Reading => ({
  deviceId: `dev_${number}`,
  plantId: null,
  time: new Date(number),
  receivedAt: new Date(number),
  clockWrong: false,
  values: { humidity: 50 },
});
const numberOf = ({ time }: Reading): number => time.getTime();

/** A log whose lines a test can read. */
const linesTo = (lines: string[]) =>
  pino({ level: 'info' }, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });

/** A writer whose database keeps the batches; `fault` may refuse one. */
function writerWith(fault: (batch: readonly Reading[]) => Error | undefined = () => undefined, latencyMs = 0) {
  const lines: string[] = [];
  const batches: number[][] = [];
  const told: number[][] = [];
  const seen = new Set<number>();
  const insert = vi.fn(async (batch: readonly Reading[]): Promise<Stored[]> => {
    if (latencyMs > 0) await pause(clock, latencyMs);
    const failure = fault(batch);
    if (failure) throw failure;
    batches.push(batch.map(numberOf));
    return batch.map((row) => (seen.has(numberOf(row)) ? 'duplicate' : (seen.add(numberOf(row)), 'stored')));
  });
  const writer = new ReadingWriter({
    insert,
    onStored: (rows) => told.push(rows.map(numberOf)),
    clock,
    log: linesTo(lines),
  });
  return { writer, insert, batches, told, lines };
}

const appendMany = (writer: ReadingWriter, count: number, from = 0): Promise<StoreOutcome>[] =>
  Array.from({ length: count }, (_, index) => writer.append(reading(from + index)));

describe('the reading writer', () => {
  it('collects readings for 50 ms and stores them in one statement', async () => {
    const { writer, batches, told } = writerWith();
    const first = writer.append(reading(1));
    await clock.advance(40);
    const second = writer.append(reading(2));
    expect(writer.waiting()).toBe(2);
    await clock.advance(9);
    expect(batches).toEqual([]);
    await clock.advance(1);
    expect(batches).toEqual([[1, 2]]);
    expect(await Promise.all([first, second])).toEqual([{ outcome: 'stored' }, { outcome: 'stored' }]);
    expect(told).toEqual([[1, 2]]);
    expect(writer.waiting()).toBe(0);
  });

  it('writes at once when 1,000 rows are waiting, and never more in one statement', async () => {
    const { writer, batches } = writerWith();
    const outcomes = appendMany(writer, 2500);
    await clock.advance(0);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1000]);
    await clock.advance(50);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
    expect(batches.flat()).toEqual(Array.from({ length: 2500 }, (_, index) => index));
    await Promise.all(outcomes);
  });

  it('runs one statement at a time, and collects new readings meanwhile', async () => {
    const { writer, batches, insert } = writerWith(undefined, 200);
    const outcomes = appendMany(writer, 10);
    await clock.advance(50);
    expect(insert).toHaveBeenCalledTimes(1);
    outcomes.push(...appendMany(writer, 10, 100));
    await clock.advance(199);
    expect(insert).toHaveBeenCalledTimes(1);
    expect(writer.waiting()).toBe(20);
    await clock.advance(251);
    expect(batches.map((batch) => batch.length)).toEqual([10, 10]);
    await Promise.all(outcomes);
  });

  it('distinguishes a duplicate reading from a new one', async () => {
    const { writer, told } = writerWith();
    const outcomes = [writer.append(reading(1)), writer.append(reading(1)), writer.append(reading(2))];
    await clock.advance(50);
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate', 'stored']);
    expect(told).toEqual([[1, 2]]);
    const again = writer.append(reading(2));
    await clock.advance(50);
    expect((await again).outcome).toBe('duplicate');
    expect(told, 'nothing new to tell').toHaveLength(1);
  });

  it.each(['22003', '22P05', '23514'])(
    'sets aside the one row in 500 that the database cannot store (%s), and stores 499',
    async (code) => {
      const { writer, batches, insert } = writerWith((batch) =>
        batch.some((row) => numberOf(row) === 321) ? databaseError(code) : undefined,
      );
      const outcomes = appendMany(writer, 500);
      await clock.advance(50);
      const settled = await Promise.all(outcomes);
      expect(settled.filter(({ outcome }) => outcome === 'stored')).toHaveLength(499);
      expect(settled[321]).toEqual({ outcome: 'refused', reason: 'the database cannot hold it: no' });
      expect(batches.flat().sort((a, b) => a - b)).toEqual(
        Array.from({ length: 500 }, (_, index) => index).filter((index) => index !== 321),
      );
      expect(insert.mock.calls.length, 'halving, not row by row').toBeLessThan(25);
      expect(writer.trouble()).toBeUndefined();
      expect(writer.setAside()).toEqual({ count: 1, reason: 'the database cannot hold it: no' });
    },
  );

  it.each(['42703', '08P01', 'XX000'])(
    'sets aside the one row in 500 that fails for an unknown reason (%s) after five tries, and stores 499',
    async (code) => {
      const { writer, batches, insert } = writerWith((batch) =>
        batch.some((row) => numberOf(row) === 499) ? databaseError(code) : undefined,
      );
      const outcomes = appendMany(writer, 500);
      await clock.advance(1000);
      expect(writer.trouble(), 'it may have been for a moment').toMatchObject({ code });
      expect(batches).toEqual([]);
      await clock.advance(2050);
      const settled = await Promise.all(outcomes);
      expect(settled.filter(({ outcome }) => outcome === 'stored')).toHaveLength(499);
      const reason = `the database did not take it: no (${code})`;
      expect(settled[499]).toEqual({ outcome: 'refused', reason });
      expect(insert.mock.calls.length, 'five of the batch, and one of each half').toBeLessThan(25);
      expect(writer.trouble()).toBeUndefined();
      expect(writer.setAside()).toEqual({ count: 1, reason });
    },
  );

  it('sets aside a whole batch that fails for an unknown reason, trying each row once, and takes the next', async () => {
    let isBroken = true;
    const { writer, insert } = writerWith(() => (isBroken ? databaseError('42703') : undefined));
    const outcomes = appendMany(writer, 1000);
    await clock.advance(3050);
    const settled = await Promise.all(outcomes);
    expect(settled.every(({ outcome }) => outcome === 'refused')).toBe(true);
    expect(insert.mock.calls.length).toBeLessThan(2010);
    expect(writer.setAside()).toMatchObject({ count: 1000 });
    expect(writer.trouble(), 'the next batch will fare no better').toMatchObject({ code: '42703' });
    expect(writer.storesSince()).toBeUndefined();
    isBroken = false;
    const next = writer.append(reading(2000));
    await clock.advance(50);
    expect(await next).toEqual({ outcome: 'stored' });
    expect(writer.trouble()).toBeUndefined();
    expect(writer.setAside()).toMatchObject({ count: 1000 });
  });

  it('stores a batch whose unknown failure does not recur', async () => {
    let failures = 4;
    const { writer, batches } = writerWith(() => (failures-- > 0 ? databaseError('XX000') : undefined));
    const outcomes = appendMany(writer, 10);
    await clock.advance(3050);
    expect((await Promise.all(outcomes)).every(({ outcome }) => outcome === 'stored')).toBe(true);
    expect(batches).toHaveLength(1);
    expect([writer.trouble(), writer.setAside()]).toEqual([undefined, undefined]);
  });

  it('waits out an outage during the search for a failing row', async () => {
    let tries = 0;
    let isAway = true;
    const { writer } = writerWith((batch) => {
      tries += 1;
      if (tries > 1 && isAway) return databaseError('57P01');
      return batch.some((row) => numberOf(row) === 3) ? databaseError('22003') : undefined;
    });
    const outcomes = appendMany(writer, 8);
    await clock.advance(60_000);
    expect(tries).toBeGreaterThan(20);
    expect(writer.setAside()).toBeUndefined();
    isAway = false;
    await clock.advance(2000);
    expect((await Promise.all(outcomes)).filter(({ outcome }) => outcome === 'stored')).toHaveLength(7);
  });

  it.each([
    ['57P03', databaseError('57P03')],
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a full disk', databaseError('53100')],
    ['no more connections', databaseError('53300')],
    ['a lock', databaseError('55P03')],
  ])('keeps retrying, and sets nothing aside, while the database is down or busy: %s', async (_, failure) => {
    let away = true;
    const { writer, insert } = writerWith(() => (away ? failure : undefined));
    let settled = false;
    const outcomes = Promise.all(appendMany(writer, 3)).then((all) => {
      settled = true;
      return all;
    });
    await clock.advance(10_000);
    expect(settled).toBe(false);
    expect(writer.trouble()).toBe(failure);
    expect(writer.setAside()).toBeUndefined();
    expect(writer.waiting()).toBe(3);
    expect(insert.mock.calls.length).toBeGreaterThan(4);
    expect(insert.mock.calls.length, 'waiting longer each time, up to 2 s').toBeLessThan(12);
    away = false;
    await clock.advance(2000);
    expect(await outcomes).toHaveLength(3);
    expect(writer.trouble()).toBeUndefined();
    expect(writer.waiting()).toBe(0);
  });

  it('writes larger batches after an outage', async () => {
    let away = true;
    const { writer, batches } = writerWith(() => (away ? databaseError('57P01') : undefined));
    const outcomes = appendMany(writer, 1);
    await clock.advance(60);
    outcomes.push(...appendMany(writer, 1500, 10));
    away = false;
    await clock.advance(2100);
    expect(batches.map((batch) => batch.length)).toEqual([1, 1000, 500]);
    await Promise.all(outcomes);
  });

  it('moves a reading to a later time if the time that the server gave it is taken', async () => {
    const { writer, batches } = writerWith();
    const taken = writer.append(reading(1));
    await clock.advance(50);
    const unclocked = { ...reading(1), clockWrong: true };
    const outcome = writer.append(unclocked);
    await clock.advance(200);
    expect([(await taken).outcome, (await outcome).outcome]).toEqual(['stored', 'stored']);
    expect(unclocked.time.getTime()).toBeGreaterThan(1);
    expect(batches.at(-1)).toEqual([unclocked.time.getTime()]);
  });

  it('does not count as storing while the database is down or a statement hangs', async () => {
    let away = false;
    const { writer } = writerWith(() => (away ? databaseError('57P01') : undefined), 100_000);
    expect(writer.storesSince()).toEqual(new Date(0));
    const slow = writer.append(reading(1));
    await clock.advance(60_000);
    expect(writer.storesSince()).toEqual(new Date(0));
    await clock.advance(1000);
    expect(writer.storesSince()).toBeUndefined();
    await clock.advance(60_000);
    await slow;
    const again = writer.storesSince();
    expect(again?.getTime()).toBeGreaterThan(0);
    away = true;
    void writer.append(reading(2));
    await clock.advance(100_100);
    expect(writer.storesSince()).toBeUndefined();
    away = false;
    await clock.advance(210_000);
    expect(writer.storesSince()?.getTime()).toBeGreaterThan(again?.getTime() ?? 0);
  });

  it('writes waiting rows when it is stopped, without waiting for more', async () => {
    const { writer, batches } = writerWith();
    const outcomes = appendMany(writer, 3);
    await writer.stop();
    expect(batches.map((batch) => batch.length)).toEqual([3]);
    await Promise.all(outcomes);
    expect(clock.timers).toBe(0);
  });

  it('gives up on waiting rows when it is stopped while the database is down: the broker has kept them', async () => {
    const { writer, insert } = writerWith(() => databaseError('57P01'));
    let settled = false;
    for (const outcome of appendMany(writer, 3))
      void outcome.then(() => {
        settled = true;
      });
    await clock.advance(500);
    const stopped = writer.stop();
    await clock.advance(2000);
    await stopped;
    const calls = insert.mock.calls.length;
    await clock.advance(10_000);
    expect(insert.mock.calls.length).toBe(calls);
    expect(settled).toBe(false);
  });

  it('says once for each outage that readings wait, and that they are stored again, and retries at the first pace again', async () => {
    let away = true;
    const { writer, lines, insert } = writerWith(() => (away ? databaseError('57P01') : undefined));
    for (const round of [1, 2]) {
      away = true;
      insert.mockClear();
      const outcome = writer.append(reading(round));
      await clock.advance(250);
      expect(insert, 'after 50 ms, and 200 ms later').toHaveBeenCalledTimes(2);
      await clock.advance(60_000);
      expect(lines.splice(0), `outage ${round}`).toEqual(['readings wait: the database does not store them']);
      const since = clock.now();
      away = false;
      await clock.advance(2000);
      await outcome;
      expect(lines.splice(0)).toEqual(['the database stores readings again']);
      expect(writer.storesSince()?.getTime()).toBeGreaterThan(since.getTime());
    }
    const stored = writer.storesSince();
    void writer.append(reading(3));
    await clock.advance(50);
    expect([writer.storesSince(), lines, clock.timers], 'without a delay nothing changes').toEqual([stored, [], 0]);
  });

  it('says why readings are set aside once for each reason, and counts all', async () => {
    let code = '22003';
    const { writer, lines } = writerWith(() => databaseError(code));
    for (const [number, next] of ['22003', '22003', '23514', '42703'].entries()) {
      code = next;
      const outcome = writer.append(reading(number));
      await clock.advance(5000);
      expect((await outcome).outcome).toBe('refused');
    }
    expect(lines.filter((line) => line === 'a reading is set aside')).toHaveLength(2);
    expect(writer.setAside()).toEqual({ count: 4, reason: 'the database did not take it: no (42703)' });
  });

  it('names an unknown failure that has no SQLSTATE by its kind', async () => {
    const { writer } = writerWith(() => new TypeError('a bug'));
    const outcome = writer.append(reading(1));
    await clock.advance(5000);
    expect(await outcome).toEqual({ outcome: 'refused', reason: 'the database did not take it: a bug (TypeError)' });
  });

  it('counts 50 ms anew for each batch, and never waits longer because others join', async () => {
    const { writer, batches } = writerWith();
    for (let number = 0; number < 11; number += 1) {
      void writer.append(reading(number));
      await clock.advance(number === 5 ? 1000 : 10);
    }
    expect(batches.map((batch) => batch.length)).toEqual([5, 1, 5]);
  });

  it('stores all that wait when it is stopped during a statement', async () => {
    const { writer, batches } = writerWith(undefined, 200);
    const outcomes = appendMany(writer, 1);
    await clock.advance(60);
    outcomes.push(...appendMany(writer, 1500, 10));
    const stopped = writer.stop();
    await clock.advance(1000);
    await stopped;
    expect(batches.map((batch) => batch.length)).toEqual([1, 1000, 500]);
    await Promise.all(outcomes);
    expect([writer.waiting(), clock.timers]).toEqual([0, 0]);
  });

  it('still sets aside what the database cannot hold when it is stopped', async () => {
    const { writer } = writerWith((batch) =>
      batch.some((row) => numberOf(row) === 1) ? databaseError('22003') : undefined,
    );
    const outcomes = appendMany(writer, 3);
    await writer.stop();
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'refused', 'stored']);
  });

  it('tells of the values that were added to a row, and of no others', async () => {
    const told: Reading[] = [];
    const writer = new ReadingWriter({
      insert: async () => [{ merged: { soil_moisture: 31 } }, 'duplicate'],
      onStored: (rows) => told.push(...rows),
      clock,
      log: linesTo([]),
    });
    const second = { ...reading(1), values: { humidity: 60, soil_moisture: 31 } };
    const outcomes = [writer.append(second), writer.append(reading(1))];
    await clock.advance(50);
    expect(await Promise.all(outcomes)).toEqual([{ outcome: 'merged' }, { outcome: 'duplicate' }]);
    expect(told).toEqual([second]);
    expect(second.values).toEqual({ soil_moisture: 31 });
  });

  it('counts a slow statement as storing up to the limit that it was given', async () => {
    const writer = new ReadingWriter({
      insert: async (batch) => {
        await pause(clock, 5000);
        return batch.map(() => 'stored');
      },
      onStored: () => undefined,
      lateAfterMs: 1000,
      clock,
      log: linesTo([]),
    });
    void writer.append(reading(1));
    await clock.advance(1050);
    expect(writer.storesSince()).toEqual(new Date(0));
    await clock.advance(1);
    expect(writer.storesSince()).toBeUndefined();
    await clock.advance(4000);
    expect(writer.storesSince(), 'from the end of the statement on').toEqual(new Date('2026-01-07T12:00:05.050Z'));
  });

  it('stores every reading without a time in a row, however many times are taken', async () => {
    const { writer, batches } = writerWith();
    for (const taken of [1, 2, 3, 4]) void writer.append(reading(taken));
    await clock.advance(50);
    const unclocked = [1, 2].map((number) => ({ ...reading(1), deviceId: `dev_${number}`, clockWrong: true }));
    const outcomes = unclocked.map((each) => writer.append(each));
    await clock.advance(1000);
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
    expect(new Set(batches.flat()).size).toBe(6);
    expect(writer.waiting()).toBe(0);
  });
});
