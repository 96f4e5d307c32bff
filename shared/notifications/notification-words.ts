/** What a language says in messages to the owner. Each folder of `shared/languages` has these words. */
import type { FlowFailure } from '../flows/flow-failure.ts';

/** The lines of alerts. Numbers are written as in the language, with units; metrics are labels. */
export interface AlertLines {
  below: (metric: string, value: string, limit: string) => string;
  above: (metric: string, value: string, limit: string) => string;
  back: (metric: string, value: string) => string;
  /** The limit that was broken was removed. */
  limitGone: (metric: string, value: string) => string;
  /** @param span such as `3 min` */
  offline: (device: string, span: string) => string;
  disconnected: (device: string) => string;
  online: (device: string) => string;
  /** @param since a time of day, with a date where it is another day */
  stale: (metric: string, since: string, value: string) => string;
  fresh: (metric: string, value: string) => string;
}

/** Headings of what is told of several at once. */
export interface JoinedLines {
  offline: (count: number) => string;
  online: (count: number) => string;
  stale: (count: number) => string;
  fresh: (count: number) => string;
  more: (count: number) => string;
}

export interface DigestLines {
  urgent: string;
  water: string;
  attention: string;
  silent: string;
  alerts: string;
  /** Behind an alert that has ended. */
  over: string;
  nothing: string;
}

/** What is told of PlantOps itself. What is said of its checks stands with them (`shared/durability`). */
export interface SystemLines {
  /** @param words what the check says now, a sentence */
  wellAgain: (check: string, words: string) => string;
  /** @param why clauses, one behind another */
  safeMode: (why: string) => string;
  wentBack: (version: number, to: number, why: string) => string;
  /** Flows that fail, and could not be replaced by those before. */
  failsOn: (version: number, why: string) => string;
  /** A clause without a full stop. */
  failure: (failure: FlowFailure) => string;
}

export interface NotificationWords {
  /** null: alerts are made in this language, and are told as they are. */
  alerts: AlertLines | null;
  joined: JoinedLines;
  digest: DigestLines;
  system: SystemLines;
  test: string;
}
