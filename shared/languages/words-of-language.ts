/** What the folder of a language holds, besides the texts of the dashboard. */
import type { DiagnosisWords } from '../diagnosis/words/diagnosis-words.ts';
import type { Metric } from '../metrics.ts';

/** What a metric is called. */
export interface MetricWords {
  /** Capitalised as a label. */
  label: string;
  /** As the subject at the start of a sentence. */
  subject: string;
  /** Before a value within a sentence. */
  beforeValue: string;
}

/** Words of the first screen. */
export interface FirstWords {
  diagnosis: DiagnosisWords;
  /** A metric that is not named here is called what its descriptor says. */
  metrics: Readonly<Partial<Record<Metric, MetricWords>>>;
}

/** What Home Assistant is told of besides metrics: kinds of devices, and entities. */
export type HouseName =
  | 'plant'
  | 'device'
  | 'gateway'
  | 'state'
  | 'advice'
  | 'problem'
  | 'needs_water'
  | 'next_watering'
  | 'last_watered'
  | 'watered'
  | 'connectivity'
  | 'battery'
  | 'signal'
  | 'link_quality';

/** All words. */
export interface WordsOfLanguage extends FirstWords {
  /** What things are called in Home Assistant, capitalised as labels. */
  house: Readonly<Record<HouseName, string>>;
}
