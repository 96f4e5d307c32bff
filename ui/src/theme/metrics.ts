import { METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';

export const METRIC_ICONS = perMetric((metric) => METRICS[metric].icon);

/** The colour of a metric's lines on the theme's surface. */
export const metricColour = (metric: Metric, isDark: boolean): string =>
  METRICS[metric].colour[isDark ? 'dark' : 'light'];
