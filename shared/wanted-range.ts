/** The range that a plant wants: one answer for the card, the plant's page, the care page and the plan. Pure. */
import type { Metric } from './metrics.ts';
import { LIGHT_CARE } from './species/species-care.ts';
import type { Light } from './species/species-schema.ts';
import type { Limits, Thresholds } from './thresholds.ts';

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

const rangeOf = (limits: Limits | undefined): WantedRange | undefined =>
  limits && (limits.min != null || limits.max != null)
    ? { min: limits.min ?? null, max: limits.max ?? null }
    : undefined;

/**
 * The owner's limits or, for a metric without any, those of the species. Light without a lower limit has the light of
 * the brightest hours that the species needs (`LIGHT_CARE`): a lower limit would alarm every night, so there is none to
 * judge by, and yet a plant does want light.
 * @returns undefined where neither says anything
 */
export function rangeFor(
  { thresholds, ideal }: { thresholds: Thresholds; ideal?: Ideal | null | undefined },
  metric: Metric,
): WantedRange | undefined {
  const range = rangeOf(thresholds[metric]) ?? rangeOf(ideal?.thresholds[metric]);
  if (metric !== 'light_level' || !ideal || range?.min != null) return range;
  const least = LIGHT_CARE[ideal.light].brightHoursLux;
  const max = range?.max ?? null;
  // An owner who limits light to less than the species needs is not told that nothing is wanted.
  return max !== null && max < least ? range : { min: least, max };
}
