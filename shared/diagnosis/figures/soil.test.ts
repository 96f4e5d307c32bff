import { describe, expect, it } from 'vitest';
import type { MoisturePoint } from '../../moisture/moisture-points.ts';
import { soilFacts } from './soil.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-03-15T12:00Z');
const iso = (at: number): string => new Date(at).toISOString();

/** A point every `stepMs` over two weeks up to now. @param valueAt by the days before now */
const curve = (stepMs: number, valueAt: (daysAgo: number) => number): MoisturePoint[] => {
  const count = Math.floor((14 * DAY) / stepMs);
  return Array.from({ length: count + 1 }, (_, index) => {
    const ago = (count - index) * stepMs;
    return { at: NOW - ago, value: valueAt(ago / DAY) };
  });
};
/** Watered so many days ago, to 70 %, and losing 5 points a day from then on. */
const watered =
  (...ago: readonly number[]) =>
  (daysAgo: number): number => {
    const since = Math.min(...ago.filter((days) => days >= daysAgo).map((days) => days - daysAgo), 10);
    return 70 - 5 * since;
  };
const calm = { logged: [], airFellAt: () => false, now: NOW };

describe.each([
  ['ten minutes', HOUR / 6],
  ['an hour', HOUR],
  ['three hours', 3 * HOUR],
])('the curve of a probe that measures every %s', (_what, stepMs) => {
  it('shows waterings, and how fast the pot dries now and dried before', () => {
    const facts = soilFacts({ ...calm, points: curve(stepMs, watered(11, 7, 3)) });
    expect(facts.seen.map(({ at }) => at)).toEqual([iso(NOW - 11 * DAY), iso(NOW - 7 * DAY), iso(NOW - 3 * DAY)]);
    expect(facts.seen.at(-1)?.to).toBeCloseTo(70);
    expect(facts.driesPerDay).toBeCloseTo(5);
    expect(facts.earlierDriesPerDay).toEqual([expect.closeTo(5), expect.closeTo(5)]);
    expect(facts.drop).toBeNull();
  });

  it('shows a probe that left the soil, and no watering when it is put back', () => {
    const facts = soilFacts({
      ...calm,
      points: curve(stepMs, (daysAgo) => (daysAgo <= 5 && daysAgo > 2 ? 0 : 60 - 2 * (10 - daysAgo))),
    });
    expect(facts.seen).toEqual([]);
    expect(facts.drop).toMatchObject({ at: iso(NOW - 5 * DAY), to: 0 });
    expect(facts.drop?.from).toBeCloseTo(50, 0);
    expect(facts.driesPerDay).toBeCloseTo(2);
  });

  it('says nothing of a pot that stays as wet as it is', () => {
    const facts = soilFacts({ ...calm, points: curve(stepMs, (daysAgo) => 90 + Math.sin(daysAgo * 40)) });
    expect(facts).toEqual({ seen: [], driesPerDay: null, earlierDriesPerDay: [], drop: null });
  });
});

describe('the curve of soil moisture', () => {
  it('that a watering did not raise begins a spell anew where it was logged', () => {
    const points = curve(HOUR, (daysAgo) => (daysAgo > 4 ? 40 + daysAgo : 44 - 3 * (4 - daysAgo)));
    const facts = soilFacts({ ...calm, points, logged: [NOW - 4 * DAY] });
    expect(facts.seen).toEqual([]);
    expect(facts.driesPerDay).toBeCloseTo(3);
  });

  it('of an overfilled pot that drains is no probe that left the soil', () => {
    const points = curve(HOUR, (daysAgo) => {
      if (daysAgo > 2) return 30;
      return daysAgo > 2 - 2 / 24 ? 95 : 70 - 5 * (2 - daysAgo);
    });
    const facts = soilFacts({ ...calm, points });
    expect(facts.seen).toEqual([{ at: iso(NOW - 2 * DAY), from: 30, to: 95 }]);
    expect(facts.drop).toBeNull();
  });

  it('that falls together with the air is the board, not the probe', () => {
    const points = curve(HOUR, (daysAgo) => (daysAgo > 1 ? 50 : 0));
    expect(soilFacts({ ...calm, points }).drop).toEqual({ at: iso(NOW - DAY), from: 50, to: 0 });
    expect(soilFacts({ ...calm, points, airFellAt: (at) => at === NOW - DAY }).drop).toBeNull();
  });

  it('that rises slowly over a day is no watering', () => {
    const points = curve(HOUR, (daysAgo) => (daysAgo > 2 ? 30 : Math.min(55, 30 + (2 - daysAgo) * 25)));
    expect(soilFacts({ ...calm, points }).seen).toEqual([]);
  });

  it('says nothing of now once the probe is silent', () => {
    const points = curve(HOUR, watered(11, 7, 3)).filter(({ at }) => at < NOW - DAY);
    const facts = soilFacts({ ...calm, points });
    expect(facts.driesPerDay).toBeNull();
    expect(facts.seen).toHaveLength(3);
  });

  it('without points is one of which nothing is known', () => {
    expect(soilFacts({ ...calm, points: [] })).toEqual({
      seen: [],
      driesPerDay: null,
      earlierDriesPerDay: [],
      drop: null,
    });
  });
});
