import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pause, systemClock } from './clock.ts';
import { FakeClock } from './testing/fake-clock.ts';

const DAY_MS = 86_400_000;

describe("the system's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-01-07T12:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the time of day, and spans', () => {
    const before = systemClock.elapsedMs();
    vi.advanceTimersByTime(1500);
    expect([systemClock.now().toISOString(), systemClock.elapsedMs() - before]).toEqual([
      '2026-01-07T12:00:01.500Z',
      1500,
    ]);
  });

  it.each([0, 1, 20 * DAY_MS, 24.8 * DAY_MS, 25 * DAY_MS, 60 * DAY_MS])('calls once after %d ms, not before', (ms) => {
    const action = vi.fn();
    systemClock.after(ms, action);
    if (ms > 0) vi.advanceTimersByTime(ms - 1);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(ms === 0 ? 0 : 1);
    expect(action).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(100 * DAY_MS);
    expect(action).toHaveBeenCalledOnce();
  });

  it.each([1, 60 * DAY_MS])('a call in %d ms that is cancelled never comes', (ms) => {
    const action = vi.fn();
    const timer = systemClock.after(ms, action);
    vi.advanceTimersByTime(ms - 1);
    timer.cancel();
    vi.advanceTimersByTime(100 * DAY_MS);
    expect(action).not.toHaveBeenCalled();
  });

  it('calls at once if the time is over already', () => {
    const action = vi.fn();
    systemClock.after(-5, action);
    vi.advanceTimersByTime(0);
    expect(action).toHaveBeenCalledOnce();
  });

  it('calls again and again until it is cancelled', () => {
    const action = vi.fn();
    const timer = systemClock.every(1000, action);
    vi.advanceTimersByTime(3500);
    timer.cancel();
    vi.advanceTimersByTime(5000);
    expect(action).toHaveBeenCalledTimes(3);
  });
});

describe('a clock for tests', () => {
  it('fires what is due in order, each at its own time, also what was set meanwhile', async () => {
    const clock = new FakeClock('2026-01-07T12:00:00Z');
    const seen: string[] = [];
    const note = (what: string): void => void seen.push(`${what} ${clock.elapsedMs()}`);
    clock.after(200, () => note('second'));
    clock.after(100, () => {
      note('first');
      clock.after(50, () => note('between'));
    });
    const repeated = clock.every(90, () => note('again'));
    await clock.advance(199);
    repeated.cancel();
    await clock.advance(1);
    expect(seen).toEqual(['again 90', 'first 100', 'between 150', 'again 180', 'second 200']);
    expect([clock.now().toISOString(), clock.timers]).toEqual(['2026-01-07T12:00:00.200Z', 0]);
  });

  it('follows promises between the timers', async () => {
    const clock = new FakeClock();
    let rounds = 0;
    void (async () => {
      for (;;) {
        await pause(clock, 1000);
        rounds += 1;
      }
    })();
    await clock.advance(3500);
    expect(rounds).toBe(3);
  });

  it('says how long it is until the next timer', async () => {
    const clock = new FakeClock();
    expect(clock.untilNextMs).toBe(Infinity);
    clock.after(300, () => undefined);
    clock.after(200, () => undefined);
    await clock.advance(50);
    expect(clock.untilNextMs).toBe(150);
  });

  it('a clock that is set does not move timers', async () => {
    const clock = new FakeClock('2026-01-07T12:00:00Z');
    const action = vi.fn();
    clock.after(1000, action);
    clock.set('2030-01-01T00:00:00Z');
    await clock.advance(999);
    expect(action).not.toHaveBeenCalled();
    await clock.advance(1);
    expect([action.mock.calls.length, clock.now().toISOString()]).toEqual([1, '2030-01-01T00:00:01.000Z']);
  });
});
