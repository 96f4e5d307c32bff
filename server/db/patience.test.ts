import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { isBadData, isDatabaseAway } from './errors.ts';
import { patiently, persistently } from './patience.ts';

const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 0, 'error'), { code });
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('what went wrong at the database', () => {
  it.each([
    ['08006', false, true],
    ['53100', false, true],
    ['53300', false, true],
    ['57P01', false, true],
    ['57P03', false, true],
    ['22003', true, false],
    ['22021', true, false],
    ['23505', true, false],
    ['42P01', false, false],
    ['40001', false, false],
  ])('with SQLSTATE %s: bad data %s, away %s', (code, badData, away) => {
    expect([isBadData(databaseError(code)), isDatabaseAway(databaseError(code))]).toEqual([badData, away]);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])('with %s: away', (code) => {
    expect([isBadData(systemError(code)), isDatabaseAway(systemError(code))]).toEqual([false, true]);
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    '"%s": away',
    (message) => {
      expect(isDatabaseAway(new Error(message))).toBe(true);
    },
  );

  it.each([[new Error('a mistake of ours')], [systemError('EISDIR')], ['text'], [undefined], [{ code: '22003' }]])(
    '%s is neither',
    (failure) => {
      expect([isBadData(failure), isDatabaseAway(failure)]).toEqual([false, false]);
    },
  );
});

describe('patiently', () => {
  it('tries again while the database is away, and gives the answer', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('57P03'))
      .mockResolvedValue('answer');
    expect(await patiently(work)).toBe('answer');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('throws any other failure at once', async () => {
    const work = vi.fn().mockRejectedValue(databaseError('42P01'));
    await expect(patiently(work)).rejects.toMatchObject({ code: '42P01' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('gives up once it is over', async () => {
    await expect(
      patiently(
        () => Promise.reject(databaseError('57P03')),
        () => true,
      ),
    ).rejects.toMatchObject({ code: '57P03' });
  });
});

describe('persistently', () => {
  it('tries again whatever the failure, tells of each, and gives the answer', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('42P01'))
      .mockRejectedValueOnce(databaseError('57P03'))
      .mockResolvedValue('answer');
    const told: string[] = [];
    expect(
      await persistently(
        work,
        (failure) => told.push(String((failure as NodeJS.ErrnoException).code)),
        () => false,
      ),
    ).toBe('answer');
    expect(told).toEqual(['42P01', '57P03']);
  });

  it('throws bad data at once and tells nobody', async () => {
    const work = vi.fn().mockRejectedValue(databaseError('22003'));
    const told = vi.fn();
    await expect(persistently(work, told, () => false)).rejects.toMatchObject({ code: '22003' });
    expect([work.mock.calls.length, told.mock.calls.length]).toEqual([1, 0]);
  });

  it('gives up with the last failure once it is over', async () => {
    const work = vi.fn().mockRejectedValue(databaseError('57P03'));
    await expect(
      persistently(
        work,
        () => undefined,
        () => work.mock.calls.length === 2,
      ),
    ).rejects.toMatchObject({ code: '57P03' });
    expect(work).toHaveBeenCalledTimes(2);
  });
});
