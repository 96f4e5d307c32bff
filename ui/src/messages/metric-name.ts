import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { preferences } from './preferences';

/** What a metric is called in the owner's language, capitalised as a label. Follows the language. */
export const metricName = (metric: Metric): string => METRICS[metric].words[preferences.language];
