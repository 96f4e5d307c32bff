/** Thresholds as they are typed, and what is wrong with them. Pure. */
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/nodes/shared/metrics.ts';
import type { Thresholds } from '../api/generated';
import { text } from '../messages/text';

export type Draft = Record<Metric, { min: string; max: string }>;

export const draftOf = (thresholds: Thresholds): Draft =>
  Object.fromEntries(METRIC_NAMES.map((metric) => [metric, { min: String(thresholds[metric]?.min ?? ''), max: String(thresholds[metric]?.max ?? '') }])) as Draft;

/** A typed number, with a comma or a point; null for an empty field, NaN for anything else. */
export function typedNumber(typed: string): number | null {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  return /^-?\d+(?:[.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}

/** Problems by `metric/side`; none when it can be saved. */
export function draftProblems(draft: Draft): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const metric of METRIC_NAMES) {
    const { min, max } = METRICS[metric];
    const typed = { min: typedNumber(draft[metric].min), max: typedNumber(draft[metric].max) };
    for (const side of ['min', 'max'] as const) {
      const value = typed[side];
      if (value !== null && !(value >= min && value <= max)) problems[`${metric}/${side}`] = text('plant.thresholds.number', { min, max });
    }
    if (typed.min !== null && typed.max !== null && typed.min > typed.max) problems[`${metric}/min`] = text('plant.thresholds.order');
  }
  return problems;
}

/** What to save; metrics without a limit are left out. */
export function thresholdsOf(draft: Draft): Thresholds {
  const thresholds: Thresholds = {};
  for (const metric of METRIC_NAMES) {
    const limits = { min: typedNumber(draft[metric].min), max: typedNumber(draft[metric].max) };
    if (limits.min !== null || limits.max !== null) thresholds[metric] = limits;
  }
  return thresholds;
}
