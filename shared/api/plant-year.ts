/** REST shape of a plant's year. */
import { z } from 'zod';
import { JOURNAL_KINDS } from '../journal.ts';
import { METRIC_NAMES } from '../metrics.ts';
import { id } from './fields.ts';
import { plantPhotoSchema } from './photos.ts';

const onDay = z.strictObject({ value: z.number(), day: z.iso.date() });

export const metricYearSchema = z
  .strictObject({
    metric: z.enum(METRIC_NAMES),
    days: z.int().meta({ description: 'Days on which it was measured' }),
    mean: z.number().meta({ description: 'Of the means of those days' }),
    least: onDay.meta({ description: 'The least value, and its day' }),
    greatest: onDay,
    lowest_day: onDay.meta({ description: 'The day with the lowest mean' }),
    highest_day: onDay.meta({ description: 'The day with the highest mean: of light, the brightest' }),
    days_within: z.int().nullable().meta({
      description:
        'Days whose mean was within the range that the plant is judged by now; null where there is none, and of light, which is wanted by day only',
    }),
    months: z.array(z.number().nullable()).length(12).meta({ description: 'The mean of each month' }),
  })
  .meta({ id: 'MetricYear' });

export const plantYearSchema = z
  .strictObject({
    plant_id: id,
    year: z.int(),
    time_zone: z.string().meta({ description: 'Whose days they are' }),
    days: z.int().meta({ description: 'Days of the year so far' }),
    metrics: z.array(metricYearSchema).meta({ description: 'Those that were measured' }),
    care: z.array(
      z.strictObject({
        kind: z.enum(JOURNAL_KINDS),
        count: z.int(),
        amount_ml: z.number().nullable().meta({ description: 'All that was noted with them' }),
      }),
    ),
    photos: z.array(plantPhotoSchema).meta({ description: 'Of the year, the oldest first' }),
  })
  .meta({ id: 'PlantYear', description: 'A year of a plant, from the figures of its days' });

export type MetricYear = z.infer<typeof metricYearSchema>;
export type PlantYear = z.infer<typeof plantYearSchema>;
