/**
 * Thresholds as they are typed, in the displayed unit, and what is wrong with them. Pure except for the preferences.
 */
import { METRIC_NAMES, METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '../../api/generated';
import { stepped } from '../../charts/value-axis';
import { fromShown, inFahrenheit, toShown } from '../../messages/format';
import { localeTag } from '../../messages/preferences';
import { text } from '../../messages/text';

export const SIDES = ['min', 'max'] as const;
export type Side = (typeof SIDES)[number];
export type Draft = Record<Metric, Record<Side, string>>;

const draftFrom = (fieldOf: (metric: Metric, side: Side) => string): Draft =>
  perMetric((metric) => ({ min: fieldOf(metric, 'min'), max: fieldOf(metric, 'max') }));

/**
 * The text for a stored limit in its field: with the language's decimal mark, without thousands separators, and with
 * one digit more than the metric is shown with. In °F it has no extra digit, which would only be rounding of °C. The
 * stored limit keeps its full precision.
 */
const typedLimit = (metric: Metric, limit: number | null | undefined): string =>
  limit == null
    ? ''
    : toShown(metric, limit).toLocaleString(localeTag(), {
        useGrouping: false,
        maximumFractionDigits: METRICS[metric].decimals + (inFahrenheit(metric) ? 0 : 1),
      });

export const draftOf = (thresholds: Thresholds): Draft =>
  draftFrom((metric, side) => typedLimit(metric, thresholds[metric]?.[side]));

/**
 * A typed number, with a comma or a point as decimal mark; null for an empty field, NaN for anything else.
 * @param hasThousands whether marks between groups of three digits are thousands separators, as in `20.000` lux
 */
export function typedNumber(typed: string, hasThousands = false): number | null {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  if (hasThousands && /^\d{1,3}(?:[.,\s’']\d{3})+$/.test(trimmed)) return Number(trimmed.replace(/\D/g, ''));
  return /^-?\d+(?:[.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}

const numberIn = (draft: Draft, metric: Metric, side: Side): number | null =>
  typedNumber(draft[metric][side], METRICS[metric].decimals === 0);

/** The text of a field after its limit was moved by a number of steps; unchanged if it holds no number. */
export function steppedField(draft: Draft, metric: Metric, side: Side, steps: number): string {
  const typed = numberIn(draft, metric, side);
  return typed === null || Number.isNaN(typed)
    ? draft[metric][side]
    : typedLimit(metric, stepped(metric, fromShown(metric, typed), steps));
}

/** Whether there is a limit, or text that could become one. */
export const isFilled = (draft: Draft, metric: Metric): boolean =>
  SIDES.some((side) => draft[metric][side].trim() !== '');

/** Problems by `metric/side`; empty if the draft can be saved. */
export function draftProblems(draft: Draft): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const metric of METRIC_NAMES) {
    const [least, most] = [toShown(metric, METRICS[metric].min), toShown(metric, METRICS[metric].max)];
    const [min, max] = [numberIn(draft, metric, 'min'), numberIn(draft, metric, 'max')];
    for (const [side, value] of [
      ['min', min],
      ['max', max],
    ] as const) {
      if (value !== null && !(value >= least && value <= most))
        problems[`${metric}/${side}`] = text('plant.thresholds.number', {
          min: least.toLocaleString(localeTag()),
          max: most.toLocaleString(localeTag()),
        });
    }
    if (min !== null && max !== null && min > max) problems[`${metric}/min`] = text('plant.thresholds.order');
  }
  return problems;
}

/**
 * What to save, in stored units. Metrics without a limit are left out.
 * @param saved the stored limits: a field that still shows its limit keeps it exactly, without rounding through °F
 */
export function thresholdsOf(draft: Draft, saved: Thresholds = {}): Thresholds {
  const thresholds: Thresholds = {};
  const limitOf = (metric: Metric, side: Side): number | null => {
    const before = saved[metric]?.[side];
    if (before != null && draft[metric][side] === typedLimit(metric, before)) return before;
    const typed = numberIn(draft, metric, side);
    return typed === null ? null : fromShown(metric, typed);
  };
  for (const metric of METRIC_NAMES) {
    const limits = { min: limitOf(metric, 'min'), max: limitOf(metric, 'max') };
    if (limits.min !== null || limits.max !== null) thresholds[metric] = limits;
  }
  return thresholds;
}

/**
 * Updates a draft after the plant was saved elsewhere: untouched fields show the new limits, typed ones stay.
 * @returns the draft, and whether a limit changed that the owner had typed differently
 */
export function mergeDraft(
  draft: Draft,
  before: Thresholds,
  after: Thresholds,
): { draft: Draft; isContested: boolean } {
  const [old, fresh] = [draftOf(before), draftOf(after)];
  let isContested = false;
  const merged = draftFrom((metric, side) => {
    const typed = draft[metric][side];
    if (typed === old[metric][side]) return fresh[metric][side];
    if (old[metric][side] !== fresh[metric][side] && typed !== fresh[metric][side]) isContested = true;
    return typed;
  });
  return { draft: merged, isContested };
}

/** Whether two drafts hold the same thresholds. */
export const isSameDraft = (one: Draft, other: Draft): boolean =>
  METRIC_NAMES.every((metric) => SIDES.every((side) => one[metric][side].trim() === other[metric][side].trim()));
