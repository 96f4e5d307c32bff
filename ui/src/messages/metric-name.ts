import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { preferences } from './preferences';

/** The name of a metric in the owner's language, capitalised as a label. Follows changes of the language. */
export const metricName = (metric: Metric): string => METRICS[metric].words[preferences.language];
