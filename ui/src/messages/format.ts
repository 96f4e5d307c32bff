/** Values and times in readable form, according to the preferences. The current time is passed in as `now`. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { sizeInUnit } from '@plantops/shared/size-text.ts';
import type { Thresholds } from '../api/generated';
import { dateFormat, numberFormat } from './formatters';
import { preferences } from './preferences';
import { text } from './text';

/** Whether a metric is displayed in °F although it is stored in °C. */
export const inFahrenheit = (metric: Metric): boolean =>
  METRICS[metric].isTemperature === true && preferences.temperatureUnit === 'fahrenheit';

/** The unit in which a metric is displayed; empty for a bare number. */
export const unitOf = (metric: Metric): string => (inFahrenheit(metric) ? '°F' : METRICS[metric].unit);

/** A stored value in the displayed unit. */
export const toShown = (metric: Metric, value: number): number => (inFahrenheit(metric) ? value * 1.8 + 32 : value);

/** A difference of two stored values in the displayed unit. Unlike a value, it is not shifted by the unit's zero. */
export const differenceShown = (metric: Metric, difference: number): number =>
  inFahrenheit(metric) ? difference * 1.8 : difference;

/**
 * A value in the displayed unit, converted to the stored unit and rounded to hundredths, so that a round value stays
 * round.
 */
export const fromShown = (metric: Metric, value: number): number =>
  inFahrenheit(metric) ? Math.round(((value - 32) / 1.8) * 100) / 100 : value;

/**
 * A number in the displayed unit, without the unit.
 * @param most the most decimals; by default exactly as many as the metric has
 */
export function formatNumber(metric: Metric, value: number, most?: number): string {
  const digits = METRICS[metric].decimals;
  const format = numberFormat(
    most === undefined
      ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
      : { maximumFractionDigits: most },
  );
  return format.format(toShown(metric, value));
}

const withUnit = (metric: Metric, number: string): string => [number, unitOf(metric)].filter(Boolean).join(' ');

export const formatValue = (metric: Metric, value: number): string => withUnit(metric, formatNumber(metric, value));

/** A limit without its unit. A whole number has no decimals. */
const limitNumber = (metric: Metric, limit: number): string =>
  formatNumber(metric, limit, Math.max(1, METRICS[metric].decimals));

export const formatLimit = (metric: Metric, limit: number): string => withUnit(metric, limitNumber(metric, limit));

/** A pair of thresholds as text, such as `20–80 %` or `≥ 20 %`; undefined without limits. */
export function formatLimits(metric: Metric, limits: Thresholds[Metric]): string | undefined {
  const say = (limit: number): string => limitNumber(metric, limit);
  const min = limits?.min;
  const max = limits?.max;
  if (min != null && max != null) return withUnit(metric, `${say(min)}–${say(max)}`);
  if (min != null) return withUnit(metric, `≥ ${say(min)}`);
  if (max != null) return withUnit(metric, `≤ ${say(max)}`);
  return undefined;
}

/** The wanted range as a caption: of light, by day. undefined where nothing is wanted. @param range from `rangeFor` */
export function formatWanted(metric: Metric, range: Thresholds[Metric]): string | undefined {
  const words = formatLimits(metric, range);
  return words && text(metric === 'light_level' ? 'metric.range.byDay' : 'metric.range', { range: words });
}

/** The owner's limits as a caption, where the plant is not judged by them. @param limits from `limitsForAlerts` */
export function formatAlertLimits(metric: Metric, limits: Thresholds[Metric]): string | undefined {
  const words = formatLimits(metric, limits);
  return words && text('metric.range.alerts', { range: words });
}

/** How long ago, in the coarsest unit that is still precise enough. */
export function formatAge(time: string | null | undefined, now: number): string {
  if (!time) return text('age.never');
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return text('age.now');
  if (minutes < 60) return text('age.minutes', { n: minutes });
  if (minutes < 48 * 60) return text('age.hours', { n: Math.floor(minutes / 60) });
  return text('age.days', { n: Math.floor(minutes / (24 * 60)) });
}

/** A point in time in the owner's time zone, such as `7 Jan 2026, 13:05`. */
export const formatMoment = (
  time: string | number | Date,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
): string => dateFormat(options).format(new Date(time));

/** The day from which something is kept. Months are kept by UTC: elsewhere, their first might be shown as the day before. */
export const formatKeptDay = (time: string): string => formatMoment(time, { dateStyle: 'long', timeZone: 'UTC' });
export const formatDay = (time: string | number | Date): string => formatMoment(time, { dateStyle: 'medium' });
/** A day as a heading: `Today`, `Yesterday`, or its date with the weekday. @param day such as `2026-01-07` */
export const formatDayName = (day: string, distance: 'today' | 'yesterday' | 'earlier'): string =>
  distance === 'earlier'
    ? formatMoment(`${day}T12:00:00Z`, { dateStyle: 'full', timeZone: 'UTC' })
    : text(`journal.${distance}`);
export const formatTime = (time: string | number | Date): string => formatMoment(time, { timeStyle: 'short' });

const THIS_YEAR = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const;
const yearOf = (time: number | Date): string => formatMoment(time, { year: 'numeric' });

/** A time of the day; with its day, unless that is the day of `now`, and with its year, unless that is the year of `now`. */
export function formatClockTime(time: Date, now: number): string {
  if (formatDay(time) === formatDay(now)) return formatTime(time);
  return yearOf(time) === yearOf(now) ? formatMoment(time, THIS_YEAR) : formatMoment(time);
}

/** A size on disk or in transit, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const { value, format } = sizeInUnit(bytes);
  return numberFormat(format).format(value);
}

/** A span of time, to about two digits: `90 s`, `30 min`, `4 h`. */
export function formatSpan(seconds: number): string {
  if (seconds < 120) return text('span.seconds', { n: Math.round(seconds) });
  if (seconds < 7200) return text('span.minutes', { n: Math.round(seconds / 60) });
  return text('span.hours', { n: Math.round(seconds / 3600) });
}

/** Which limit a value breaks; undefined if it breaks none. */
export function breachOf(value: number | null | undefined, limits: Thresholds[Metric]): 'low' | 'high' | undefined {
  if (value == null || !limits) return undefined;
  if (limits.min != null && value < limits.min) return 'low';
  if (limits.max != null && value > limits.max) return 'high';
  return undefined;
}
