/** Two-point calibration: what a probe reports in dry and in saturated soil, and the value that is made of it. Pure. */
import { z } from 'zod';
import { dateTime } from './api/fields.ts';
import { METRIC_NAMES, METRICS, type Metric } from './metrics.ts';

/** The two points of a metric of a device. The raw values are in whatever unit the probe has, such as ADC counts. */
export interface CalibrationPoints {
  /** The raw value in dry soil (or at `dryValue`). May be the greater one: many probes read less when wet. */
  dry: number;
  /** The raw value in saturated soil (or at `saturatedValue`). */
  saturated: number;
  /** What the metric is at these, in its unit: 0 and 100 for soil moisture. */
  dryValue: number;
  saturatedValue: number;
}

export type Calibrations = Partial<Record<Metric, CalibrationPoints>>;

/** The name of the field with the raw value of a metric, such as `soil_moisture_raw`. */
export const rawFieldOf = (metric: Metric): `${Metric}_raw` => `${metric}_raw`;

/**
 * The value of a metric by its calibration. On the line through both points, kept within the range of the metric.
 * @returns in the metric's unit
 */
export function calibrated(metric: Metric, raw: number, points: CalibrationPoints): number {
  const { min, max } = METRICS[metric];
  const { dry, saturated, dryValue, saturatedValue } = points;
  const value = dryValue + ((raw - dry) / (saturated - dry)) * (saturatedValue - dryValue);
  return Math.min(Math.max(value, min), max);
}

const raw = z.number().min(-1e9).max(1e9);

const pointsShape = {
  dry: raw.meta({ description: 'The raw value in dry soil', examples: [3150] }),
  saturated: raw.meta({ description: 'The raw value in saturated soil', examples: [1320] }),
  dry_value: z.number().optional().meta({ description: 'What the metric is at `dry`, in its unit; 0 if left out' }),
  saturated_value: z
    .number()
    .optional()
    .meta({ description: 'What the metric is at `saturated`, in its unit; 100 if left out' }),
};
const DIFFERENT = 'must not be the same as dry: a line needs two points';

export const previewCalibrationSchema = z
  .strictObject(pointsShape)
  .refine(({ dry, saturated }) => dry !== saturated, { message: DIFFERENT, path: ['saturated'] })
  .meta({ id: 'CalibrationPoints' });

export const setCalibrationSchema = z
  .strictObject({
    ...pointsShape,
    backwards: z
      .boolean()
      .optional()
      .meta({ description: 'true: values that are stored are made anew, too; else it counts from now on' }),
  })
  .refine(({ dry, saturated }) => dry !== saturated, { message: DIFFERENT, path: ['saturated'] })
  .meta({ id: 'SetCalibration' });

export const calibrationSchema = z
  .strictObject({
    metric: z.enum(METRIC_NAMES),
    points: z
      .strictObject({ dry: raw, saturated: raw, dry_value: z.number(), saturated_value: z.number() })
      .nullable()
      .meta({ description: 'null: not calibrated' }),
    since: dateTime.nullable().meta({ description: 'When it was set or taken away; null: never' }),
    raw: z.number().nullable().meta({ description: 'The newest raw value; null if nothing was measured' }),
    raw_at: dateTime.nullable(),
    done: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({ description: 'The share of the stored values that are made anew; null if none are (any more)' }),
  })
  .meta({ id: 'Calibration', description: 'A metric of a device: its calibration, and its raw value now' });

export const calibrationPreviewSchema = z
  .strictObject({
    from: dateTime,
    to: dateTime,
    points: z.array(z.strictObject({ time: dateTime, before: z.number(), after: z.number() })),
  })
  .meta({ id: 'CalibrationPreview', description: 'Means of up to 168 hours: as stored, and as they would be' });

export type PreviewCalibration = z.infer<typeof previewCalibrationSchema>;
export type SetCalibration = z.infer<typeof setCalibrationSchema>;
export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibrationPreview = z.infer<typeof calibrationPreviewSchema>;

/** The points of a request. */
export const pointsOf = ({ dry, saturated, dry_value, saturated_value }: PreviewCalibration): CalibrationPoints => ({
  dry,
  saturated,
  dryValue: dry_value ?? 0,
  saturatedValue: saturated_value ?? 100,
});
