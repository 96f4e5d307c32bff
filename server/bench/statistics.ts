/** The arithmetic of the bench. */

/** What several measurements of one thing say together. */
export interface Summary {
  median: number;
  least: number;
  greatest: number;
}

/**
 * The value that a share of the values does not exceed: the nearest rank, so it is always one that was measured.
 * @param share 0 to 1, such as 0.99
 * @returns NaN if there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN;
}

/** The middle value; of an even number of values, the mean of the two in the middle. NaN if there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Median and spread. All are NaN if there are no values. */
export const summarise = (values: readonly number[]): Summary => ({
  median: median(values),
  least: percentile(values, 0),
  greatest: percentile(values, 1),
});
