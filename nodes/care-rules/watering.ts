/** When to water next: judged by the soil, or else by habit, or else by what is usual for the species. Pure. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import type { Watering } from '@plantops/shared/species/species-schema.ts';
import { WATERING_CARE } from '@plantops/shared/species/species-care.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import { addDays, daysBetween, laterDate } from '@plantops/shared/plain-date.ts';
import { isResting } from './growth.ts';

/** Days between waterings if nothing else is known. Our judgement, for a 12 to 20 cm pot in a warm room in summer. */
const USUAL_DAYS: Readonly<Record<Watering, number>> = {
  dry_out: 14,
  mostly_dry: 10,
  surface_dry: 7,
  keep_moist: 4,
  keep_wet: 2,
};
/** A resting plant drinks about a third less. Our judgement. */
const RESTING_FACTOR = 1.5;
/**
 * Soil moisture below which a plant of unknown species is watered (%). Our judgement, within the bands of
 * `WATERING_CARE`.
 */
const UNKNOWN_LOWER = 25;
const UNKNOWN_UPPER = 75;
const FURTHEST_DAYS = 45;
/** Soil that is too wet is not watered for at least this many days. */
const REST_DAYS = 2;

export interface WateringForecast {
  next: string;
  everyDays: number;
  /** What the forecast is based on. */
  basis: 'soil' | 'habit' | 'species';
  /** Lower limit of soil moisture (%). */
  lower: number;
  upper: number | null;
  /** Soil moisture now. Null if it is not measured, or was last measured too long ago or before the last watering. */
  soil: number | null;
}

const isFresh = (age: number | null): boolean => age !== null && age <= STALE_MINUTES;

/** A metric's value, if it is recent enough to describe the present. */
export const freshValue = (
  { metrics }: Pick<CareContext, 'metrics'>,
  metric: keyof CareContext['metrics'],
): number | null => (isFresh(metrics[metric].age_minutes) ? metrics[metric].value : null);

const within = (days: number, most: number): number => Math.min(most, Math.max(1, Math.round(days)));

/** Soil moisture now. A value from before the last watering is ignored: it would ask for another one. */
function soilNow(context: CareContext): number | null {
  const {
    waterings,
    metrics: {
      soil_moisture: { measured_at: measuredAt },
    },
  } = context;
  const watered = waterings[0];
  return watered && measuredAt !== null && Date.parse(watered.at) > Date.parse(measuredAt)
    ? null
    : freshValue(context, 'soil_moisture');
}

function intervalOf(context: CareContext, lower: number): Pick<WateringForecast, 'everyDays' | 'basis'> {
  const { soil_dries_per_day: lost, days_between_waterings: habit, species, metrics } = context;
  const top = metrics.soil_moisture.last_7d?.max;
  if (lost !== null && lost > 0 && top !== undefined && top > lower)
    return { everyDays: within((top - lower) / lost, FURTHEST_DAYS), basis: 'soil' };
  if (habit !== null) return { everyDays: within(habit, FURTHEST_DAYS), basis: 'habit' };
  const usual = USUAL_DAYS[species?.watering ?? 'surface_dry'] * (isResting(context) ? RESTING_FACTOR : 1);
  return { everyDays: within(usual, FURTHEST_DAYS), basis: 'species' };
}

/** When to water next: never before today, and at most 45 days ahead. */
export function forecastWatering(context: CareContext): WateringForecast {
  const {
    today,
    waterings,
    soil_dries_per_day: lost,
    species,
    metrics: {
      soil_moisture: { thresholds, ideal },
    },
  } = context;
  const care = species && WATERING_CARE[species.watering];
  const lower = thresholds?.min ?? ideal?.min ?? care?.min ?? UNKNOWN_LOWER;
  const upper = thresholds?.max ?? ideal?.max ?? (care ? care.max : UNKNOWN_UPPER);
  const soil = soilNow(context);
  const interval = intervalOf(context, lower);
  const last = waterings[0]?.at.slice(0, 10);
  const byCalendar = addDays(last ?? today, interval.everyDays);

  let next = byCalendar;
  if (soil !== null) {
    if (soil <= lower) next = today;
    else if (lost !== null && lost > 0)
      next = addDays(today, Math.min(FURTHEST_DAYS, Math.floor((soil - lower) / lost)));
    // The soil is still moist: do not water today, even if the calendar says so.
    else next = laterDate(byCalendar, addDays(today, 1));
    if (upper !== null && soil > upper) next = laterDate(next, addDays(today, REST_DAYS));
  }
  const days = Math.min(FURTHEST_DAYS, Math.max(0, daysBetween(today, next)));
  return { next: addDays(today, days), lower, upper, soil, ...interval };
}
