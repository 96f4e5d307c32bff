/** REST shapes of readings: the newest values, history and sparklines. */
import { z } from 'zod';
import { METRIC_NAMES, type Metric, perMetric } from '../metrics.ts';
import { dateTime, id } from './fields.ts';

/** null if not measured. */
const valuePerMetric = perMetric(() => z.number().nullable());

export const latestReadingSchema = z
  .strictObject({
    time: dateTime.meta({ description: 'Time of the newest value' }),
    ...valuePerMetric,
    measured_at: z
      .strictObject(perMetric(() => dateTime.nullable()))
      .meta({ description: 'When each value was measured; a metric may be older than the newest reading' }),
  })
  .meta({ id: 'LatestReading', description: 'The newest value of each metric' });

const bucketMetrics = Object.fromEntries(
  METRIC_NAMES.flatMap((metric) => [
    [metric, z.number().nullable()],
    [`${metric}_min`, z.number().nullable()],
    [`${metric}_max`, z.number().nullable()],
  ]),
) as Record<Metric | `${Metric}_min` | `${Metric}_max`, z.ZodNullable<z.ZodNumber>>;

/** The ranges that a history can be asked for, and how long each is (s). */
export const HISTORY_RANGES = {
  '1h': 3600,
  '6h': 6 * 3600,
  '24h': 86_400,
  '7d': 7 * 86_400,
  '30d': 30 * 86_400,
  '1y': 365 * 86_400,
} as const;
export type HistoryRange = keyof typeof HISTORY_RANGES;

export const historyPointSchema = z
  .strictObject({ time: dateTime.meta({ description: 'Start of the bucket' }), ...bucketMetrics })
  .meta({ id: 'HistoryPoint', description: 'Mean, least and greatest value of each metric in one bucket' });

export const historySchema = z
  .strictObject({
    plant_id: id,
    from: dateTime,
    to: dateTime,
    bucket_s: z.number().meta({ description: 'How long a bucket is; around a change of clocks some differ' }),
    bucket: z.string().meta({ description: 'The same as an ISO 8601 duration, such as PT5M, PT1H or P1D' }),
    time_zone: z.string().meta({ description: 'Whose hours and days the buckets are' }),
    readings_from: dateTime.nullable().meta({
      description:
        'Single readings of before this are no longer kept: the points come from figures of five minutes, hours or days; null: all are kept',
    }),
    points: z.array(historyPointSchema).meta({
      description:
        'Where several devices measure the plant and `combine` says so, the least or the greatest value is the main one',
    }),
    devices: z
      .array(z.strictObject({ device_id: id, points: z.array(historyPointSchema) }))
      .optional()
      .meta({
        description:
          'Where `devices=true` was asked: the line of each device that measured the plant, as far back as single readings are kept. `points` is then made from them.',
      }),
  })
  .meta({ id: 'History', description: 'Empty buckets are left out' });

export const sparklineSchema = z
  .strictObject({
    plant_id: id,
    from: dateTime,
    to: dateTime,
    bucket_s: z.number(),
    points: z.array(z.strictObject({ time: dateTime, ...valuePerMetric })),
  })
  .meta({ id: 'Sparkline', description: 'Means of the last 24 hours; empty buckets are left out' });

export type LatestReading = z.infer<typeof latestReadingSchema>;
export type History = z.infer<typeof historySchema>;
export type HistoryPoint = z.infer<typeof historyPointSchema>;
export type Sparkline = z.infer<typeof sparklineSchema>;
