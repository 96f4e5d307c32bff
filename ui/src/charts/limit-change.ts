/** Changes one limit of a metric in its chart. Pure. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { leastSpan } from './history-series';
import { type Domain, limitStep, snapped } from './value-axis';

export type Side = 'min' | 'max';
export type Limits = NonNullable<Thresholds[Metric]>;

/** The range that a limit must be in: within the metric's possible values, and not beyond the other limit. */
export function boundsOf(metric: Metric, side: Side, limits: Limits | undefined): Domain {
  const { min, max } = METRICS[metric];
  return side === 'min' ? { min, max: limits?.max ?? max } : { min: limits?.min ?? min, max };
}

export function bounded(metric: Metric, side: Side, value: number, limits: Limits | undefined): number {
  const { min, max } = boundsOf(metric, side, limits);
  return Math.min(Math.max(value, min), max);
}

/** All thresholds with one limit changed; the API replaces them as a whole. @param value null removes the limit */
export function withLimit(thresholds: Thresholds, metric: Metric, side: Side, value: number | null): Thresholds {
  const { [metric]: before, ...others } = thresholds;
  const limits: Limits = { ...before, [side]: value };
  return limits.min == null && limits.max == null ? others : { ...others, [metric]: limits };
}

/** The initial value of a new limit: just outside the measured values, so that it raises no alert immediately. */
export function firstLimit(
  metric: Metric,
  side: Side,
  measured: Domain | undefined,
  limits: Limits | undefined,
): number {
  const { min, max } = METRICS[metric].axis.empty;
  const known = measured ?? { min: min + (max - min) * 0.3, max: min + (max - min) * 0.7 };
  // At least one step, so that rounding to a step cannot move the limit back into the measured values.
  const noise = Math.max(leastSpan(metric, known.max) / 4, limitStep(metric, known.max));
  const margin = Math.max((known.max - known.min) * 0.15, noise);
  return bounded(metric, side, snapped(metric, side === 'min' ? known.min - margin : known.max + margin), limits);
}
