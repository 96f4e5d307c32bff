/** Tells jumps that no plant, pot or room makes from changes that may be. Pure. */
import { METRICS, type Metric } from '../metrics.ts';

const HOUR_MS = 3_600_000;

/** A value and when it was measured. */
export interface Measured {
  value: number;
  at: Date;
}

/**
 * Whether the change from one value to a later one is larger than anything that happens at a plant, see `METRICS[…].probe`.
 * A value at the very end of what the sensor can report needs less of a change: a broken contact or an input that is not
 * connected reads exactly that.
 */
export function isJump(metric: Metric, from: Measured, to: Measured): boolean {
  const { min, max, probe } = METRICS[metric];
  const { largestChange } = probe;
  if (!largestChange) return false;
  const change = Math.abs(to.value - from.value);
  const hours = Math.max(0, to.at.getTime() - from.at.getTime()) / HOUR_MS;
  const isAtEnd = to.value === min || to.value === max;
  return change > (isAtEnd ? largestChange.toEnd : largestChange.atOnce) + largestChange.perHour * hours;
}
