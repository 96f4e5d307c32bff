/** The axis of values: pixels and values, round ticks and steps in the unit that is shown. Pure but for the owner's unit. */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { fromShown, toShown } from '../messages/format';

/** Of stored values, as the axis shows them from bottom to top. */
export interface Domain {
  min: number;
  max: number;
}

/** Where a value lies in a plot of this height, in pixels from its top. */
export const yOf = (value: number, height: number, { min, max }: Domain): number =>
  ((max - value) / (max - min)) * height;

/** The value at a place of the plot; beyond its edges the axis goes on. */
export const valueAt = (y: number, height: number, { min, max }: Domain): number => max - (y / height) * (max - min);

const isInFahrenheit = (metric: Metric): boolean => Boolean(METRICS[metric].isTemperature) && toShown(metric, 0) !== 0;

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * 0.999) ?? 10);
}

/** Stored values at round numbers of the unit that is shown; about `count` of them. */
export function valueTicks(metric: Metric, domain: Domain, count = 4): number[] {
  const [low, high] = [toShown(metric, domain.min), toShown(metric, domain.max)];
  const step = roundStep((high - low) / count);
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1) {
    // Without the sign of a zero from below.
    ticks.push(fromShown(metric, index * step) + 0);
  }
  return ticks;
}

/** Digits of a step are lost in sums of binary fractions: a stored limit has at most three. */
const exact = (value: number): number => Math.round(value * 1000) / 1000;

/** Limits are set in these steps of the unit that is shown; a metric of many orders of magnitude has larger ones for larger values. */
export function limitStep(metric: Metric, value: number): number {
  if (isInFahrenheit(metric)) return 1;
  const { value: least, share = 0 } = METRICS[metric].axis.limitStep;
  return share > 0 ? Math.max(roundStep(Math.max(value, 1) * share), least) : least;
}

function limitAfter(metric: Metric, value: number, steps: number): number {
  const step = limitStep(metric, value);
  const { min, max } = METRICS[metric];
  const onStep = (Math.round(toShown(metric, value) / step) + steps) * step;
  return Math.min(Math.max(exact(fromShown(metric, onStep)), min), max);
}

/** The nearest value that a limit can be dragged to, as it is stored. */
export const snapped = (metric: Metric, value: number): number => limitAfter(metric, value, 0);

/** A stored value so many steps further. */
export const stepped = (metric: Metric, value: number, steps: number): number => limitAfter(metric, value, steps);
