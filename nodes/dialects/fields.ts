/** What the fields of one JSON object say, in names that are known. */
import { celsius, metricsIn, vitalNamed } from '@plantops/shared/metric-names.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { SaidVitals } from './dialect.ts';

/** Whether a field that names the unit of temperatures says °F. */
export const isFahrenheit = (unit: unknown): boolean => typeof unit === 'string' && /^°?f/i.test(unit);

/** The values of our metrics among the fields. @param inFahrenheit whether temperatures are sent so */
export function valuesIn(
  fields: Readonly<Record<string, unknown>>,
  inFahrenheit = false,
): Partial<Record<Metric, unknown>> {
  const values: Partial<Record<Metric, unknown>> = {};
  for (const [metric, { name, value }] of Object.entries(metricsIn(fields)) as [
    Metric,
    { name: string; value: unknown },
  ][])
    // A name that ends in its unit was converted already.
    values[metric] =
      inFahrenheit && isTemperature(metric) && !/f(?:ahrenheit)?$/i.test(name) ? inCelsius(value) : value;
  return values;
}

export const isTemperature = (metric: Metric): boolean => metric === 'temperature' || metric === 'soil_temperature';
const inCelsius = (value: unknown): unknown => (typeof value === 'number' ? celsius(value) : value);

export function vitalsIn(fields: Readonly<Record<string, unknown>>): SaidVitals {
  const vitals: SaidVitals = {};
  for (const [name, value] of Object.entries(fields)) {
    const vital = vitalNamed(name);
    if (vital && value !== null && value !== undefined) vitals[vital] ??= value;
  }
  return vitals;
}

export const hasAny = (record: object): boolean => Object.keys(record).length > 0;

/** Parts of words that make a name look like that of a reading: those of our metrics and what people write for them. */
const LIKE_A_READING =
  /moist|humid|humed|soil|suelo|temp|lux|illum|ilumi|lumi|light|fertil|conduct|nutri|feucht|licht|hellig|leitf|co2|(?:^|[^a-z])(?:ph|ec|par)(?:$|[^a-z])/i;
/** Of these, nobody expects a value of a plant. */
const NOT_OF_A_PLANT =
  /device|board|chip|cpu|target|setpoint|calibrat|_unit|unit$|color|colour|state|battery|max_|min_|alarm/i;

/** Whether a field of this name looks as if a plant's value was in it. */
export const looksLikeReading = (name: string): boolean =>
  METRIC_NAMES.some((metric) => metric === name) || (LIKE_A_READING.test(name) && !NOT_OF_A_PLANT.test(name));

/** The names of numbers that look like readings and that nothing is known of. */
export const unclearIn = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'number' && looksLikeReading(name) ? [name] : [],
  );
