import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { WrongGuesses } from './wrong-guesses.ts';

let clock: FakeClock;
let told: string[];
let guesses: WrongGuesses;

beforeEach(() => {
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  told = [];
  guesses = new WrongGuesses(clock, (address) => told.push(address));
});

/** How long the answer to one guess takes (ms), in steps of 250. */
async function delayOf(address: string): Promise<{ ms: number; code: string | undefined }> {
  const begun = clock.elapsedMs();
  let code: string | undefined;
  let isAnswered = false;
  void guesses
    .answerLate(address)
    .catch((failure: unknown) => {
      code = (failure as { code: string }).code;
    })
    .then(() => {
      isAnswered = true;
    });
  await clock.advance(0);
  while (!isAnswered) await clock.advance(250);
  return { ms: clock.elapsedMs() - begun, code };
}

describe('a wrong guess', () => {
  it('is answered later each time, up to four seconds, and with 429 after the tenth', async () => {
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) answers.push(await delayOf('10.0.0.1'));
    expect(answers.map(({ ms }) => ms)).toEqual([250, 500, 1000, 2000, ...Array<number>(8).fill(4000)]);
    expect(answers.map(({ code }) => code)).toEqual([
      ...Array<undefined>(10).fill(undefined),
      'too_many_requests',
      'too_many_requests',
    ]);
    expect(told).toEqual(['10.0.0.1']);
  });

  it('of another address is answered soon; those of one /64 count together', async () => {
    for (let guess = 0; guess < 4; guess += 1) await delayOf(`2001:db8:1:2::${guess}`);
    expect((await delayOf('2001:db8:1:2:ffff::1')).ms).toBe(4000);
    expect((await delayOf('2001:db8:1:3::1')).ms).toBe(250);
    expect((await delayOf('10.0.0.2')).ms).toBe(250);
  });

  it('is forgiven after a minute', async () => {
    for (let guess = 0; guess < 4; guess += 1) await delayOf('10.0.0.1');
    await clock.advance(60_000);
    expect((await delayOf('10.0.0.1')).ms).toBe(250);
  });

  it('among many at once is not held open', async () => {
    const all = Array.from({ length: 40 }, () => guesses.answerLate('10.0.0.1').catch(() => undefined));
    await Promise.all(all.slice(32));
    expect(clock.timers).toBe(32);
    await clock.advance(4000);
    await Promise.all(all);
    expect(clock.timers).toBe(0);
  });
});
