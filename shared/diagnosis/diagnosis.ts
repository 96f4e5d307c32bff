/**
 * The one judgement of how a plant is and what it needs: findings with their evidence, ranked, and what they ask for
 * after conflicts were settled. It has no words: `words.ts` says it in the reader's language, at the time of reading.
 */
import { z } from 'zod';
import { METRIC_NAMES } from '../metrics.ts';
import { ASKS, CONFIDENCES, DIAGNOSIS_CODES, LEVELS, SETTLEMENT_RULES, SEVERITIES } from './codes.ts';

const day = z.iso.date();
const instant = z.iso.datetime();

export const careFindingSchema = z
  .strictObject({
    code: z.enum(DIAGNOSIS_CODES),
    metric: z.enum(METRIC_NAMES).nullable(),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES),
    evidence: z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))
      .meta({ description: 'The figures that it was concluded from, in the units of readings' }),
    from: instant.nullable().meta({ description: 'The period of the evidence; null: no period' }),
    to: instant.nullable(),
    asks: z.array(z.enum(ASKS)).meta({ description: 'What it asks for, before conflicts were settled' }),
  })
  .meta({ id: 'CareFinding' });

export const settlementSchema = z
  .strictObject({
    dropped: z.enum(ASKS),
    from: z.enum(DIAGNOSIS_CODES).meta({ description: 'The finding whose request was dropped' }),
    kept: z.enum(ASKS).nullable().meta({ description: 'null: nothing is asked for instead' }),
    because: z.enum(DIAGNOSIS_CODES).meta({ description: 'The finding that won' }),
    rule: z.enum(SETTLEMENT_RULES),
  })
  .meta({ id: 'Settlement', description: 'A request that was dropped for another one, and by which rule' });

export const wateringAnchorSchema = z
  .strictObject({
    basis: z.enum(['soil', 'habit', 'species']).meta({ description: 'What the next watering is derived from' }),
    anchor: day.meta({
      description:
        'The day that the interval is counted from: the last watering logged or seen, else when it was first kept or first judged. It stays the same from one look to the next',
    }),
    every_days: z.int().min(1).max(60),
    next: day.nullable().meta({ description: 'null: not before something else is settled, such as a wet pot' }),
    not_before: day.nullable().meta({ description: 'Soil that is too wet is not watered before' }),
    amount_ml: z.number().nullable(),
    lower: z.number().meta({ description: 'Soil moisture at which it is watered, %' }),
    upper: z.number().nullable().meta({ description: 'Soil moisture above which the pot is too wet, %' }),
    soil: z.number().nullable().meta({ description: 'Soil moisture now, where it can be believed' }),
  })
  .meta({ id: 'WateringAnchor' });

export const diagnosisSchema = z
  .strictObject({
    at: instant,
    level: z.enum(LEVELS).meta({
      description: '`urgent`: act today; `attention`: look at it; `well`; `unknown`: too little can be believed to say',
    }),
    findings: z.array(careFindingSchema).meta({ description: 'Most important first' }),
    settled: z.array(settlementSchema),
    asks: z.array(z.enum(ASKS)).meta({ description: 'What is asked for after conflicts were settled, in this order' }),
    watering: wateringAnchorSchema,
    silenced: z
      .array(z.enum(METRIC_NAMES))
      .meta({ description: 'Metrics whose values cannot be believed: nothing was concluded from them' }),
  })
  .meta({ id: 'Diagnosis', description: 'How a plant is and what it needs' });

export type CareFinding = z.infer<typeof careFindingSchema>;
export type Settlement = z.infer<typeof settlementSchema>;
export type WateringAnchor = z.infer<typeof wateringAnchorSchema>;
export type Diagnosis = z.infer<typeof diagnosisSchema>;
