import { METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';

export const METRIC_ICONS = perMetric((metric) => METRICS[metric].icon);

/** The colour of a metric's lines on the surface of the theme. */
export const metricColour = (metric: Metric, isDark: boolean): string =>
  METRICS[metric].colour[isDark ? 'dark' : 'light'];
