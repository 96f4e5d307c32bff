/** What was noticed about a device: a value that was set aside, a clock that is off, two boards with one account. */
import { z } from 'zod';
import { dateTime } from '../api/fields.ts';
import { METRIC_NAMES } from '../metrics.ts';
import { FINDING_CODES } from './kinds.ts';

export const evidenceSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const findingSchema = z
  .strictObject({
    code: z.enum(FINDING_CODES),
    metric: z
      .enum(METRIC_NAMES)
      .nullable()
      .meta({ description: 'The metric that it is about; null: the whole device' }),
    since: dateTime,
    last_at: dateTime.meta({ description: 'When it was last noticed' }),
    count: z.int().min(1).meta({ description: 'How often it was noticed' }),
    evidence: evidenceSchema.meta({
      description: 'The figures and words that it was concluded from, as of the last time',
    }),
    severity: z.enum(['info', 'warning']),
    title: z.string().meta({ description: 'What was noticed, in English' }),
    advice: z.string().meta({ description: 'What to do about it, in English' }),
  })
  .meta({ id: 'Finding', description: 'Something that was noticed about a device, with what to do about it' });

export type Finding = z.infer<typeof findingSchema>;
