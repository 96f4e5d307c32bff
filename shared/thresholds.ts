import { z } from 'zod';
import { METRICS, type Metric, perMetric } from './metrics.ts';

/** Limits of one metric, in the metric's unit; null means no limit on that side. */
const limitsOf = (metric: Metric) => {
  const { min, max, unit } = METRICS[metric];
  const limit = z.number().min(min).max(max).nullable().optional();
  return z
    .strictObject({
      min: limit.meta({
        description: `Least acceptable value (${unit}), ${min} to ${max}; null or left out for no limit`,
      }),
      max: limit.meta({
        description: `Greatest acceptable value (${unit}), ${min} to ${max}; null or left out for no limit`,
      }),
    })
    .refine((limits) => limits.min == null || limits.max == null || limits.min <= limits.max, {
      message: 'min must not be greater than max',
      path: ['min'],
    });
};

/** For each metric, the range outside which a value is a breach. A metric that is left out is not judged. */
export const thresholdsSchema = z
  .strictObject(perMetric((metric) => limitsOf(metric).optional()))
  .meta({ id: 'Thresholds', description: 'Acceptable range per metric; a value < min or > max is a breach' });

export type Thresholds = z.infer<typeof thresholdsSchema>;
export type Limits = NonNullable<Thresholds[Metric]>;
