/**
 * Deterministic noise: the same numbers give the same values, so that a simulated device continues where it stopped.
 */

/** Evenly distributed over 0…1 and deterministic (a 32-bit integer hash, "lowbias32" by Chris Wellons). */
export function hash(seed: number, channel: number, step: number): number {
  let x = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(channel | 0, 0x85ebca6b) ^ (step | 0)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Smooth noise between -1 and 1 that changes over `periodMs`; each channel has its own noise. */
export function drift(seed: number, channel: number, timeMs: number, periodMs: number): number {
  const position = timeMs / periodMs;
  const step = Math.floor(position);
  const fraction = position - step;
  const eased = fraction * fraction * (3 - 2 * fraction);
  const from = hash(seed, channel, step);
  return 2 * (from + (hash(seed, channel, step + 1) - from) * eased) - 1;
}
