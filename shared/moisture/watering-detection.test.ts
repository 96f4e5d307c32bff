import { describe, expect, it } from 'vitest';
import { findWaterings, unloggedWatering } from './watering-detection.ts';

const MINUTE = 60_000;
/** One point every ten minutes. */
const curve = (...values: number[]) => values.map((value, index) => ({ at: index * 10 * MINUTE, value }));

describe('findWaterings', () => {
  it('finds a sudden rise that lasts, at its first wet point', () => {
    expect(findWaterings(curve(30, 29.8, 29.6, 29.5, 52, 58, 58.5, 58.2, 58))).toEqual([
      { at: 40 * MINUTE, from: 29.5, to: 58.5 },
    ]);
  });

  it('finds a rise of exactly 8 points, but not a smaller one', () => {
    expect(findWaterings(curve(30, 38, 38, 38))).toHaveLength(1);
    expect(findWaterings(curve(30, 37.9, 37.9, 37.9))).toEqual([]);
  });

  it('dates it to the steep part if the curve crept up before', () => {
    expect(findWaterings(curve(30, 30.2, 30.4, 55, 56, 56)).map(({ at }) => at)).toEqual([30 * MINUTE]);
  });

  it('finds every one of several waterings', () => {
    expect(findWaterings(curve(30, 50, 50, 49, 40, 39, 38, 37, 36, 35, 34, 33, 55, 55, 54))).toHaveLength(2);
  });

  it('finds none in noise or in a slow rise over hours', () => {
    expect(findWaterings(curve(30, 31, 29, 32, 30, 31, 29))).toEqual([]);
    expect(findWaterings(curve(...Array.from({ length: 60 }, (_, index) => 30 + index)))).toEqual([]);
  });

  it('finds none if the rise disappears at once', () => {
    expect(findWaterings(curve(30, 60, 30, 30, 30))).toEqual([]);
  });

  it('waits until the rise is confirmed by a second point', () => {
    expect(findWaterings(curve(30, 30, 60))).toEqual([]);
    expect(findWaterings(curve(30, 30, 60, 60))).toHaveLength(1);
  });

  it('does not mistake a sensor that was pulled out and put back for a watering', () => {
    expect(findWaterings(curve(45, 45, 2, 2, 45, 45, 45))).toEqual([]);
  });

  it('does not find a rise during a gap', () => {
    expect(
      findWaterings([
        { at: 0, value: 30 },
        { at: 300 * MINUTE, value: 60 },
        { at: 310 * MINUTE, value: 60 },
      ]),
    ).toEqual([]);
  });

  it('finds none without points', () => {
    expect(findWaterings([])).toEqual([]);
  });
});

describe('unloggedWatering', () => {
  const found = [
    { at: 0, from: 30, to: 60 },
    { at: 1000 * MINUTE, from: 30, to: 60 },
  ];

  it('offers only the newest', () => {
    expect(unloggedWatering(found, [])?.at).toBe(1000 * MINUTE);
  });

  it('offers none that was logged or dismissed at nearly the same time', () => {
    expect(unloggedWatering(found, [1100 * MINUTE])).toBeUndefined();
    expect(unloggedWatering(found, [], [950 * MINUTE])).toBeUndefined();
    expect(unloggedWatering(found, [0])?.at).toBe(1000 * MINUTE);
  });
});
