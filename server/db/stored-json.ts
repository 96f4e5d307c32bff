/**
 * Reads JSON columns as this version understands them. Another version, or somebody using SQL, may have written them.
 * Values that cannot be read count as unset, and missing metrics as not measured. Nothing here throws.
 */
import { type AdviceBasis, basisIn } from '@plantops/shared/care/advice-basis.ts';
import {
  type CareAdvice,
  careAdviceSchema,
  type CareContext,
  careContextSchema,
  type CareMetric,
  careMetricSchema,
  careTaskSchema,
} from '@plantops/shared/care/care-plan.ts';
import { type StoredCareIntervals, storedCareIntervalSchema } from '@plantops/shared/api/care-intervals.ts';
import { CHORE_KINDS } from '@plantops/shared/care/chores.ts';
import { type Place, placeSchema, UNKNOWN_PLACE } from '@plantops/shared/diagnosis/place.ts';
import { type Diagnosis, diagnosisSchema } from '@plantops/shared/diagnosis/diagnosis.ts';
import { COMBINATIONS, type Combine } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES, METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import { LANGUAGES, type Language } from '@plantops/shared/settings/display.ts';
import { type Thresholds, thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';

/** Stands in for a missing text. */
const NO_TEXT = '–';

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const objectOf = (json: unknown): Record<string, unknown> => (isObject(json) ? json : {});
const listOf = (json: unknown): unknown[] => (Array.isArray(json) ? json : []);

/** Reads field by field: a value that matches its schema, or else its default. */
function fieldByField<Shape extends z.ZodRawShape>(
  { shape }: z.ZodObject<Shape>,
  json: unknown,
  defaults: z.infer<z.ZodObject<Shape>>,
): z.infer<z.ZodObject<Shape>> {
  const stored = objectOf(json);
  const fields = Object.entries(shape).map(([key, field]) => {
    const result = z.safeParse(field, stored[key]);
    return [key, result.success ? result.data : (defaults as Record<string, unknown>)[key]];
  });
  return Object.fromEntries(fields) as z.infer<z.ZodObject<Shape>>;
}

/** plants.thresholds: limits that are invalid, or belong to an unknown metric, are left out. */
export function storedThresholds(json: unknown): Thresholds {
  const stored = objectOf(json);
  const thresholds: Thresholds = {};
  for (const metric of METRIC_NAMES) {
    const limits = thresholdsSchema.shape[metric].safeParse(stored[metric]);
    if (limits.data) thresholds[metric] = limits.data;
  }
  return thresholds;
}

/** plants.combine: what is invalid, or belongs to an unknown metric, is left out. */
export function storedCombine(json: unknown): Combine {
  const stored = objectOf(json);
  const combine: Combine = {};
  for (const metric of METRIC_NAMES) {
    const how = COMBINATIONS.find((known) => known === stored[metric]);
    if (how) combine[metric] = how;
  }
  return combine;
}

/** plants.place: what is missing, invalid or unknown was not said. */
export const storedPlace = (json: unknown): Place => fieldByField(placeSchema, json, UNKNOWN_PLACE);

/** plants.care_intervals: what is invalid, or of an unknown kind, is left out. */
export function storedCareIntervals(json: unknown): StoredCareIntervals {
  const stored = objectOf(json);
  const intervals: StoredCareIntervals = {};
  for (const kind of CHORE_KINDS) {
    const interval = storedCareIntervalSchema.safeParse(stored[kind]).data;
    if (interval) intervals[kind] = interval;
  }
  return intervals;
}

/** devices.sensor_types. */
export const storedSensorTypes = (json: unknown): string[] | null =>
  Array.isArray(json) ? json.filter((type) => typeof type === 'string') : null;

/** Whether this version knows the metric named in a row. */
export const isKnownMetric = (name: string): name is Metric => Object.hasOwn(METRICS, name);

const unknownMetric = (metric: Metric): CareMetric => ({
  unit: METRICS[metric].unit,
  value: null,
  measured_at: null,
  age_minutes: null,
  thresholds: null,
  ideal: null,
  state: 'unknown',
  last_24h: null,
  last_7d: null,
});

/** The metrics in care_plans.made_from. */
export function storedCareMetrics(json: unknown): CareContext['metrics'] {
  const stored = objectOf(json);
  return perMetric((metric) => fieldByField(careMetricSchema, stored[metric], unknownMetric(metric)));
}

/** care_plans.diagnosis: null where there is none, or one of another version that this one cannot read. */
export const storedDiagnosis = (json: unknown): Diagnosis | null => diagnosisSchema.safeParse(json).data ?? null;

/** The parts of a care plan that are stored as JSON. */
export type StoredPlan = Pick<CareAdvice, 'watering' | 'light' | 'humidity' | 'alerts' | 'schedule'> & {
  language: Language;
  basis: AdviceBasis | null;
  diagnosis: Diagnosis | null;
  made_from: CareContext;
};

/**
 * Text lengths were checked when the plan was stored; stricter limits in a later version must not make it unreadable.
 */
const text = z.string();
const wateringSchema = careAdviceSchema.shape.watering.extend({ frequency: text, amount: text });
const lightSchema = careAdviceSchema.shape.light.extend({ current: text, ideal: text, recommendation: text });
const humiditySchema = careAdviceSchema.shape.humidity.extend({ ideal: text, recommendation: text });
const taskSchema = careTaskSchema.extend({ note: text }).strip();

/** @param row a row of care_plans; columns that are not JSON have the table's types */
export function storedPlan(
  row: Readonly<Record<Exclude<keyof StoredPlan, 'basis'>, unknown>> & {
    readonly basis?: unknown;
    readonly generated_at: Date;
  },
): StoredPlan {
  const madeAt = row.generated_at.toISOString();
  const today = madeAt.slice(0, 10);
  const language = LANGUAGES.find((known) => known === row.language) ?? 'en';
  return {
    language,
    basis: basisIn(row.basis) ?? null,
    diagnosis: storedDiagnosis(row.diagnosis),
    watering: fieldByField(wateringSchema, row.watering, { frequency: NO_TEXT, amount: NO_TEXT, next: today }),
    light: fieldByField(lightSchema, row.light, { current: NO_TEXT, ideal: NO_TEXT, recommendation: NO_TEXT }),
    humidity: fieldByField(humiditySchema, row.humidity, { current: null, ideal: NO_TEXT, recommendation: NO_TEXT }),
    alerts: listOf(row.alerts).filter((alert) => typeof alert === 'string'),
    schedule: listOf(row.schedule).flatMap((task) => taskSchema.safeParse(task).data ?? []),
    made_from: {
      ...fieldByField(careContextSchema, row.made_from, {
        made_at: madeAt,
        today,
        season: 'spring',
        language,
        temperature_unit: 'celsius',
        plant: { name: NO_TEXT, species: null, kept_since: today },
        species: null,
        metrics: perMetric(unknownMetric),
        soil_dries_per_day: null,
        brightest_hours_lux: null,
        waterings: [],
        days_between_waterings: null,
        last_fertilized: null,
        last_repotted: null,
        sensors: [],
        open_alerts: [],
      }),
      metrics: storedCareMetrics(objectOf(row.made_from)['metrics']),
    },
  };
}

const isTime = (json: unknown): json is string => typeof json === 'string' && !Number.isNaN(Date.parse(json));

/**
 * A row of plants, as kept in removed_plants.plant. Missing columns, and columns with invalid values, get the table's
 * default.
 */
export function storedPlantRow(id: string, json: unknown): Record<string, unknown> {
  const { name, species, thresholds, combine, place, room_id, tags, care_intervals, created_at, ...others } =
    objectOf(json);
  return {
    ...others,
    id,
    name: typeof name === 'string' && name !== '' ? name : id,
    species: typeof species === 'string' ? species : null,
    // Kept unchanged, because a later version may understand more of them.
    thresholds: objectOf(thresholds),
    combine: objectOf(combine),
    place: objectOf(place),
    room_id: typeof room_id === 'string' ? room_id : null,
    tags: listOf(tags).filter((tag) => typeof tag === 'string'),
    care_intervals: objectOf(care_intervals),
    ...(isTime(created_at) && { created_at }),
  };
}

/** Rows of mutes, as kept in removed_plants.mutes. */
export const storedMuteRows = (plantId: string, json: unknown): Record<string, unknown>[] =>
  listOf(json)
    .map(objectOf)
    .filter(({ metric, until }) => typeof metric === 'string' && isTime(until))
    .map((row) => ({ ...row, plant_id: plantId }));
