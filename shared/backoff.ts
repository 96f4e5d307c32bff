export interface Backoff {
  /** The pause after the first failure. */
  first: number;
  /** The longest pause, before jitter is added. */
  longest: number;
  /**
   * Largest share of the pause that is added at random, so that clients that failed together do not retry together; 0
   * by default.
   */
  jitter?: number;
}

/**
 * The pause after a number of consecutive failures; it doubles with each failure.
 * @param failures 1 or more
 * @param chance fraction of the jitter to add, from 0 to 1; random by default
 * @returns the pause in the unit of `first` and `longest`
 */
export function backoff(failures: number, { first, longest, jitter = 0 }: Backoff, chance = Math.random()): number {
  // Limited before the power, which would overflow after a thousand failures.
  const doublings = Math.min(Math.max(failures, 1) - 1, 40);
  return Math.min(first * 2 ** doublings, longest) * (1 + jitter * chance);
}
