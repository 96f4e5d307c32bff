import { METRICS, type Metric } from '@plantops/shared/metrics.ts';

/** Whether small and large values of a metric are equally common, as 100 lx and 10,000 lx are. */
export const isLogarithmic = (metric: Metric): boolean => METRICS[metric].axis.scale === 'log';

/** A value on the scale of gauges and sparklines: logarithmic for logarithmic metrics, with 0 at 0. */
export const scaled = (metric: Metric, value: number): number =>
  isLogarithmic(metric) ? Math.log10(1 + Math.max(0, value)) : value;
