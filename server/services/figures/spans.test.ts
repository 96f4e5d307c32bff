import { describe, expect, it } from 'vitest';
import { merged, type Span, without } from './spans.ts';

const spans = (...pairs: [number, number][]): Span[] => pairs.map(([from, to]) => ({ from, to }));

describe('spans of time', () => {
  it('are joined where they overlap or touch, and empty ones are left out', () => {
    expect(merged(spans([5, 7], [1, 3], [3, 4], [6, 9], [10, 10]))).toEqual(spans([1, 4], [5, 9]));
    expect(merged(spans([1, 9], [2, 3]))).toEqual(spans([1, 9]));
    expect(merged([])).toEqual([]);
  });

  it.each<[string, [number, number][], [number, number][]]>([
    ['nothing', [], [[2, 8]]],
    ['all', [[0, 9]], []],
    ['the beginning', [[0, 3]], [[3, 8]]],
    ['the end', [[5, Infinity]], [[2, 5]]],
    [
      'the middle',
      [[4, 5]],
      [
        [2, 4],
        [5, 8],
      ],
    ],
    [
      'what is outside',
      [
        [0, 2],
        [8, 9],
      ],
      [[2, 8]],
    ],
    [
      'several that overlap',
      [
        [6, 7],
        [3, 5],
        [4, 6],
      ],
      [
        [2, 3],
        [7, 8],
      ],
    ],
  ])('of which %s is taken away are the rest', (_what, taken, left) => {
    expect(without({ from: 2, to: 8 }, spans(...taken))).toEqual(spans(...left));
  });
});
