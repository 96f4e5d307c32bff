/** What a language says of a diagnosis. Each folder of `shared/languages` has these words. */
import type { Ask, DiagnosisCode, SettlementRule } from '../codes.ts';
import type { Said } from './said.ts';

/** What was found, as a headline without the plant's name, and as sentences. */
export interface Told {
  title: string;
  text: string;
}

export type DiagnosisFindings = Readonly<Record<DiagnosisCode, (said: Said) => Told>>;

/** What is asked for. */
export interface AskWords {
  /** As an imperative sentence. */
  asks: Readonly<Record<Ask, (outdoors: boolean) => string>>;
  /** What a request is called within a sentence: "watering it now", "das Gießen jetzt". */
  names: Readonly<Record<Ask, string>>;
  /** Why something is not asked for. */
  rules: Readonly<Record<SettlementRule, string>>;
}

/** How figures are written where numbers alone do not tell. */
export interface FigureWords {
  percent: (number: string) => string;
  /**
   * "3 days".
   * @param number the days as the language writes numbers
   * @param isAfter it stands behind a word such as "since" or "ago", which asks for a dative in German
   */
  days: (days: number, number: string, isAfter: boolean) => string;
  hours: (hours: number, isAfter: boolean) => string;
}

/** When to water next, a sentence each. Days are in words, dates without a year. */
export interface NextWateringWords {
  onceDry: (date: string) => string;
  afterFrost: string;
  today: string;
  /** Due by the calendar: the soil says whether it is. */
  todayIfDry: string;
  /** Nobody knows when the last one was. */
  unknown: string;
  /** Overdue by what is usual for the species. */
  usual: (date: string) => string;
  overdue: (days: string, date: string) => string;
  tomorrow: (date: string) => string;
  later: (days: string, date: string) => string;
}

/** All words of a diagnosis in one language. */
export interface DiagnosisWords extends AskWords, FigureWords {
  findings: DiagnosisFindings;
  /** That something is not asked for, and what is instead. @param kept null: nothing else is @param why without a full stop */
  notAsked: (dropped: string, why: string, kept: string | null) => string;
  nextWatering: NextWateringWords;
}
