import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test.each([
  [0, 2],
  [1, 2],
  [2, 4],
  [3, 8],
  [9, 512],
  [10, 600],
  [5000, 600],
])('after %d failures the pause is %d', (failures, pause) => {
  expect(backoff(failures, { first: 2, longest: 600 })).toBe(pause);
});

test('jitter adds at most its share, even to the longest pause', () => {
  expect(backoff(3, { first: 2, longest: 600, jitter: 0.25 }, 1)).toBe(10);
  expect(backoff(3, { first: 2, longest: 600, jitter: 0.25 }, 0)).toBe(8);
  expect(backoff(20, { first: 2, longest: 600, jitter: 0.25 }, 1)).toBe(750);
});

test('jitter is random unless chance is given', () => {
  const pauses = new Set(Array.from({ length: 20 }, () => backoff(1, { first: 1, longest: 10, jitter: 1 })));
  expect(pauses.size).toBeGreaterThan(1);
});
