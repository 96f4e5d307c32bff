/** Values and times as people read them. Pure: `now` is given. */
import { METRICS, type Metric } from '@plantops/nodes/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { text } from './text';

/** A value older than this is shown as old: a quarter of an hour, many times the usual interval. */
export const STALE_MS = 15 * 60_000;

const DECIMALS: Record<Metric, number> = { soil_moisture: 1, temperature: 1, humidity: 1, light_level: 0 };

export const formatNumber = (metric: Metric, value: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: DECIMALS[metric], maximumFractionDigits: DECIMALS[metric] });

export const formatValue = (metric: Metric, value: number): string => `${formatNumber(metric, value)} ${METRICS[metric].unit}`;

/** A threshold pair in words, such as `20–80 %` or `≥ 20 %`; undefined without limits. */
export function formatLimits(metric: Metric, limits: Thresholds[Metric]): string | undefined {
  const { unit } = METRICS[metric];
  const min = limits?.min;
  const max = limits?.max;
  if (min != null && max != null) return `${min.toLocaleString('en')}–${max.toLocaleString('en')} ${unit}`;
  if (min != null) return `≥ ${min.toLocaleString('en')} ${unit}`;
  if (max != null) return `≤ ${max.toLocaleString('en')} ${unit}`;
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

export const isStale = (time: string | null | undefined, now: number): boolean => !time || now - Date.parse(time) > STALE_MS;

/** Which side of its thresholds a value breaks. */
export function breachOf(value: number | null | undefined, limits: Thresholds[Metric]): 'low' | 'high' | undefined {
  if (value == null || !limits) return undefined;
  if (limits.min != null && value < limits.min) return 'low';
  if (limits.max != null && value > limits.max) return 'high';
  return undefined;
}
