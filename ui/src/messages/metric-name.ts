import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import { preferences } from './preferences';

/** The name of a metric in the owner's language, capitalised as a label. Follows changes of the language. */
export const metricName = (metric: Metric): string => metricWords(metric, preferences.language).label;
