import type { WayPath } from '@plantops/shared/api/ways.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RejectionLog } from './rejection-log.ts';
import { databaseError } from '../../testing/database-error.ts';

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
function logWith(
  fault: (batch: readonly Rejection[]) => Error | undefined = () => undefined,
  takePath: (delivery: number) => WayPath | undefined = () => undefined,
) {
  const lines: string[] = [];
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
    lines,
    kept,
    save,
    rejections: new RejectionLog({
      takePath,
      save,
      onKept: ({ payload }) => kept.push(payload),
      clock,
      log: pino({ level: 'warn' }, { write: (line) => lines.push(line) }),
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

  it('keeps with a message the way that it took, which is asked for at once', async () => {
    const path = { hops: [], hops_left_out: 3 };
    const { rejections, save } = logWith(undefined, (delivery) => (delivery === 7 ? path : undefined));
    await Promise.all([
      rejections.reject(rejection(1), 7),
      rejections.reject(rejection(2), 8),
      rejections.reject(rejection(3)),
    ]);
    expect(save.mock.calls[0]?.[0]).toEqual([
      { ...rejection(1), path },
      { ...rejection(2), path: undefined },
      { ...rejection(3), path: undefined },
    ]);
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

describe('the log of rejected messages during outages', () => {
  it('says once for each outage that messages wait', async () => {
    let away = true;
    const { rejections, lines, kept } = logWith(() => (away ? databaseError('57P03') : undefined));
    for (const round of [1, 2]) {
      away = true;
      const done = rejections.reject(rejection(round));
      await clock.advance(10_000);
      expect(lines, `outage ${round}`).toHaveLength(round);
      away = false;
      await clock.advance(2000);
      await done;
    }
    expect([kept, clock.timers]).toEqual([['1', '2'], 0]);
  });

  it('says which message is not kept, with its content', async () => {
    const { rejections, lines } = logWith(() => databaseError('22021'));
    await rejections.reject(rejection(7));
    expect(lines.map((line) => (JSON.parse(line) as { msg: string; rejection: Rejection }).rejection.payload)).toEqual([
      '7',
    ]);
  });

  it('takes what arrives during a statement into the next one', async () => {
    const { rejections, batches } = logWith();
    const first = rejections.reject(rejection(1));
    await Promise.resolve();
    const others = [rejections.reject(rejection(2)), rejections.reject(rejection(3))];
    await Promise.all([first, ...others]);
    expect(batches).toEqual([['1'], ['2', '3']]);
  });

  it('writes what waits before it stops', async () => {
    const { rejections, kept } = logWith();
    const done = rejections.reject(rejection(1));
    await rejections.stop();
    await done;
    expect(kept).toEqual(['1']);
  });
});

describe('a rejected message that fails for an unknown reason', () => {
  it('is retried after 5 s, then less and less often, and after a success at the first pace again', async () => {
    let isBroken = true;
    const { rejections, save, kept } = logWith(() => (isBroken ? databaseError('08P01') : undefined));
    for (const round of [1, 2]) {
      isBroken = true;
      const done = rejections.reject(rejection(round));
      // Its first tries.
      await clock.advance(3000);
      const pauses: number[] = [];
      for (let last = clock.elapsedMs(); pauses.length < 3;) {
        const tries = save.mock.calls.length;
        while (save.mock.calls.length === tries) await clock.advance(1000);
        pauses.push(clock.elapsedMs() - last);
        // The tries of this round.
        await clock.advance(3000);
        last = clock.elapsedMs();
      }
      expect(pauses, `trouble ${round}`).toEqual([5000, 10_000, 20_000]);
      isBroken = false;
      await clock.advance(60_000);
      await done;
    }
    expect([kept, clock.timers]).toEqual([['1', '2'], 0]);
  });

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
    expect([isSettled, save.mock.calls.length, clock.timers]).toEqual([false, tries, 0]);
  });
});
