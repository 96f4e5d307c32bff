import type { Rejection } from '@plantops/shared/messages.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import pg from 'pg';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RejectionLog } from './rejection-log.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

const rejection = (number: number, rest: Partial<Rejection> = {}): Rejection => ({
  deviceId: 'dev_1',
  topic: 't',
  payload: String(number),
  reason: 'r',
  receivedAt: new Date(number),
  ...rest,
});
const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 0, 'error'), { code });

function logWith(fault: (batch: readonly Rejection[]) => Error | undefined = () => undefined) {
  const batches: string[][] = [];
  const kept: string[] = [];
  const save = vi.fn((batch: readonly Rejection[]) => {
    const failure = fault(batch);
    if (failure) return Promise.reject(failure);
    batches.push(batch.map(({ payload }) => payload));
    return Promise.resolve();
  });
  return {
    batches,
    kept,
    save,
    rejections: new RejectionLog({
      save,
      onKept: ({ payload }) => kept.push(payload),
      clock,
      log: pino({ level: 'silent' }),
    }),
  };
}

const rejectMany = (rejections: RejectionLog, count: number): Promise<void>[] =>
  Array.from({ length: count }, (_, number) => rejections.reject(rejection(number)));

describe('the log of rejected messages', () => {
  it('keeps messages that arrive together in one statement, at most 200, and reports each', async () => {
    const { rejections, batches, kept } = logWith();
    await Promise.all(rejectMany(rejections, 450));
    expect(batches.map((batch) => batch.length)).toEqual([200, 200, 50]);
    expect(kept).toEqual(Array.from({ length: 450 }, (_, number) => String(number)));
  });

  it('drops the one that the database cannot store, and keeps the others', async () => {
    const { rejections, kept } = logWith((batch) =>
      batch.some(({ payload }) => payload === '3') ? databaseError('22021') : undefined,
    );
    await Promise.all(rejectMany(rejections, 5));
    expect(kept).toEqual(['0', '1', '2', '4']);
  });

  it('starts again after it was idle', async () => {
    const { rejections, kept } = logWith();
    await rejections.reject(rejection(1));
    await rejections.reject(rejection(2));
    expect(kept).toEqual(['1', '2']);
  });

  it('gives up on waiting messages when it is stopped while the database is down: the broker has kept them', async () => {
    const { rejections, save } = logWith(() => databaseError('57P01'));
    let settled = false;
    void rejections.reject(rejection(1)).then(() => {
      settled = true;
    });
    await clock.advance(0);
    expect(save).toHaveBeenCalledTimes(1);
    const stopped = rejections.stop();
    await clock.advance(2000);
    await stopped;
    expect(settled).toBe(false);
  });

  it('retries until the database is back', async () => {
    let away = true;
    const { rejections, save, kept } = logWith(() => (away ? databaseError('57P03') : undefined));
    const done = rejections.reject(rejection(1));
    await clock.advance(60_000);
    expect(save.mock.calls.length).toBeGreaterThan(20);
    away = false;
    await clock.advance(2000);
    await done;
    expect(kept).toEqual(['1']);
  });
});

describe('a rejected message that fails for an unknown reason', () => {
  it('is parked after a few tries, so that the others are kept, and is retried later', async () => {
    let isBroken = true;
    const { rejections, kept, save } = logWith((batch) =>
      isBroken && batch.some(({ payload }) => payload === '3') ? databaseError('08P01') : undefined,
    );
    const all = rejectMany(rejections, 5);
    await clock.advance(3000);
    expect(kept).toEqual(['0', '1', '2', '4']);
    await rejections.reject(rejection(5));
    const tries = save.mock.calls.length;
    await clock.advance(600_000);
    expect(save.mock.calls.length - tries, 'less and less often').toBeLessThan(100);
    isBroken = false;
    await clock.advance(70_000);
    await Promise.all(all);
    expect(kept).toEqual(['0', '1', '2', '4', '5', '3']);
    expect(clock.timers).toBe(0);
  });

  it('is dropped if more than 1,000 are waiting, unless it is a set-aside reading', async () => {
    const { rejections } = logWith(() => databaseError('42P01'));
    const settled: number[] = [];
    for (let number = 0; number < 1100; number += 1)
      void rejections.reject(rejection(number, number < 50 ? { setAside: true } : {})).then(() => settled.push(number));
    await clock.advance(20_000);
    expect(settled).toEqual(Array.from({ length: 100 }, (_, index) => 50 + index));
    await rejections.stop();
  });

  it('is left to the broker when the server is stopped', async () => {
    const { rejections, save } = logWith(() => databaseError('42P01'));
    let isSettled = false;
    void rejections.reject(rejection(1)).then(() => {
      isSettled = true;
    });
    await clock.advance(4000);
    await rejections.stop();
    const tries = save.mock.calls.length;
    await clock.advance(600_000);
    expect([isSettled, save.mock.calls.length]).toEqual([false, tries]);
  });
});
