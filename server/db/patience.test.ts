import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently, persistently, UNKNOWN_TRIES } from './patience.ts';

const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 0, 'error'), { code });

describe('patiently', () => {
  it('retries while the database is down, and returns the result', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('57P03'))
      .mockResolvedValue('answer');
    expect(await patiently(work)).toBe('answer');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('retries while the database is out of resources', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('53300'))
      .mockResolvedValue('answer');
    expect(await patiently(work)).toBe('answer');
  });

  it('throws any other failure at once', async () => {
    const work = vi.fn().mockRejectedValue(databaseError('42P01'));
    await expect(patiently(work)).rejects.toMatchObject({ code: '42P01' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('gives up once `isOver` is true', async () => {
    await expect(
      patiently(
        () => Promise.reject(databaseError('57P03')),
        () => true,
      ),
    ).rejects.toMatchObject({ code: '57P03' });
  });
});

describe('persistently', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Runs `persistently` with this work and records the failures reported. */
  function run(work: () => Promise<string>, options: Partial<Parameters<typeof persistently>[1]> = {}) {
    const told: string[] = [];
    const result = persistently(work, {
      onFailure: (failure) => told.push(String((failure as NodeJS.ErrnoException).code)),
      isOver: () => false,
      ...options,
    });
    // A test checks the result later.
    result.catch(() => undefined);
    return { told, result };
  }

  it('retries after any failure, reports each one, and returns the result', async () => {
    const { told, result } = run(
      vi
        .fn<() => Promise<string>>()
        .mockRejectedValueOnce(databaseError('42P01'))
        .mockRejectedValueOnce(databaseError('57P03'))
        .mockResolvedValue('answer'),
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(await result).toBe('answer');
    expect(told).toEqual(['42P01', '57P03']);
  });

  it.each(['57P03', '53100', '53300', '58030', '55P03', '40001', '57014'])(
    'retries for as long as SQLSTATE %s lasts, with pauses that grow to 2 s',
    async (code) => {
      const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError(code));
      const { result } = run(work);
      await vi.advanceTimersByTimeAsync(3000);
      expect(work).toHaveBeenCalledTimes(5);
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(work.mock.calls.length).toBeCloseTo(1805, -1);
      work.mockResolvedValue('answer');
      await vi.advanceTimersByTimeAsync(2000);
      expect(await result).toBe('answer');
    },
  );

  it.each(['08P01', '42703', 'XX000'])('gives up on SQLSTATE %s after a few tries', async (code) => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError(code));
    const { told, result } = run(work);
    await vi.advanceTimersByTimeAsync(3000);
    await expect(result).rejects.toMatchObject({ code });
    expect(told).toHaveLength(UNKNOWN_TRIES);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(work).toHaveBeenCalledTimes(UNKNOWN_TRIES);
  });

  it('gives up at once if only one try is allowed, but waits out an outage first', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('57P01'))
      .mockRejectedValue(databaseError('42703'));
    const { result } = run(work, { unknownTries: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    await expect(result).rejects.toMatchObject({ code: '42703' });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('throws bad data at once and reports nothing', async () => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError('22003'));
    const { told, result } = run(work);
    await expect(result).rejects.toMatchObject({ code: '22003' });
    expect([work.mock.calls.length, told]).toEqual([1, []]);
  });

  it('throws the last failure once `isOver` is true', async () => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError('57P03'));
    const { result } = run(work, { isOver: () => work.mock.calls.length === 2 });
    await vi.advanceTimersByTimeAsync(1000);
    await expect(result).rejects.toMatchObject({ code: '57P03' });
    expect(work).toHaveBeenCalledTimes(2);
  });
});
