import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { isLogarithmic, scaled } from './metric-scale';

export interface Band {
  /** The wanted range, in percent of the band's width. */
  range: { from: number; to: number } | undefined;
  /** The position of the value, in percent. */
  at: number | undefined;
}

/** Where a logarithmic scale has its tens, hundreds and thousands. */
export interface ScaleTick {
  value: number;
  /** In percent of the scale. */
  at: number;
}

const placeOn = (metric: Metric): ((number: number) => number) => {
  const { min, max } = METRICS[metric].axis.gauge;
  const [low, high] = [scaled(metric, min), scaled(metric, max)];
  return (number) => Math.min(100, Math.max(0, ((scaled(metric, number) - low) / (high - low)) * 100));
};

/** The powers of ten between the ends of a logarithmic scale: without them, nobody can tell that it is one. */
export function scaleTicks(metric: Metric): ScaleTick[] {
  if (!isLogarithmic(metric)) return [];
  const { min, max } = METRICS[metric].axis.gauge;
  const place = placeOn(metric);
  const powers = Array.from({ length: Math.ceil(Math.log10(max)) }, (_, power) => 10 ** power);
  return powers
    .filter((value) => value > Math.max(min, 1) && value < max)
    .map((value) => ({ value, at: place(value) }));
}

/** Positions of a value and its wanted range on a band. Anything beyond the scale is placed at its end. */
export function bandOf(metric: Metric, value: number | null, limits: Thresholds[Metric]): Band {
  const place = placeOn(metric);
  return {
    range:
      limits?.min == null && limits?.max == null
        ? undefined
        : { from: limits.min == null ? 0 : place(limits.min), to: limits.max == null ? 100 : place(limits.max) },
    at: value === null ? undefined : place(value),
  };
}
