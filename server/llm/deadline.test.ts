import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from './deadline.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});
const forever = new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('gives the result of work that is done in time, and leaves no timer', async () => {
    const deadline = new Deadline(1000, clock);
    expect(await deadline.race(Promise.resolve('done'))).toBe('done');
    expect([clock.timers, deadline.hasPassed]).toEqual([0, false]);
  });

  it('gives the failure of work that fails in time, and leaves no timer', async () => {
    const deadline = new Deadline(1000, clock);
    await expect(deadline.race(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await clock.advance(1000);
    expect([clock.timers, deadline.hasPassed]).toEqual([0, false]);
  });

  it('ends work that does not notice that the time has passed, at the very moment', async () => {
    const deadline = new Deadline(1000, clock);
    let failure: unknown;
    const raced = deadline.race(forever).catch((cause: unknown) => (failure = cause));
    await clock.advance(999);
    expect([failure, deadline.hasPassed, deadline.signal.aborted, deadline.remainingMs]).toEqual([
      undefined,
      false,
      false,
      1,
    ]);
    await clock.advance(1);
    await raced;
    expect(failure).toEqual(new Error('the time has passed'));
    expect([deadline.hasPassed, deadline.signal.aborted, deadline.remainingMs, clock.timers]).toEqual([
      true,
      true,
      0,
      0,
    ]);
  });

  it('does not care for a failure that comes later', async () => {
    const deadline = new Deadline(1000, clock);
    const work = Promise.withResolvers<never>();
    const raced = expect(deadline.race(work.promise)).rejects.toThrow('the time has passed');
    await clock.advance(1000);
    await raced;
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    work.reject(new Error('late'));
    await clock.advance(1);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('passes once, though the time of day is set in between', async () => {
    const deadline = new Deadline(1000, clock);
    clock.set('2030-01-01T00:00:00Z');
    await clock.advance(999);
    expect([deadline.hasPassed, deadline.remainingMs]).toEqual([false, 1]);
  });
});
