import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { AddressCounts } from './address-counts.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const later = (ms: number): Date => new Date(NOON.getTime() + ms);
let clock: FakeClock;
let counts: AddressCounts;

beforeEach(() => {
  clock = new FakeClock(NOON);
  counts = new AddressCounts(clock, 60_000);
});

describe('the counts of addresses', () => {
  it('are kept for each address, in a window that begins with the first of it', async () => {
    expect(counts.countOf('a')).toBe(0);
    expect(counts.add('a')).toEqual({ count: 1, endsAt: later(60_000) });
    await clock.advance(20_000);
    expect(counts.add('a')).toEqual({ count: 2, endsAt: later(60_000) });
    expect(counts.add('b')).toEqual({ count: 1, endsAt: later(80_000) });
    expect([counts.countOf('a'), counts.countOf('b')]).toEqual([2, 1]);
  });

  it('begin anew when the window is over', async () => {
    counts.add('a');
    counts.add('a');
    await clock.advance(60_000);
    expect(counts.countOf('a')).toBe(0);
    expect(counts.add('a')).toEqual({ count: 1, endsAt: later(120_000) });
  });

  it('name the end of the window by the time of day that the machine has now', async () => {
    counts.add('a');
    await clock.advance(10_000);
    clock.set(later(3_600_000));
    expect(counts.add('a').endsAt).toEqual(later(3_600_000 + 50_000));
  });

  it('of a thousand addresses: those whose window is over are forgotten, and no other', async () => {
    for (let number = 0; number < 998; number += 1) counts.add(`old ${number}`);
    await clock.advance(59_999);
    counts.add('guesser');
    counts.add('guesser');
    await clock.advance(1);
    counts.add('one more');
    expect(counts.size).toBe(1000);
    counts.add('newcomer');
    expect(counts.size).toBe(3);
    expect(counts.countOf('guesser')).toBe(2);
  });
});
