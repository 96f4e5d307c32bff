import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogDetail } from './log-detail.ts';

let clock: FakeClock;
let said: boolean[];
let detail: LogDetail;
beforeEach(() => {
  clock = new FakeClock();
  said = [];
  detail = new LogDetail((isDetailed) => said.push(isDetailed), clock);
});

const lines = (count: number): void => {
  for (let nth = 0; nth < count; nth += 1) detail.count();
};

describe('what the broker says', () => {
  it('is everything while little is going on', async () => {
    for (let time = 0; time < 60; time += 1) {
      lines(4000);
      await clock.advance(10_000);
    }
    expect(said).toEqual([]);
  });

  it('is less under load, and everything again after a minute, then after two', async () => {
    lines(9000);
    expect(said).toEqual([false]);
    await clock.advance(59_999);
    expect(said).toEqual([false]);
    await clock.advance(1);
    expect(said).toEqual([false, true]);
    lines(4001);
    await clock.advance(60_000);
    expect(said).toEqual([false, true, false]);
    await clock.advance(60_000);
    expect(said).toEqual([false, true, false, true]);
  });

  it('is asked for after a minute again where the load before was another one', async () => {
    lines(4001);
    await clock.advance(60_000);
    lines(4001);
    await clock.advance(120_000 + 600_000);
    lines(4001);
    await clock.advance(60_000);
    expect(said).toEqual([false, true, false, true, false, true]);
  });

  it('is asked for at least once an hour', async () => {
    for (let time = 0; time < 12; time += 1) {
      lines(4001);
      await clock.advance(3_600_000);
    }
    expect(said.at(-1)).toBe(true);
    expect(clock.timers).toBe(0);
  });

  it('is changed no more once it is stopped', () => {
    lines(4001);
    detail.stop();
    expect(clock.timers).toBe(0);
  });
});
