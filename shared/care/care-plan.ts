/**
 * Care plans: what a plan says, what it is made from, and its REST shapes. The same schemas check a language model's
 * answer, what is stored and what is sent.
 */
import { z } from 'zod';
import { DEVICE_STATUSES } from '../api/devices.ts';
import { LIGHTS, PET_RISKS, WATERINGS } from '../species/species-schema.ts';
import { CARE_REASONS, CARE_SOURCES, CARE_STEPS, CARE_TASKS, RANGE_STATES, SEASONS } from './care-words.ts';
import { LANGUAGES, TEMPERATURE_UNITS } from '../settings/display.ts';
import { DIAGNOSIS_CODES } from '../diagnosis/codes.ts';
import { diagnosisSchema } from '../diagnosis/diagnosis.ts';
import { adviceBasisSchema } from './advice-basis.ts';
import { perMetric } from '../metrics.ts';
import { FREE_TEXT, FREE_TEXT_DEMAND, PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';

const dateTime = z.iso.datetime();
const words = (maxLength: number, description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(FREE_TEXT, FREE_TEXT_DEMAND)
    .meta({ description: `${description} At most ${maxLength} characters` });
const day = (description: string) => z.iso.date().meta({ description: `${description} YYYY-MM-DD` });

/** Limits on a plan's length: enough for good advice, too little for a rambling model. */
export const MOST_ALERTS = 8;
export const MOST_TASKS = 12;
/** No date in a plan is further ahead than this (days): a plan is remade every week. */
export const FURTHEST_DAYS = 120;

export const careTaskSchema = z
  .strictObject({
    task: z.enum(CARE_TASKS).meta({ description: '`check`: look at the plant, such as for pests or dust' }),
    due: day('When it is due first.'),
    every_days: z.int().min(1).max(365).nullable().meta({ description: 'Days from one time to the next; null: once' }),
    note: words(200, 'What to do and to look out for.'),
  })
  .meta({ id: 'CareTask' });

/** The advice of a language model, or of the rules, about one plant. */
export const careAdviceSchema = z
  .strictObject({
    summary: words(600, 'How the plant is doing and what matters most now, in one to three sentences.'),
    watering: z.strictObject({
      frequency: words(160, 'How often to water, in words.'),
      amount: words(200, 'How much, in words.'),
      next: day('When to water next.'),
    }),
    light: z.strictObject({
      current: words(120, 'How its light is now, in words.'),
      ideal: words(160, 'The light it wants, in words.'),
      recommendation: words(400, 'What to do about it.'),
    }),
    humidity: z.strictObject({
      current: z
        .number()
        .min(0)
        .max(100)
        .nullable()
        .meta({ description: 'Relative humidity now in %; null where no sensor measures it' }),
      ideal: words(120, 'The humidity it wants, such as 60-80%.'),
      recommendation: words(400, 'What to do about it.'),
    }),
    alerts: z
      .array(words(200, 'One thing that needs attention.'))
      .max(MOST_ALERTS)
      .meta({ description: 'What needs attention now, most urgent first; empty when nothing does' }),
    schedule: z
      .array(careTaskSchema)
      .max(MOST_TASKS)
      .meta({ description: 'What to do in the coming weeks, watering first' }),
  })
  .meta({ id: 'CareAdvice' });

const statisticsSchema = z
  .strictObject({
    count: z.int().meta({ description: 'Readings' }),
    min: z.number(),
    max: z.number(),
    mean: z.number(),
    slope_per_day: z.number().nullable().meta({
      description: "Change per day by linear regression, in the metric's unit; null where too few readings say",
    }),
    hours_outside: z.number().meta({ description: 'Hours outside the range it is judged by' }),
  })
  .meta({ id: 'CareStatistics' });

const rangeSchema = z.strictObject({ min: z.number().nullable(), max: z.number().nullable() });

export const careMetricSchema = z
  .strictObject({
    unit: z.string(),
    value: z.number().nullable(),
    measured_at: dateTime.nullable(),
    age_minutes: z.int().nullable(),
    thresholds: rangeSchema.nullable().meta({ description: "The plant's own limits" }),
    ideal: rangeSchema.nullable().meta({ description: 'The range of its species, where the library knows it' }),
    state: z
      .enum(RANGE_STATES)
      .meta({ description: 'Against the range that it needs: its own limits, unless its species contradicts them' }),
    last_24h: statisticsSchema.nullable(),
    last_7d: statisticsSchema.nullable(),
  })
  .meta({ id: 'CareMetric' });

/** Everything that a plan is made from. Values are in the units of readings (°C). */
export const careContextSchema = z
  .strictObject({
    made_at: dateTime,
    today: z.iso.date().meta({ description: 'In the time zone of the owner' }),
    season: z.enum(SEASONS),
    language: z.enum(LANGUAGES).meta({ description: 'Of the plan' }),
    temperature_unit: z.enum(TEMPERATURE_UNITS).meta({ description: 'In which the plan speaks of temperatures' }),
    plant: z.strictObject({ name: z.string(), species: z.string().nullable(), kept_since: z.iso.date() }),
    species: z
      .strictObject({
        name: z.string(),
        common_name: z.string(),
        watering: z.enum(WATERINGS),
        watering_words: z.string(),
        light: z.enum(LIGHTS),
        light_words: z.string(),
        season_words: z.string(),
        pets: z.enum(PET_RISKS),
      })
      .nullable()
      .meta({ description: 'From the species library' }),
    metrics: z.strictObject(perMetric(() => careMetricSchema)),
    soil_dries_per_day: z.number().nullable().meta({
      description: 'Points of soil moisture lost a day since it was last wettest; null where readings do not say',
    }),
    brightest_hours_lux: z
      .number()
      .nullable()
      .meta({ description: 'Mean light of the brightest three hours of the last 24' }),
    waterings: z
      .array(z.strictObject({ at: dateTime, amount_ml: z.number().nullable() }))
      .meta({ description: 'Logged in its journal, newest first, at most ten' }),
    days_between_waterings: z
      .number()
      .nullable()
      .meta({ description: 'Median of those logged; null with fewer than two' }),
    last_fertilized: z.iso.date().nullable(),
    last_repotted: z.iso.date().nullable(),
    sensors: z.array(
      z.strictObject({
        name: z.string().nullable(),
        status: z.enum(DEVICE_STATUSES),
        last_seen_at: dateTime.nullable(),
        battery_pct: z.number().nullable(),
        clock_wrong: z.boolean(),
        error: z.string().nullable(),
      }),
    ),
    open_alerts: z.array(z.string()),
    diagnosis: diagnosisSchema
      .optional()
      .meta({ description: 'What was found about the plant, and what is asked for; advice must not contradict it' }),
    by_rules: careAdviceSchema
      .optional()
      .meta({ description: 'The diagnosis in words, in the form of a plan: what the rules advise' }),
  })
  .meta({ id: 'CareContext', description: 'What a plan was made from' });

export const carePlanSchema = z
  .strictObject({
    id: z.int(),
    plant_id: z.string(),
    ...careAdviceSchema.shape,
    generated_at: dateTime,
    source: z
      .enum(CARE_SOURCES)
      .meta({ description: '`rules`: from the species library and the readings, without a language model' }),
    model: z.string().nullable(),
    basis: adviceBasisSchema
      .nullable()
      .optional()
      .meta({ description: 'What its words rest on, as whoever wrote them says; null: they do not say' }),
    tokens_in: z.int(),
    tokens_out: z.int(),
    reason: z.enum(CARE_REASONS),
    language: z.enum(LANGUAGES),
    diagnosis: diagnosisSchema
      .nullable()
      .meta({ description: 'What was found when it was made; null: it is older than diagnoses' }),
    made_from: careContextSchema,
  })
  .meta({ id: 'CarePlan' });

/** Whether all text in a value, however deep, can be stored and shown. */
function isAllText(value: unknown): boolean {
  if (typeof value === 'string') return FREE_TEXT.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isAllText);
}

/** A plan that was made outside of the server, such as by a flow in another Node-RED. */
export const storeCarePlanSchema = z
  .strictObject({
    reason: z.enum(CARE_REASONS).default('user'),
    advice: careAdviceSchema,
    context: careContextSchema,
    basis: adviceBasisSchema.optional().meta({ description: 'What the words rest on; left out: not said' }),
    origin: z.strictObject({
      source: z.enum(CARE_SOURCES),
      model: z.string().max(200).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND).nullable(),
      tokens_in: z.int().min(0).max(1_000_000_000),
      tokens_out: z.int().min(0).max(1_000_000_000),
    }),
  })
  .refine(({ context }) => isAllText(context), { message: FREE_TEXT_DEMAND, path: ['context'] })
  .meta({ id: 'StoreCarePlan', description: 'Advice, what it was made from, and who gave it' });

export const careFailureSchema = z
  .strictObject({ at: dateTime, code: z.string(), detail: z.string() })
  .meta({ id: 'CareFailure', description: 'Why a plan could not be made, and what to do' });

export const careProgressSchema = z
  .strictObject({
    plant_id: z.string(),
    step: z.enum(CARE_STEPS),
    source: z.enum(CARE_SOURCES).nullable().meta({ description: 'Who is asked; null while that is not known' }),
    started_at: dateTime,
    characters: z.int().meta({ description: 'Of the answer, so far' }),
    failure: careFailureSchema.nullable().meta({ description: 'Only at the step `failed`' }),
  })
  .meta({ id: 'CareProgress' });

const hours = z.number().meta({ description: 'Hours of the day with readings, 0 to 24' });
const dayFigure = z.iso.date();

/** Days and nights as the diagnosis judged them, oldest first; empty where nothing measures them. */
const figuresSchema = z
  .strictObject({
    light: z.array(
      z.strictObject({
        day: dayFigure,
        dli: z.number().meta({ description: 'Daily light integral, mol/m²/d, reckoned from lux' }),
        bright_lux: z.number().meta({ description: 'Mean of the three brightest hours, lx' }),
        hours,
      }),
    ),
    nights: z.array(
      z.strictObject({
        day: dayFigure.meta({ description: 'On which the night ended' }),
        min: z.number().meta({ description: '°C' }),
        mean: z.number().meta({ description: '°C' }),
      }),
    ),
    air: z.array(
      z.strictObject({
        day: dayFigure,
        mean_vpd: z.number().meta({ description: 'Vapour-pressure deficit over the hours with light, kPa' }),
        max_vpd: z.number().meta({ description: 'kPa' }),
        hours,
      }),
    ),
  })
  .meta({ id: 'CareFigures' });

const outdatedPointSchema = z
  .strictObject({
    part: z.string().meta({
      description:
        'The point of the plan: `summary`, `watering`, `light`, `humidity`, `alerts/{index}` or `schedule/{index}`',
    }),
    because: z.enum(DIAGNOSIS_CODES).meta({ description: 'The finding that came or went' }),
    text: z.string().meta({ description: "What has changed, in the reader's language" }),
  })
  .meta({ id: 'OutdatedPoint', description: 'A point of a plan that rests on something that has changed since' });

export const currentCarePlanSchema = z
  .strictObject({
    ...carePlanSchema.shape,
    is_kept: z.boolean().meta({
      description:
        'Whether its words were written once, as those of a language model are, and keep their date. All others are made at each view, from what is true then. The date of the next watering is of now in both, and so are the first alerts',
    }),
    diagnosis_now: diagnosisSchema,
    alerts_now: z.int().meta({ description: 'How many of `alerts`, from the first on, are of now' }),
    figures: figuresSchema,
    outdated: z.array(outdatedPointSchema).meta({ description: 'Empty where the words are of now' }),
    last_failure: careFailureSchema.nullable().meta({ description: 'Of a later attempt to make a new plan' }),
    progress: careProgressSchema.nullable().meta({ description: 'Of a plan that is being made now' }),
    last_done: z
      .strictObject({
        watering: dateTime.nullable(),
        fertilizing: dateTime.nullable(),
        repotting: dateTime.nullable(),
        pruning: dateTime.nullable(),
      })
      .meta({ description: 'When each kind of care was last given, from the journal' }),
    calendar_url: z
      .string()
      .meta({ description: 'Path of its iCalendar feed; whoever knows it can read the feed without the password' }),
  })
  .meta({ id: 'CurrentCarePlan' });

export type CareAdvice = z.infer<typeof careAdviceSchema>;
export type ScheduledTask = z.infer<typeof careTaskSchema>;
export type CareStatistics = z.infer<typeof statisticsSchema>;
export type CareMetric = z.infer<typeof careMetricSchema>;
export type CareContext = z.infer<typeof careContextSchema>;
export type CarePlan = z.infer<typeof carePlanSchema>;
export type CareFailure = z.infer<typeof careFailureSchema>;
export type CareProgress = z.infer<typeof careProgressSchema>;
export type CareFigures = z.infer<typeof figuresSchema>;
export type OutdatedPoint = z.infer<typeof outdatedPointSchema>;
export type CurrentCarePlan = z.infer<typeof currentCarePlanSchema>;
