import type { Rejection } from '@plantops/shared/messages.ts';
import pg from 'pg';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { RejectionLog } from './rejection-log.ts';

const rejection = (number: number): Rejection => ({
  deviceId: 'dev_1',
  topic: 't',
  payload: String(number),
  reason: 'r',
  receivedAt: new Date(number),
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
    rejections: new RejectionLog({ save, onKept: ({ payload }) => kept.push(payload), log: pino({ level: 'silent' }) }),
  };
}

const rejectMany = (rejections: RejectionLog, count: number): Promise<void>[] =>
  Array.from({ length: count }, (_, number) => rejections.reject(rejection(number)));

describe('the log of rejected messages', () => {
  it('keeps what comes together in one statement, at most 200, and tells of each', async () => {
    const { rejections, batches, kept } = logWith();
    await Promise.all(rejectMany(rejections, 450));
    expect(batches.map((batch) => batch.length)).toEqual([200, 200, 50]);
    expect(kept).toEqual(Array.from({ length: 450 }, (_, number) => String(number)));
  });

  it('lets go of the one that the database cannot hold, and keeps the others', async () => {
    const { rejections, kept } = logWith((batch) =>
      batch.some(({ payload }) => payload === '3') ? databaseError('22021') : undefined,
    );
    await Promise.all(rejectMany(rejections, 5));
    expect(kept).toEqual(['0', '1', '2', '4']);
  });

  it('starts anew after it was idle', async () => {
    const { rejections, kept } = logWith();
    await rejections.reject(rejection(1));
    await rejections.reject(rejection(2));
    expect(kept).toEqual(['1', '2']);
  });

  it('gives up on what waits when it is stopped while the database is away: the broker has kept it', async () => {
    const { rejections, save } = logWith(() => databaseError('57P01'));
    let settled = false;
    void rejections.reject(rejection(1)).then(() => {
      settled = true;
    });
    await vi.waitFor(() => expect(save).toHaveBeenCalled());
    await rejections.stop();
    expect(settled).toBe(false);
  });

  it('tries again until the database is back', async () => {
    let away = true;
    const { rejections, save, kept } = logWith(() => (away ? databaseError('57P03') : undefined));
    const done = rejections.reject(rejection(1));
    await vi.waitFor(() => expect(save.mock.calls.length).toBeGreaterThan(1));
    away = false;
    await done;
    expect(kept).toEqual(['1']);
  });
});
