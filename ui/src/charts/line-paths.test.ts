import { describe, expect, it } from 'vitest';
import type { SeriesPoint } from './history-series';
import { dotsPath, linePaths, type PlotFrame } from './line-paths';

/** One pixel is one second wide and 0.1 of the value's unit high. */
const frame: PlotFrame = {
  window: { from: 0, to: 100_000 },
  domain: { min: 0, max: 10 },
  width: 100,
  height: 100,
};
const at = (seconds: number, mean: number, reach = 0): SeriesPoint => ({
  time: seconds * 1000,
  mean,
  min: mean - reach,
  max: mean + reach,
});
const pathsOf = (...runs: SeriesPoint[][]) => linePaths(runs, frame);

describe('linePaths', () => {
  it('join the means, and go along the greatest values and back along the least', () => {
    expect(pathsOf([at(0, 5, 1), at(10, 6, 2)])).toEqual({
      mean: 'M 0 50 10 40',
      band: 'M 0 40 10 20 10 60 0 60Z',
    });
  });

  it('leave a gap between two runs', () => {
    expect(pathsOf([at(0, 5), at(10, 5)], [at(50, 5), at(60, 5)])).toEqual({
      mean: 'M 0 50 10 50M 50 50 60 50',
      band: 'M 0 50 10 50 10 50 0 50ZM 50 50 60 50 60 50 50 50Z',
    });
  });

  it('of a single point are a dot without a band', () => {
    expect(pathsOf([at(50, 5, 1)])).toEqual({ mean: 'M50 50h0', band: '' });
  });

  it('end at the edges of the window where the line leaves it', () => {
    expect(pathsOf([at(-10, 0, 0), at(10, 10, 1)]).mean).toBe('M 0 50 10 0');
    expect(pathsOf([at(-10, 0, 0), at(10, 10, 1)]).band).toBe('M 0 45 10 -10 10 10 0 55Z');
    expect(pathsOf([at(90, 10), at(110, 0)]).mean).toBe('M 90 0 100 50');
  });

  it('cross a window between two points', () => {
    expect(pathsOf([at(-100, 0), at(300, 10)]).mean).toBe('M 0 75 100 50');
  });

  it('of what lies outside are empty', () => {
    expect(pathsOf([at(-20, 5), at(-10, 5)], [at(110, 5)], [])).toEqual({ mean: '', band: '' });
  });

  it('go beyond the plot where the axis does not reach, and are told to a tenth of a pixel', () => {
    expect(pathsOf([at(0, 12), at(33.333, -1)]).mean).toBe('M 0 -20 33.3 110');
  });

  it('of points at both edges use the whole width', () => {
    expect(pathsOf([at(0, 0), at(100, 10)]).mean).toBe('M 0 100 100 0');
  });
});

describe('dotsPath', () => {
  it('has a dot for each point in the window', () => {
    expect(dotsPath([at(-1, 5), at(0, 5), at(100, 10), at(101, 5)], frame)).toBe('M0 50h0M100 0h0');
  });
});
