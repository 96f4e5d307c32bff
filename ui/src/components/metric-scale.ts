import { METRICS, type Metric } from '@plantops/shared/metrics.ts';

/** Whether small and large values of a metric are equally ordinary, as 100 lx and 10,000 lx are. */
export const isLogarithmic = (metric: Metric): boolean => METRICS[metric].axis.scale === 'log';

/** A value as gauges and small lines are drawn by: in decades where its metric is logarithmic, with 0 at 0. */
export const scaled = (metric: Metric, value: number): number =>
  isLogarithmic(metric) ? Math.log10(1 + Math.max(0, value)) : value;
