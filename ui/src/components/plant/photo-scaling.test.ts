import { describe, expect, it } from 'vitest';
import { fittedSize } from './photo-scaling';

describe('fittedSize', () => {
  it.each([
    [4000, 3000, 1600, 1200],
    [3000, 4000, 1200, 1600],
    [800, 600, 800, 600],
    [1600, 1600, 1600, 1600],
    [10_000, 2, 1600, 1],
  ])('%s × %s becomes %s × %s', (width, height, fittedWidth, fittedHeight) => {
    expect(fittedSize(width, height)).toEqual({ width: fittedWidth, height: fittedHeight });
  });
});
