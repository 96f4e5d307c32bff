import type { Metric } from '../metrics.ts';
import type { Words } from '../settings/display.ts';

/** The figures and words that a finding was concluded from: few and short, never a secret. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** A finding as the words are made from it. */
export interface Noted {
  metric: Metric | null;
  evidence: Evidence;
}

/** What people read of a finding. */
export interface FindingText {
  /** What was noticed: a sentence. */
  title: string;
  /** What to do: a sentence or two, with the line of the sketch to change where there is one. */
  advice: string;
}

/** A kind of finding. Its code is its name in a family. */
export interface FindingKind {
  severity: 'info' | 'warning';
  /** The process that notes and ends it. */
  notedIn: 'host' | 'engine';
  /** Whether it opens an alert and sends one message when it is first noticed. */
  tells: boolean;
  /** It ends by itself if it was not noticed again for so long (seconds); null: whoever noted it ends it. */
  endsAfterS: number | null;
  words: Readonly<Record<keyof Words, (noted: Noted) => FindingText>>;
}
