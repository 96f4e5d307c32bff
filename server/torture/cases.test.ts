import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { CASES } from './cases.ts';
import { slope } from './cases/soak.ts';

const SERVER = path.join(import.meta.dirname, '..');
const cases: [string, Case][] = Object.entries(CASES);

describe('each case', () => {
  it.each(cases)('%s names a test of the usual checks that looks at the same', (_name, { test }) => {
    const places = [path.join(SERVER, `${test}.test.ts`), path.join(SERVER, 'e2e', `${test}.test.ts`)];
    expect(
      places.some((place) => existsSync(place)),
      test,
    ).toBe(true);
  });
});

describe('the slope of a line through points', () => {
  it.each([
    {
      points: [
        [0, 1],
        [1, 3],
        [2, 5],
      ],
      expected: 2,
    },
    {
      points: [
        [0, 4],
        [10, 4],
        [20, 4],
      ],
      expected: 0,
    },
    {
      points: [
        [0, 2],
        [1, 0],
        [2, 1],
        [3, -1],
      ],
      expected: -0.8,
    },
  ])('of $points is $expected', ({ points, expected }) => {
    expect(slope(points.map(([x = 0, y = 0]) => ({ x, y })))).toBeCloseTo(expected);
  });
});
