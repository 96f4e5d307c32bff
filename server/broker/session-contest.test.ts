import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, expect, it } from 'vitest';
import { SessionContest } from './session-contest.ts';

let clock: FakeClock;
let told: number;
let contest: SessionContest;

beforeEach(() => {
  clock = new FakeClock();
  told = 0;
  contest = new SessionContest(clock, () => (told += 1));
});

it('one take-over is that of a restart; a second within half a minute is that of another server, told once', async () => {
  contest.taken();
  expect([contest.isContested, told]).toEqual([false, 0]);
  for (let times = 0; times < 5; times += 1) {
    await clock.advance(1000);
    contest.taken();
  }
  expect([contest.isContested, told]).toEqual([true, 1]);
});

it('take-overs that are far apart are none of a contest', async () => {
  contest.taken();
  await clock.advance(31_000);
  contest.taken();
  expect(contest.isContested).toBe(false);
});

it('is over after a minute without one, and told again after that', async () => {
  contest.taken();
  contest.taken();
  await clock.advance(61_000);
  expect(contest.isContested).toBe(false);
  contest.taken();
  contest.taken();
  expect([contest.isContested, told]).toEqual([true, 2]);
});
