import type { Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../api/generated';

/** What a band shows by default: where indoor plants live, not all a sensor could report. */
export const SHOWN: Record<Metric, { min: number; max: number }> = {
  soil_moisture: { min: 0, max: 100 },
  temperature: { min: 0, max: 45 },
  humidity: { min: 0, max: 100 },
  light_level: { min: 0, max: 100_000 },
};

export interface Band {
  /** The wanted range in percent of the band's width. */
  range: { from: number; to: number } | undefined;
  /** The value's place in percent. */
  at: number | undefined;
}

/** Light is felt, and drawn, by its logarithm: 100 lx and 10,000 lx are both ordinary. */
const scaled = (metric: Metric, value: number): number =>
  metric === 'light_level' ? Math.log10(1 + Math.max(0, value)) : value;

/** A value and its wanted range as places on a band; what lies outside of it sticks to its end. */
export function bandOf(metric: Metric, value: number | null, limits: Thresholds[Metric]): Band {
  const [low, high] = [scaled(metric, SHOWN[metric].min), scaled(metric, SHOWN[metric].max)];
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
