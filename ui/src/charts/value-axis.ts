/**
 * The value axis: converts between values and pixels, and finds round ticks and steps in the displayed unit. Pure
 * except for the owner's choice of unit.
 */
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { fromShown, toShown } from '../messages/format';

/** The range of values that an axis shows, in stored units. */
export interface Domain {
  min: number;
  max: number;
}

/** The position of a value in a plot of this height, in pixels from the top. */
export const yOf = (value: number, height: number, { min, max }: Domain): number =>
  ((max - value) / (max - min)) * height;

/** The value at a position in the plot, in pixels from the top. Positions outside the plot are extrapolated. */
export const valueAt = (y: number, height: number, { min, max }: Domain): number => max - (y / height) * (max - min);

const isInFahrenheit = (metric: Metric): boolean => Boolean(METRICS[metric].isTemperature) && toShown(metric, 0) !== 0;

/** The smallest 1, 2 or 5 times a power of ten that is at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * 0.999) ?? 10);
}

/** About `count` ticks: stored values that are round numbers in the displayed unit. */
export function valueTicks(metric: Metric, domain: Domain, count = 4): number[] {
  const [low, high] = [toShown(metric, domain.min), toShown(metric, domain.max)];
  const step = roundStep((high - low) / count);
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1) {
    // Adding 0 turns -0 into 0.
    ticks.push(fromShown(metric, index * step) + 0);
  }
  return ticks;
}

/** Removes floating-point errors: rounds to three decimals, the most that a stored limit has. */
const exact = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * The step in which a limit is set, in the displayed unit. For metrics that span orders of magnitude, it grows with the
 * value.
 */
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

/** The nearest value that a limit can be dragged to, in stored units. */
export const snapped = (metric: Metric, value: number): number => limitAfter(metric, value, 0);

/** The stored value that is `steps` limit steps from another. */
export const stepped = (metric: Metric, value: number, steps: number): number => limitAfter(metric, value, steps);
