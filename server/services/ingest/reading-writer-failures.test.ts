import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { databaseError } from '../../testing/database-error.ts';
import { appendMany, numberOf, reading, writerWith } from '../../testing/reading-writer.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('the reading writer, if the database does not store a reading', () => {
  it.each(['22003', '22P05', '23514'])(
    'sets aside the one row in 500 that the database cannot store (%s), and stores 499',
    async (code) => {
      const { writer, batches, insert } = writerWith(clock, (batch) =>
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
      const { writer, batches, insert } = writerWith(clock, (batch) =>
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
    const { writer, insert } = writerWith(clock, () => (isBroken ? databaseError('42703') : undefined));
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
    const { writer, batches } = writerWith(clock, () => (failures-- > 0 ? databaseError('XX000') : undefined));
    const outcomes = appendMany(writer, 10);
    await clock.advance(3050);
    expect((await Promise.all(outcomes)).every(({ outcome }) => outcome === 'stored')).toBe(true);
    expect(batches).toHaveLength(1);
    expect([writer.trouble(), writer.setAside()]).toEqual([undefined, undefined]);
  });

  it('waits out an outage during the search for a failing row', async () => {
    let tries = 0;
    let isAway = true;
    const { writer } = writerWith(clock, (batch) => {
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
    const { writer, insert } = writerWith(clock, () => (away ? failure : undefined));
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
    const { writer, batches } = writerWith(clock, () => (away ? databaseError('57P01') : undefined));
    const outcomes = appendMany(writer, 1);
    await clock.advance(60);
    outcomes.push(...appendMany(writer, 1500, 10));
    away = false;
    await clock.advance(2100);
    expect(batches.map((batch) => batch.length)).toEqual([1, 1000, 500]);
    await Promise.all(outcomes);
  });

  it('does not count as storing while the database is down or a statement hangs', async () => {
    let away = false;
    const { writer } = writerWith(clock, () => (away ? databaseError('57P01') : undefined), 100_000);
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

  it('gives up on waiting rows when it is stopped while the database is down: the broker has kept them', async () => {
    const { writer, insert } = writerWith(clock, () => databaseError('57P01'));
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
    const { writer, lines, insert } = writerWith(clock, () => (away ? databaseError('57P01') : undefined));
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
    const { writer, lines } = writerWith(clock, () => databaseError(code));
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
    const { writer } = writerWith(clock, () => new TypeError('a bug'));
    const outcome = writer.append(reading(1));
    await clock.advance(5000);
    expect(await outcome).toEqual({ outcome: 'refused', reason: 'the database did not take it: a bug (TypeError)' });
  });

  it('still sets aside what the database cannot hold when it is stopped', async () => {
    const { writer } = writerWith(clock, (batch) =>
      batch.some((row) => numberOf(row) === 1) ? databaseError('22003') : undefined,
    );
    const outcomes = appendMany(writer, 3);
    await writer.stop();
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'refused', 'stored']);
  });
});
