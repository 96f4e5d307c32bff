import type { Metric } from '../metrics.ts';

/** The figures and words that a finding was concluded from: few and short, never a secret. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** A finding as the words are made from it. */
export interface Noted {
  metric: Metric | null;
  evidence: Evidence;
}

/** With what the metric is called in the reader's language; null without one. */
export interface NotedByName extends Noted {
  name: string | null;
}

/** What people read of a finding. */
export interface FindingText {
  /** What was noticed: a sentence. */
  title: string;
  /** What to do: a sentence or two, with the line of the sketch to change where there is one. */
  advice: string;
}

/** A kind of finding. Its code is its name in a family; its words are in the folders of the languages. */
export interface FindingKind {
  severity: 'info' | 'warning';
  /** The process that notes and ends it. */
  notedIn: 'host' | 'engine';
  /** Whether it opens an alert and sends one message when it is first noticed. */
  tells: boolean;
  /** It ends by itself if it was not noticed again for so long (seconds) and `endsBy` says so; null: whoever noted it ends it. */
  endsAfterS: number | null;
  /**
   * What must have come of the device after that time, without it being noticed again: while nothing comes, nothing has changed.
   * `reading`: one that was stored; `message`: anything. Left out: time alone ends it.
   */
  endsBy?: 'reading' | 'message';
}
