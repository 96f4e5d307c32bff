/** Where the badges of two limits lie beside the plot: at their lines, within the plot, and never over each other. Pure. */

/** A badge and a gap. */
const BADGE_HEIGHT = 26;

/**
 * @param minY, maxY where the lines are, in pixels from the top, also outside of the plot; undefined without that limit
 * @returns the badges' middles
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
