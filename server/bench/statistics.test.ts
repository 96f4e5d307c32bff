import { describe, expect, it } from 'vitest';
import { median, percentile, summarise } from './statistics.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);

describe('a percentile', () => {
  it.each([
    { values: upTo(100), share: 0.5, is: 50 },
    { values: upTo(100), share: 0.99, is: 99 },
    { values: upTo(100), share: 1, is: 100 },
    { values: upTo(100), share: 0, is: 1 },
    { values: [7], share: 0.99, is: 7 },
    { values: [1, 1, 1, 50], share: 0.75, is: 1 },
    { values: [1, 1, 1, 50], share: 0.76, is: 50 },
  ])('of $share of $values.length values is $is', ({ values, share, is }) => {
    expect(percentile(values, share)).toBe(is);
  });

  it('of no values is no number', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a summary', () => {
  it('has the value in the middle and how far the others are from it', () => {
    expect(summarise([30, 10, 20])).toEqual({ median: 20, least: 10, greatest: 30 });
  });

  it('of one value has no spread', () => {
    expect(summarise([5])).toEqual({ median: 5, least: 5, greatest: 5 });
  });

  it('takes the mean of two in the middle', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('of nothing is no number', () => {
    expect(summarise([])).toEqual({ median: Number.NaN, least: Number.NaN, greatest: Number.NaN });
  });
});
