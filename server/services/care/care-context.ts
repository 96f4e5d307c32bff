/** Gathers the data that a care plan is made from. */
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { CareContext, CareMetric } from '@plantops/shared/care/care-plan.ts';
import type { RangeState } from '@plantops/shared/care/care-words.ts';
import type { DisplaySettings as Display, Language } from '@plantops/shared/settings/display.ts';
import type { PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { hemisphereOf } from '@plantops/shared/diagnosis/figures/sun.ts';
import { placeOfZone } from '@plantops/shared/diagnosis/figures/zone-places.ts';
import { countedRange } from '@plantops/shared/diagnosis/ranges.ts';
import { siteByWords } from '@plantops/shared/diagnosis/site.ts';
import { METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import { pointsLostPerDay } from '@plantops/shared/moisture/moisture-forecast.ts';
import { moisturePoints } from '@plantops/shared/moisture/moisture-points.ts';
import { LIGHT_CARE, WATERING_CARE } from '@plantops/shared/species/species-care.ts';
import { speciesNamed } from '@plantops/shared/species/species.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';
import { findWaterings } from '@plantops/shared/moisture/watering-detection.ts';
import type { Queryable } from '../../db/pool.ts';
import { type Range, type Ranges, readCareStatistics } from '../../db/repositories/care-statistics.ts';
import { listAlerts } from '../../db/repositories/alerts.ts';
import { listDevices } from '../../db/repositories/devices.ts';
import { listJournalOfKinds } from '../../db/repositories/journal.ts';
import { readHistory } from '../../db/repositories/telemetry.ts';
import { dateIn, effectiveTimeZone, seasonOf } from './season.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The history from which the drying of the soil is calculated, as long and as fine as the forecast needs it. */
const SOIL = { spanMs: 48 * HOUR_MS, bucketS: 600 };
const BRIGHT_HOURS = 3;
/** An evening and a night do not show how bright a place gets. */
const LEAST_LIGHT_HOURS = 18;
const MOST_WATERINGS = 10;
const MOST_SENSORS = 10;
const MOST_OPEN_ALERTS = 10;

/** When and where in the world it is judged. */
type Climate = Pick<PlantFacts, 'season' | 'hemisphere'>;

export interface GatherOptions {
  plant: Plant;
  display: Display;
  language: Language;
  now: Date;
}

const rangeOf = (limits: Limits | undefined): Range | null =>
  limits && (limits.min != null || limits.max != null) ? { min: limits.min ?? null, max: limits.max ?? null } : null;

/** The range of each metric that the plant needs, as its diagnosis judges it. */
export function judgedBy(plant: Pick<Plant, 'name' | 'thresholds' | 'species' | 'place'>, at: Climate): Ranges {
  const needs = {
    thresholds: plant.thresholds,
    species: (plant.species === null ? undefined : speciesNamed(plant.species)) ?? null,
    place: { site: siteByWords(plant.place, plant.name) },
    ...at,
  };
  return perMetric((metric) => rangeOf(countedRange(needs, metric)));
}

export function stateOf(value: number | null, range: Range | null): RangeState {
  if (value === null || range === null) return 'unknown';
  if (range.min !== null && value < range.min) return 'below';
  return range.max !== null && value > range.max ? 'above' : 'inside';
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const pair = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return pair[0] === undefined || pair[1] === undefined ? null : (pair[0] + pair[1]) / 2;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** The usual number of days between waterings. @param times newest first */
function usualInterval(times: readonly string[]): number | null {
  const days = times.slice(1).map((time, index) => (Date.parse(times[index] ?? '') - Date.parse(time)) / DAY_MS);
  const usual = median(days);
  return usual === null ? null : rounded(usual);
}

/** Mean of the brightest hours of a day; null if too little of the day was measured. */
function brightestHours(hourly: readonly (number | null)[]): number | null {
  const measured = hourly.filter((value) => value !== null);
  if (measured.length < LEAST_LIGHT_HOURS) return null;
  const brightest = measured.sort((a, b) => b - a).slice(0, BRIGHT_HOURS);
  return Math.round(brightest.reduce((sum, value) => sum + value, 0) / brightest.length);
}

/** @param plant its current state, with its newest values */
export async function gatherCareContext(
  database: Queryable,
  { plant, display, language, now }: GatherOptions,
): Promise<CareContext> {
  const timeZone = effectiveTimeZone(display.time_zone);
  const today = dateIn(timeZone, now);
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const season = seasonOf(today, timeZone);
  const ranges = judgedBy(plant, { season, hemisphere: hemisphereOf(placeOfZone(timeZone)) });
  const [day, week, soil, hours, journal, devices, alerts] = await Promise.all([
    readCareStatistics(database, plant.id, ago(DAY_MS), ranges),
    readCareStatistics(database, plant.id, ago(7 * DAY_MS), ranges),
    readHistory(database, plant.id, ago(SOIL.spanMs), now, SOIL.bucketS),
    readHistory(database, plant.id, ago(DAY_MS), now, HOUR_MS / 1000),
    listJournalOfKinds(database, plant.id, ['watering', 'fertilizing', 'repotting'], MOST_WATERINGS),
    listDevices(database, { plantId: plant.id, limit: MOST_SENSORS }),
    listAlerts(database, { plantId: plant.id, open: true, limit: MOST_OPEN_ALERTS }),
  ]);
  const waterings = journal.filter(({ kind }) => kind === 'watering');
  const lastOf = (kind: string): string | null => {
    const last = journal.find((entry) => entry.kind === kind);
    return last ? dateIn(timeZone, new Date(last.at)) : null;
  };
  const points = moisturePoints(soil);
  const logged = waterings[0] && Date.parse(waterings[0].at);
  const seen = findWaterings(points).at(-1)?.at;
  const wateredAt = logged === undefined ? seen : Math.max(logged, seen ?? 0);
  const lost = pointsLostPerDay(points, now.getTime(), wateredAt);
  const species = plant.species === null ? undefined : speciesNamed(plant.species);

  const metricOf = (metric: Metric): CareMetric => {
    const measuredAt = plant.latest?.measured_at[metric] ?? null;
    const value = plant.latest?.[metric] ?? null;
    return {
      unit: METRICS[metric].unit,
      value,
      measured_at: measuredAt,
      age_minutes:
        measuredAt === null ? null : Math.max(0, Math.round((now.getTime() - Date.parse(measuredAt)) / 60_000)),
      thresholds: rangeOf(plant.thresholds[metric]),
      ideal: rangeOf(species?.thresholds[metric]),
      state: stateOf(value, ranges[metric]),
      last_24h: day[metric],
      last_7d: week[metric],
    };
  };
  return {
    made_at: now.toISOString(),
    today,
    season,
    language,
    temperature_unit: display.temperature_unit,
    plant: { name: plant.name, species: plant.species, kept_since: dateIn(timeZone, new Date(plant.created_at)) },
    species: species
      ? {
          name: species.name,
          common_name: (language === 'de' ? species.german_names[0] : species.common_names[0]) ?? species.name,
          watering: species.watering,
          watering_words: inLanguage(WATERING_CARE[species.watering].words, language),
          light: species.light,
          light_words: inLanguage(LIGHT_CARE[species.light].words, language),
          season_words: inLanguage(species.season, language),
          pets: species.pets,
        }
      : null,
    metrics: perMetric(metricOf),
    soil_dries_per_day: lost === undefined ? null : rounded(lost),
    brightest_hours_lux: brightestHours(hours.map(({ light_level }) => light_level)),
    waterings: waterings.map(({ at, amount_ml }) => ({ at, amount_ml })),
    days_between_waterings: usualInterval(waterings.map(({ at }) => at)),
    last_fertilized: lastOf('fertilizing'),
    last_repotted: lastOf('repotting'),
    sensors: devices.map(({ name, status, last_seen_at, battery_pct, clock_wrong, error }) => ({
      name,
      status,
      last_seen_at,
      battery_pct,
      clock_wrong,
      error,
    })),
    open_alerts: alerts.map(({ message }) => message),
  };
}
