/**
 * Positions of the badges of a metric's two limits beside the plot: at their lines, within the plot, and without
 * overlapping. Pure.
 */

/** The height of a badge with a gap, in pixels. */
const BADGE_HEIGHT = 26;

/**
 * @param minY the line of the lower limit, in pixels from the top, even outside the plot; undefined if it is not set
 * @param maxY the line of the upper limit, likewise
 * @param height of the plot, in pixels
 * @returns the centres of the badges, in pixels from the top
 */
export function badgePlaces(
  minY: number | undefined,
  maxY: number | undefined,
  height: number,
): { min: number; max: number } {
  const within = (y: number | undefined, low: number, high: number): number => Math.min(Math.max(y ?? 0, low), high);
  const edge = BADGE_HEIGHT / 2 - 1;
  const min = within(minY, edge, height - edge);
  const max = within(maxY, edge, height - edge);
  if (minY === undefined || maxY === undefined || min - max >= BADGE_HEIGHT) return { min, max };
  const middle = within((min + max) / 2, edge + BADGE_HEIGHT / 2, height - edge - BADGE_HEIGHT / 2);
  return { min: middle + BADGE_HEIGHT / 2, max: middle - BADGE_HEIGHT / 2 };
}
