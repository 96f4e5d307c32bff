import type { MoisturePoint } from './moisture-points.ts';

/** A straight line through a curve of soil moisture. */
export interface MoistureLine {
  /** Percentage points a millisecond. */
  slope: number;
  valueAt: (at: number) => number;
  /** Share of the variance that the line explains (R²), 0 to 1. */
  fit: number;
}

/** Fits a straight line by least squares. */
export function lineThrough(points: readonly MoisturePoint[]): MoistureLine {
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / points.length;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / points.length;
  let [times, both, values] = [0, 0, 0];
  for (const { at, value } of points) {
    times += (at - meanAt) ** 2;
    both += (at - meanAt) * (value - mean);
    values += (value - mean) ** 2;
  }
  const slope = times === 0 ? 0 : both / times;
  return {
    slope,
    valueAt: (at) => mean + slope * (at - meanAt),
    fit: times === 0 || values === 0 ? 0 : both ** 2 / (times * values),
  };
}
