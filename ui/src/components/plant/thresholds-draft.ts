/** Thresholds as they are typed, in the unit that is shown, and what is wrong with them. Pure but for the preferences. */
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
 * A stored limit as it stands in its field: with the language's decimal mark, without thousands marks, and a digit finer
 * than its metric is shown; not so in °F, where that digit is but the rounding of °C. What is stored stays as exact as it is.
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
 * A typed number, with a comma or a point; null for an empty field, NaN for anything else.
 * @param hasThousands marks between groups of three digits are no decimal marks, as in `20.000` lux
 */
export function typedNumber(typed: string, hasThousands = false): number | null {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  if (hasThousands && /^\d{1,3}(?:[.,\s’']\d{3})+$/.test(trimmed)) return Number(trimmed.replace(/\D/g, ''));
  return /^-?\d+(?:[.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}

const numberIn = (draft: Draft, metric: Metric, side: Side): number | null =>
  typedNumber(draft[metric][side], METRICS[metric].decimals === 0);

/** What a field holds after its limit was moved by so many steps; the same where it holds none. */
export function steppedField(draft: Draft, metric: Metric, side: Side, steps: number): string {
  const typed = numberIn(draft, metric, side);
  return typed === null || Number.isNaN(typed)
    ? draft[metric][side]
    : typedLimit(metric, stepped(metric, fromShown(metric, typed), steps));
}

/** Whether there is a limit, or what could become one. */
export const isFilled = (draft: Draft, metric: Metric): boolean =>
  SIDES.some((side) => draft[metric][side].trim() !== '');

/** Problems by `metric/side`; none when it can be saved. */
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
 * What to save, in stored units; metrics without a limit are left out.
 * @param saved a field that still shows its limit keeps that exactly: no rounding by the way through °F
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
 * A draft after the plant was saved elsewhere: fields that were not touched show the new limits, what was typed stays.
 * @returns also whether a limit changed whose field holds something else
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

/** Whether two drafts, or sets of thresholds as drafts, say the same. */
export const isSameDraft = (one: Draft, other: Draft): boolean =>
  METRIC_NAMES.every((metric) => SIDES.every((side) => one[metric][side].trim() === other[metric][side].trim()));
