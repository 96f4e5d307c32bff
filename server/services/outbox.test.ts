import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffS } from './outbox.ts';

describe('backoffS', () => {
  it.each([[1, 2], [2, 4], [3, 8], [9, 512], [10, 600], [1000, 600], [0, 2]])('after attempt %d is %d s at least', (attempts, seconds) => {
    expect(backoffS(attempts, 0)).toBe(seconds);
  });

  it('grows by chance by a quarter at most', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
      const least = backoffS(attempts, 0);
      expect(backoffS(attempts, chance)).toBeGreaterThanOrEqual(least);
      expect(backoffS(attempts, chance)).toBeLessThanOrEqual(least * 1.25);
      expect(least).toBeLessThanOrEqual(600);
    }));
  });
});
