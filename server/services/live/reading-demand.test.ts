import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, expect, it } from 'vitest';
import { ReadingDemand } from './reading-demand.ts';

let clock: FakeClock;
let said: (boolean | 'end')[];
let demand: ReadingDemand;
beforeEach(() => {
  clock = new FakeClock();
  said = [];
  demand = new ReadingDemand({
    announce: async (isWanted) => void said.push(isWanted),
    clock,
  });
  demand.onEnd(() => void said.push('end'));
});

it('is there while somebody reads, and for a minute after the last one', async () => {
  const [one, other] = [demand.join(), demand.join()];
  await clock.advance(3_600_000);
  one();
  one();
  await clock.advance(3_600_000);
  expect(said).toEqual([true]);
  other();
  await clock.advance(59_999);
  expect(said).toEqual([true]);
  await clock.advance(1);
  expect(said).toEqual([true, 'end', false]);
});

it('goes on if somebody comes back within the minute, and begins again after it', async () => {
  demand.join()();
  await clock.advance(59_000);
  const leave = demand.join();
  await clock.advance(120_000);
  expect(said).toEqual([true]);
  leave();
  await clock.advance(60_000);
  demand.join();
  expect(said).toEqual([true, 'end', false, true]);
});

it('is there for a minute for somebody who will read in a moment', async () => {
  await demand.need();
  await demand.need();
  expect(said).toEqual([true]);
  await clock.advance(60_000);
  expect(said).toEqual([true, 'end', false]);
});

it('does nothing more once it is stopped', async () => {
  await demand.need();
  demand.stop();
  expect([said, clock.timers]).toEqual([[true], 0]);
});
