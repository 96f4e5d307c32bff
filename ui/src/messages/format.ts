/** Values and times as people read them, by the preferences. `now` is given. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { dateFormat, numberFormat } from './formatters';
import { preferences } from './preferences';
import { text } from './text';

/** A value older than this is shown as old: a quarter of an hour, many times the usual interval. */
export const STALE_MS = 15 * 60_000;

const DECIMALS: Record<Metric, number> = { soil_moisture: 1, temperature: 1, humidity: 1, light_level: 0 };

const inFahrenheit = (metric: Metric): boolean =>
  metric === 'temperature' && preferences.temperatureUnit === 'fahrenheit';

/** The unit a metric is shown in. */
export const unitOf = (metric: Metric): string => (inFahrenheit(metric) ? '°F' : METRICS[metric].unit);

/** A stored value in the unit that is shown. */
export const toShown = (metric: Metric, value: number): number => (inFahrenheit(metric) ? value * 1.8 + 32 : value);

/** A value in the unit that is shown, as it is stored; to a hundredth, so that a round value stays round. */
export const fromShown = (metric: Metric, value: number): number =>
  inFahrenheit(metric) ? Math.round(((value - 32) / 1.8) * 100) / 100 : value;

/** A number without unit, in the unit that is shown. `decimals`: as many as the metric has, or at most so many. */
export function formatNumber(metric: Metric, value: number, most?: number): string {
  const digits = DECIMALS[metric];
  const format = numberFormat(
    most === undefined
      ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
      : { maximumFractionDigits: most },
  );
  return format.format(toShown(metric, value));
}

export const formatValue = (metric: Metric, value: number): string =>
  `${formatNumber(metric, value)} ${unitOf(metric)}`;

/** A threshold pair in words, such as `20–80 %` or `≥ 20 %`; undefined without limits. */
export function formatLimits(metric: Metric, limits: Thresholds[Metric]): string | undefined {
  const unit = unitOf(metric);
  const say = (limit: number): string => formatNumber(metric, limit, 1);
  const min = limits?.min;
  const max = limits?.max;
  if (min != null && max != null) return `${say(min)}–${say(max)} ${unit}`;
  if (min != null) return `≥ ${say(min)} ${unit}`;
  if (max != null) return `≤ ${say(max)} ${unit}`;
  return undefined;
}

/** How long ago, in the coarsest unit that says enough. */
export function formatAge(time: string | null | undefined, now: number): string {
  if (!time) return text('age.never');
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return text('age.now');
  if (minutes < 60) return text('age.minutes', { n: minutes });
  if (minutes < 48 * 60) return text('age.hours', { n: Math.floor(minutes / 60) });
  return text('age.days', { n: Math.floor(minutes / (24 * 60)) });
}

/** A moment in the owner's time zone, such as `7 Jan 2026, 13:05`. */
export const formatMoment = (
  time: string | number | Date,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
): string => dateFormat(options).format(new Date(time));

export const formatDay = (time: string | number | Date): string => formatMoment(time, { dateStyle: 'medium' });
/** A day as a heading: `Today`, `Yesterday`, or its date with the day of the week. @param day `2026-01-07` */
export const formatDayName = (day: string, distance: 'today' | 'yesterday' | 'earlier'): string =>
  distance === 'earlier'
    ? formatMoment(`${day}T12:00:00Z`, { dateStyle: 'full', timeZone: 'UTC' })
    : text(`journal.${distance}`);
export const formatTime = (time: string | number | Date): string => formatMoment(time, { timeStyle: 'short' });

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size on disk or wire, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** step;
  return numberFormat({
    style: 'unit',
    unit: BYTE_UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

export const isStale = (time: string | null | undefined, now: number): boolean =>
  !time || now - Date.parse(time) > STALE_MS;

/** Which side of its thresholds a value breaks. */
export function breachOf(value: number | null | undefined, limits: Thresholds[Metric]): 'low' | 'high' | undefined {
  if (value == null || !limits) return undefined;
  if (limits.min != null && value < limits.min) return 'low';
  if (limits.max != null && value > limits.max) return 'high';
  return undefined;
}
