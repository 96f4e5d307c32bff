export interface Backoff {
  /** The pause after the first failure. */
  first: number;
  /** The longest pause, before chance is added. */
  longest: number;
  /** Share of the pause that chance may add, so that many who failed together do not come back together; 0 by default. */
  jitter?: number;
}

/**
 * The pause after so many failures in a row: it doubles with each of them.
 * @param failures 1 or more
 * @param chance from 0 to 1; random unless given
 * @returns in the unit of `first` and `longest`
 */
export function backoff(failures: number, { first, longest, jitter = 0 }: Backoff, chance = Math.random()): number {
  // Bounded before the power, which would overflow after a thousand failures.
  const doublings = Math.min(Math.max(failures, 1) - 1, 40);
  return Math.min(first * 2 ** doublings, longest) * (1 + jitter * chance);
}
