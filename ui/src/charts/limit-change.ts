/** Changing one threshold on the chart. Pure. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { leastSpan } from './history-series';
import { type Domain, limitStep, snapped } from './value-axis';

export type Side = 'min' | 'max';
export type Limits = NonNullable<Thresholds[Metric]>;

/** Where a limit may be: within what the metric can be, and not beyond the other limit. */
export function boundsOf(metric: Metric, side: Side, limits: Limits | undefined): Domain {
  const { min, max } = METRICS[metric];
  return side === 'min' ? { min, max: limits?.max ?? max } : { min: limits?.min ?? min, max };
}

export function bounded(metric: Metric, side: Side, value: number, limits: Limits | undefined): number {
  const { min, max } = boundsOf(metric, side, limits);
  return Math.min(Math.max(value, min), max);
}

/** All thresholds with one limit changed; null takes it away. They are replaced as a whole. */
export function withLimit(thresholds: Thresholds, metric: Metric, side: Side, value: number | null): Thresholds {
  const { [metric]: before, ...others } = thresholds;
  const limits: Limits = { ...before, [side]: value };
  return limits.min == null && limits.max == null ? others : { ...others, [metric]: limits };
}

/** A first limit just outside of what was measured, so that it raises no alert by itself. */
export function firstLimit(
  metric: Metric,
  side: Side,
  measured: Domain | undefined,
  limits: Limits | undefined,
): number {
  const { min, max } = METRICS[metric].axis.empty;
  const known = measured ?? { min: min + (max - min) * 0.3, max: min + (max - min) * 0.7 };
  // At least a step, so that rounding to a step does not bring the limit back to what was measured.
  const noise = Math.max(leastSpan(metric, known.max) / 4, limitStep(metric, known.max));
  const margin = Math.max((known.max - known.min) * 0.15, noise);
  return bounded(metric, side, snapped(metric, side === 'min' ? known.min - margin : known.max + margin), limits);
}
