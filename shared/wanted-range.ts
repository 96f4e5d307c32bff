/**
 * The range that a plant wants, for the card, the plant's page and the care page: the one that it is judged by
 * (`diagnosis/ranges.ts`). Pure.
 */
import { limitsOf, rangeOf } from './diagnosis/ranges.ts';
import type { Place } from './diagnosis/place.ts';
import { siteByWords } from './diagnosis/site.ts';
import type { Metric } from './metrics.ts';
import type { Light } from './species/species-schema.ts';
import type { Thresholds } from './thresholds.ts';

/** What the library says of a plant's species. */
export interface Ideal {
  thresholds: Thresholds;
  light: Light;
}

/** A plant, as far as the range depends on it. */
export interface Wanting {
  thresholds: Thresholds;
  ideal?: Ideal | null | undefined;
  name?: string | undefined;
  place?: Pick<Place, 'site' | 'room'> | undefined;
}

/** A range with at least one end, in the metric's unit; null: no end on that side. */
export interface WantedRange {
  min: number | null;
  max: number | null;
}

/** @returns undefined where nothing is wanted */
export function rangeFor(
  { thresholds, ideal = null, name = '', place = { site: null, room: null } }: Wanting,
  metric: Metric,
): WantedRange | undefined {
  const range = rangeOf({ thresholds, species: ideal, place: { site: siteByWords(place, name) } }, metric);
  return range.min === null && range.max === null ? undefined : range;
}

/**
 * The owner's limits where the plant is not judged by them: they only say when to alert, and are shown beside the range.
 * @returns undefined where there are none, or they are those that it is judged by
 */
export function limitsForAlerts(plant: Wanting, metric: Metric): WantedRange | undefined {
  const own = limitsOf(plant, metric);
  const range = rangeFor(plant, metric);
  const isOther = (side: 'min' | 'max'): boolean => own[side] !== null && own[side] !== (range?.[side] ?? null);
  return isOther('min') || isOther('max') ? own : undefined;
}
