import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CanaryKeeper } from './canary-keeper.ts';

let clock: FakeClock;
let keeper: CanaryKeeper;
let stored: Date[];
let hasWaiting: boolean;
let store: (sentAt: Date) => Promise<void>;
const nothing = { caughtUp: () => Promise.resolve() };

beforeEach(() => {
  clock = new FakeClock(new Date('2026-01-01T00:00:00Z'));
  [stored, hasWaiting] = [[], false];
  store = async (sentAt) => void stored.push(sentAt);
  keeper = new CanaryKeeper({ store: (sentAt) => store(sentAt), hasWaiting: () => hasWaiting, clock });
});

/** One comes in every two seconds. @returns how many of them were stored */
async function hearFor(seconds: number): Promise<number> {
  const before = stored.length;
  for (let heard = 0; heard < seconds; heard += 2) {
    await clock.advance(2000);
    keeper.take(clock.now(), nothing);
    await clock.advance(0);
  }
  return stored.length - before;
}

describe("the server's own readings", () => {
  it('are stored at once at first, and then seldom while nothing comes', async () => {
    expect(keeper.stored).toBeUndefined();
    expect(await hearFor(2)).toBe(1);
    expect(keeper.stored).toEqual({ count: 1, tookMs: 0, isAwaited: false });
    expect(await hearFor(28)).toBe(0);
    expect(await hearFor(2)).toBe(1);
    expect(await hearFor(600)).toBe(20);
  });

  it('are not stored while readings of devices are, which count in their place', async () => {
    await hearFor(2);
    for (let minute = 0; minute < 10; minute += 1) {
      keeper.shown();
      expect(await hearFor(20)).toBe(0);
    }
    expect(keeper.stored?.count).toBe(11);
    expect(await hearFor(10)).toBe(1);
  });

  it('are stored often while messages of devices wait and none is stored', async () => {
    await hearFor(2);
    hasWaiting = true;
    store = () => Promise.reject(new Error('locked'));
    expect(await hearFor(4)).toBe(0);
    expect(keeper.stored).toMatchObject({ count: 1, isAwaited: true });
    store = async (sentAt) => void stored.push(sentAt);
    expect(await hearFor(2)).toBe(1);
    expect(keeper.stored).toMatchObject({ count: 2, isAwaited: false });
  });

  it('are not owed where messages wait for a moment, as they do under load', async () => {
    await hearFor(2);
    hasWaiting = true;
    for (let second = 0; second < 20; second += 2) {
      await clock.advance(1000);
      keeper.shown();
      await clock.advance(1000);
      keeper.take(clock.now(), nothing);
    }
    expect([stored.length, keeper.stored?.isAwaited]).toEqual([1, false]);
  });

  it('are tried again at each that comes until one is stored', async () => {
    await hearFor(2);
    store = () => Promise.reject(new Error('away'));
    await hearFor(40);
    expect(keeper.stored).toMatchObject({ count: 1, isAwaited: true });
    store = async (sentAt) => void stored.push(sentAt);
    expect(await hearFor(2)).toBe(1);
    expect(await hearFor(20)).toBe(0);
  });

  it('are not stored where readings that came before are not', async () => {
    keeper.take(clock.now(), { caughtUp: () => Promise.reject(new Error('refused')) });
    await clock.advance(0);
    expect([stored, keeper.stored]).toEqual([[], undefined]);
  });

  it('hold up no stop while readings that came before wait for ever, and are not stored after it', async () => {
    let caughtUp: () => void = () => undefined;
    keeper.take(clock.now(), { caughtUp: () => new Promise((resolve) => (caughtUp = resolve)) });
    await keeper.stop();
    caughtUp();
    await clock.advance(0);
    expect(stored).toEqual([]);
  });

  it('are stored one at a time, without those between, and tell how long the way was', async () => {
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const open: (() => void)[] = [];
    store = (sentAt) =>
      new Promise((resolve) => {
        stored.push(sentAt);
        open.push(resolve);
      });
    await clock.advance(10_000);
    for (const second of [1, 2, 9]) keeper.take(at(second), nothing);
    await expect.poll(() => stored.length).toBe(1);
    expect(keeper.stored).toBeUndefined();
    open[0]?.();
    await expect.poll(() => stored.length).toBe(2);
    expect(keeper.stored).toMatchObject({ count: 1, tookMs: 9000 });
    open[1]?.();
    await clock.advance(0);
    expect([stored, keeper.stored]).toEqual([[at(1), at(9)], { count: 2, tookMs: 1000, isAwaited: false }]);
  });
});
