/**
 * Facts from what a care plan is made from, for plans that are made where no diagnosis is at hand, such as in another
 * Node-RED. They are coarser: a day and a week instead of each day, and no word of place, probes or nights. Pure.
 */
import type { CareContext } from '../../care/care-plan.ts';
import { STALE_MINUTES } from '../../care/care-words.ts';
import { METRIC_NAMES, METRICS, type Metric, perMetric } from '../../metrics.ts';
import { addDays } from '../../plain-date.ts';
import type { Thresholds } from '../../thresholds.ts';
import type { DayFigures, MetricFacts, PlantFacts, SpeciesFacts } from '../facts.ts';
import { UNKNOWN_PLACE } from '../place.ts';

const WHOLE_DAY_H = 24;
/** "soil_moisture is 15.2, threshold min 20.0": the text of an alert. */
const ALERT = /^(\S+) is \S+, threshold (min|max) /;

/** A day of the week before, for its extremes, and the last day. */
function daysOf({ today, metrics }: CareContext, metric: Metric): DayFigures[] {
  const { last_7d: week, last_24h: day } = metrics[metric];
  return [
    ...(week ? [{ day: addDays(today, -3), min: week.min, mean: week.mean, max: week.max, hours: WHOLE_DAY_H }] : []),
    ...(day ? [{ day: today, min: day.min, mean: day.mean, max: day.max, hours: WHOLE_DAY_H }] : []),
  ];
}

function metricOf(context: CareContext, metric: Metric): MetricFacts {
  const {
    value,
    measured_at: measuredAt,
    age_minutes: age,
    state,
    last_24h: day,
    last_7d: week,
  } = context.metrics[metric];
  const outside = { day: day?.hours_outside ?? 0, week: week?.hours_outside ?? 0 };
  const none = { day: 0, week: 0 };
  return {
    value,
    measuredAt,
    isFresh: value !== null && age !== null && age <= STALE_MINUTES,
    intervalS: null,
    days: daysOf(context, metric),
    hoursBelow: state === 'below' ? outside : none,
    hoursAbove: state === 'above' ? outside : none,
    probes: [],
  };
}

const rangesOf = (context: CareContext, which: 'thresholds' | 'ideal'): Thresholds =>
  Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => {
      const range = context.metrics[metric][which];
      return range ? [[metric, range]] : [];
    }),
  );

function speciesOf(context: CareContext): SpeciesFacts | null {
  const { species } = context;
  if (species === null) return null;
  const { name, common_name: called, season_words: season, watering, light, pets } = species;
  return {
    name,
    commonNames: { en: called, de: called },
    isGenus: false,
    form: 'leafy',
    thresholds: rangesOf(context, 'ideal'),
    watering,
    light,
    season: { en: season, de: season },
    pets,
  };
}

const isMetric = (name: string | undefined): name is Metric => name !== undefined && Object.hasOwn(METRICS, name);

function alertsOf({ open_alerts: alerts, made_at: since }: CareContext): PlantFacts['alerts'] {
  return alerts.flatMap((text) => {
    const [, metric, side] = ALERT.exec(text) ?? [];
    return isMetric(metric) ? [{ metric, side: side === 'min' ? ('below' as const) : ('above' as const), since }] : [];
  });
}

const noonOf = (day: string | null) => (day === null ? [] : [`${day}T12:00:00.000Z`]);

/** What of a plant can be judged by the context of a care plan. */
export function factsOfContext(context: CareContext): PlantFacts {
  const { made_at: at, today, season, plant, waterings, soil_dries_per_day: driesPerDay, sensors } = context;
  return {
    at,
    today,
    timeZone: 'UTC',
    season,
    hemisphere: 'north',
    daylightHours: null,
    plant: { id: '', name: plant.name, species: plant.species, keptSince: plant.kept_since },
    place: UNKNOWN_PLACE,
    species: speciesOf(context),
    thresholds: rangesOf(context, 'thresholds'),
    metrics: perMetric((metric) => metricOf(context, metric)),
    soil: { seen: [], driesPerDay, earlierDriesPerDay: [], drop: null },
    light:
      context.brightest_hours_lux === null
        ? []
        : [{ day: today, dli: 0, brightLux: context.brightest_hours_lux, hours: 0 }],
    nights: [],
    air: [],
    events: [
      ...waterings.map(({ at: wateredAt, amount_ml: amountMl }) => ({
        kind: 'watering' as const,
        at: wateredAt,
        amountMl,
      })),
      ...noonOf(context.last_fertilized).map((day) => ({ kind: 'fertilizing' as const, at: day, amountMl: null })),
      ...noonOf(context.last_repotted).map((day) => ({ kind: 'repotting' as const, at: day, amountMl: null })),
    ],
    devices: sensors.map(
      ({ name, status, last_seen_at: lastSeenAt, battery_pct: batteryPct, clock_wrong: isOff, error }, index) => ({
        id: String(index),
        name,
        isOnline: status !== 'offline',
        lastSeenAt,
        batteryPct,
        error: status === 'error' ? (error ?? '') : null,
        findings: isOff ? ['clock_off'] : [],
      }),
    ),
    alerts: alertsOf(context),
  };
}
