import { describe, expect, it } from 'vitest';
import { lonePointsOf } from './chart-options';

const points = (...values: (number | null)[]) => ({
  points: values.map((value, index): [number, number | null] => [index, value]),
});

describe('lone points', () => {
  it('are those without a neighbour that has a value', () => {
    expect(
      lonePointsOf([
        points(1, null, 2, 3, null, 0, null),
        points(1, 2, 3),
        points(null, null),
        points(),
        points(null, 7),
        points(0),
      ]),
    ).toEqual([
      { line: 0, point: 0 },
      { line: 0, point: 5 },
      { line: 4, point: 1 },
      { line: 5, point: 0 },
    ]);
  });
});
