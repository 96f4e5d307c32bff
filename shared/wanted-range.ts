/** The range that a plant wants: one answer for the card, the plant's page, the care page and the plan. Pure. */
import type { Metric } from './metrics.ts';
import { LIGHT_CARE } from './species/species-care.ts';
import type { Light } from './species/species-schema.ts';
import type { Thresholds } from './thresholds.ts';

/** What the library says of a plant's species. */
export interface Ideal {
  thresholds: Thresholds;
  light: Light;
}

/** A range with at least one end, in the metric's unit; null: no end on that side. */
export interface WantedRange {
  min: number | null;
  max: number | null;
}

/**
 * The owner's limits, and those of the species on a side without one. Light without a lower limit has the light of
 * the brightest hours that the species needs (`LIGHT_CARE`): a lower limit would alarm every night, so there is none to
 * judge by, and yet a plant does want light.
 * @returns undefined where neither says anything
 */
export function rangeFor(
  { thresholds, ideal }: { thresholds: Thresholds; ideal?: Ideal | null | undefined },
  metric: Metric,
): WantedRange | undefined {
  const [own, kind] = [thresholds[metric], ideal?.thresholds[metric]];
  const bright = metric === 'light_level' && ideal ? LIGHT_CARE[ideal.light].brightHoursLux : null;
  const max = own?.max ?? kind?.max ?? null;
  // An owner who limits light to less than the species needs is not told that nothing is wanted.
  const least = kind?.min ?? (bright !== null && (max === null || bright <= max) ? bright : null);
  const min = own?.min ?? least;
  if (min === null && max === null) return undefined;
  // A limit of the owner's can lie beyond the other one of the species.
  return min !== null && max !== null && min > max ? { min: own?.min ?? null, max: own?.max ?? null } : { min, max };
}
