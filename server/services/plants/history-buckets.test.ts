import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketSeconds } from './history-buckets.ts';

describe('bucketSeconds', () => {
  it.each([
    [86_400, 300, 288],
    [7 * 86_400, 300, 2016],
    [365 * 86_400, 300, 105_120],
    [10, 300, 1],
    [0, 300, 1],
    [0.5, 2000, 1],
    [86_400, 1, 86_400],
    [301, 300, 2],
  ])('for %d s in at most %d points is %d s', (spanS, points, bucketS) => {
    expect(bucketSeconds(spanS, points)).toBe(bucketS);
  });

  it('is whole seconds, and never gives more points than requested', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e8, noNaN: true }), fc.integer({ min: 1, max: 2000 }), (spanS, points) => {
        const bucketS = bucketSeconds(spanS, points);
        expect(Number.isInteger(bucketS) && bucketS >= 1).toBe(true);
        expect(Math.ceil(spanS / bucketS)).toBeLessThanOrEqual(points);
      }),
    );
  });
});
