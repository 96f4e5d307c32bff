/** What metrics are called, in the reader's language. */
import { spoken } from '#spoken';
import { METRICS, type Metric } from '../metrics.ts';
import type { Language } from '../settings/display.ts';
import { inLanguage } from './terms.ts';
import type { MetricWords } from './words-of-language.ts';

/** By the folder of the language, or by the metric's own descriptor: in English where that does not name the language. */
export function metricWords(metric: Metric, language: Language): MetricWords {
  const { words, inSentences } = METRICS[metric];
  return (
    spoken(language).metrics[metric] ?? {
      label: inLanguage(words, language),
      ...(inSentences[language] ?? inSentences.en),
    }
  );
}
