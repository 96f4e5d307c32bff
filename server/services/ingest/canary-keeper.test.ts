import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { expect, it } from 'vitest';
import { CanaryKeeper } from './canary-keeper.ts';

it('stores one at a time and leaves out those between, and tells how long the way was', async () => {
  const clock = new FakeClock(new Date('2026-01-01T00:00:10Z'));
  const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const stored: [Date, () => void][] = [];
  const keeper = new CanaryKeeper({
    store: (sentAt) => new Promise((resolve) => stored.push([sentAt, resolve])),
    clock,
  });
  keeper.take(at(1));
  keeper.take(at(2));
  keeper.take(at(9));
  expect(keeper.stored).toBeUndefined();
  stored[0]?.[1]();
  await expect.poll(() => stored.length).toBe(2);
  expect(keeper.stored).toEqual({ count: 1, tookMs: 9000 });
  stored[1]?.[1]();
  await keeper.stop();
  expect([stored.map(([sentAt]) => sentAt), keeper.stored]).toEqual([[at(1), at(9)], { count: 2, tookMs: 1000 }]);
});

it('passes over one that could not be stored', async () => {
  const outcomes = [Promise.reject(new Error('away')), Promise.resolve()];
  const keeper = new CanaryKeeper({ store: () => outcomes.shift() as Promise<void>, clock: new FakeClock() });
  keeper.take(new Date());
  await keeper.stop();
  expect(keeper.stored).toBeUndefined();
  keeper.take(new Date());
  await keeper.stop();
  expect(keeper.stored?.count).toBe(1);
});
