import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently, type Persistence, persistently, UNKNOWN_TRIES } from './patience.ts';
import { databaseError } from '../testing/database-error.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('patiently', () => {
  it.each(['57P03', '53300'])(
    'retries for as long as SQLSTATE %s lasts, with pauses that grow to 2 s, and returns the result',
    async (code) => {
      const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError(code));
      const result = patiently(work, { clock });
      await clock.advance(199);
      expect(work).toHaveBeenCalledTimes(1);
      await clock.advance(1);
      expect(work).toHaveBeenCalledTimes(2);
      await clock.advance(3_600_000);
      expect(work.mock.calls.length).toBeCloseTo(1805, -1);
      work.mockResolvedValue('answer');
      await clock.advance(2000);
      expect([await result, clock.timers]).toEqual(['answer', 0]);
    },
  );

  it('throws any other failure at once, also after an outage', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('57P03'))
      .mockRejectedValue(databaseError('42P01'));
    const result = patiently(work, { clock });
    result.catch(() => undefined);
    await clock.advance(200);
    await expect(result).rejects.toMatchObject({ code: '42P01' });
    expect([work.mock.calls.length, clock.timers]).toEqual([2, 0]);
  });

  it('gives up once `isOver` is true', async () => {
    await expect(
      patiently(() => Promise.reject(databaseError('57P03')), { clock, isOver: () => true }),
    ).rejects.toMatchObject({ code: '57P03' });
  });
});

describe('persistently', () => {
  /** Runs `persistently` with this work and records the failures reported. */
  function run(work: () => Promise<string>, options: Partial<Persistence> = {}) {
    const told: string[] = [];
    const result = persistently(work, {
      clock,
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
    await clock.advance(1000);
    expect(await result).toBe('answer');
    expect(told).toEqual(['42P01', '57P03']);
  });

  it.each(['57P03', '53100', '53300', '58030', '55P03', '40001', '57014'])(
    'retries for as long as SQLSTATE %s lasts, with pauses that grow to 2 s',
    async (code) => {
      const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError(code));
      const { result } = run(work);
      await clock.advance(3000);
      expect(work).toHaveBeenCalledTimes(5);
      await clock.advance(3_600_000);
      expect(work.mock.calls.length).toBeCloseTo(1805, -1);
      work.mockResolvedValue('answer');
      await clock.advance(2000);
      expect(await result).toBe('answer');
    },
  );

  it.each(['08P01', '42703', 'XX000'])('gives up on SQLSTATE %s after a few tries', async (code) => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValue(databaseError(code));
    const { told, result } = run(work);
    await clock.advance(3000);
    await expect(result).rejects.toMatchObject({ code });
    expect(told).toHaveLength(UNKNOWN_TRIES);
    await clock.advance(60_000);
    expect(work).toHaveBeenCalledTimes(UNKNOWN_TRIES);
  });

  it('gives up at once if only one try is allowed, but waits out an outage first', async () => {
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(databaseError('57P01'))
      .mockRejectedValue(databaseError('42703'));
    const { result } = run(work, { unknownTries: 1 });
    await clock.advance(1000);
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
    await clock.advance(1000);
    await expect(result).rejects.toMatchObject({ code: '57P03' });
    expect(work).toHaveBeenCalledTimes(2);
  });
});
