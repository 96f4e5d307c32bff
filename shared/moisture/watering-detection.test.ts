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

  it('adds up a rise over an hour, and no longer', () => {
    const hourly = [0, 20, 40, 60].map((minutes, index) => ({ at: minutes * MINUTE, value: 30 + index * 3 }));
    const after = [70, 80].map((minutes) => ({ at: minutes * MINUTE, value: 39 }));
    expect(findWaterings([...hourly, ...after]), 'nine points in sixty minutes').toEqual([
      { at: 40 * MINUTE, from: 30, to: 39 },
    ]);
    const slower = [0, 20, 40, 61].map((minutes, index) => ({ at: minutes * MINUTE, value: 30 + index * 3 }));
    expect(findWaterings([...slower, { at: 70 * MINUTE, value: 39 }, { at: 80 * MINUTE, value: 39 }])).toEqual([]);
  });

  it('finds a rise from one point to the next if they are an hour apart, not more', () => {
    const rise = (minutes: number) =>
      [0, minutes, minutes + 10].map((at, index) => ({ at: at * MINUTE, value: index === 0 ? 30 : 60 }));
    expect(findWaterings(rise(60))).toEqual([{ at: 60 * MINUTE, from: 30, to: 60 }]);
    expect(findWaterings(rise(61))).toEqual([]);
  });

  it('keeps a watering of which exactly half remains, and none of which less remains', () => {
    expect(findWaterings(curve(30, 50, 40))).toHaveLength(1);
    expect(findWaterings(curve(30, 50, 39.9))).toEqual([]);
  });

  it('dates a watering to the first point at half of the rise', () => {
    expect(findWaterings(curve(30, 39, 40, 50, 50))).toEqual([{ at: 20 * MINUTE, from: 30, to: 50 }]);
    expect(
      findWaterings(curve(45, 44, 30, 50, 50, 50)).map(({ at }) => at),
      'not to one before it',
    ).toEqual([]);
    expect(
      findWaterings([
        ...curve(60, 60),
        ...[200, 210, 220, 230].map((minutes, index) => ({ at: minutes * MINUTE, value: index < 1 ? 30 : 50 })),
      ]),
    ).toEqual([{ at: 210 * MINUTE, from: 30, to: 50 }]);
  });

  it('takes a fall within the hour before as a sensor that was pulled out, an earlier or a smaller one not', () => {
    const after = (fall: number, minutes: number) =>
      findWaterings([
        { at: 0, value: 30 + fall },
        ...[minutes, minutes + 10, minutes + 20].map((at, index) => ({
          at: at * MINUTE,
          value: index === 0 ? 30 : 60,
        })),
      ]);
    expect(after(8, 60)).toEqual([]);
    expect(after(8, 61)).toHaveLength(1);
    expect(after(7.9, 60)).toHaveLength(1);
  });

  it('finds the second of two waterings with its own start', () => {
    expect(findWaterings(curve(30, 50, 50, 48, 47, 46, 45, 44, 43, 42, 60, 60))).toEqual([
      { at: 10 * MINUTE, from: 30, to: 50 },
      { at: 100 * MINUTE, from: 42, to: 60 },
    ]);
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

  it('offers none if none was found', () => {
    expect(unloggedWatering([], [0])).toBeUndefined();
  });

  it('takes one that was logged three hours before or after as the same, not a minute more', () => {
    const only = [{ at: 1000 * MINUTE, from: 30, to: 60 }];
    expect([820, 1180].map((minutes) => unloggedWatering(only, [minutes * MINUTE]))).toEqual([undefined, undefined]);
    expect([819, 1181].map((minutes) => unloggedWatering(only, [minutes * MINUTE])?.at)).toEqual([
      1000 * MINUTE,
      1000 * MINUTE,
    ]);
  });

  it('offers none that was logged or dismissed at nearly the same time', () => {
    expect(unloggedWatering(found, [1100 * MINUTE])).toBeUndefined();
    expect(unloggedWatering(found, [], [950 * MINUTE])).toBeUndefined();
    expect(unloggedWatering(found, [0])?.at).toBe(1000 * MINUTE);
  });
});
