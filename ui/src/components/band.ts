import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { scaled } from './metric-scale';

export interface Band {
  /** The wanted range, in percent of the band's width. */
  range: { from: number; to: number } | undefined;
  /** The position of the value, in percent. */
  at: number | undefined;
}

/** Positions of a value and its wanted range on a band. Anything beyond the scale is placed at its end. */
export function bandOf(metric: Metric, value: number | null, limits: Thresholds[Metric]): Band {
  const { min, max } = METRICS[metric].axis.gauge;
  const [low, high] = [scaled(metric, min), scaled(metric, max)];
  const place = (number: number): number =>
    Math.min(100, Math.max(0, ((scaled(metric, number) - low) / (high - low)) * 100));
  return {
    range:
      limits?.min == null && limits?.max == null
        ? undefined
        : { from: limits.min == null ? 0 : place(limits.min), to: limits.max == null ? 100 : place(limits.max) },
    at: value === null ? undefined : place(value),
  };
}
