/** What the folder of a language holds, besides the texts of the dashboard. */
import type { CareTask } from '../care/care-words.ts';
import type { ChoreKind } from '../care/chores.ts';
import type { PlanWords } from '../diagnosis/plan/plan-words.ts';
import type { DiagnosisWords } from '../diagnosis/words/diagnosis-words.ts';
import type { MessageCauseCode } from '../findings/causes.ts';
import type { FindingText, Noted, NotedByName } from '../findings/finding-kind.ts';
import type { FindingCode } from '../findings/kinds.ts';
import type { MessageWords } from '../flows/message-words.ts';
import type { Metric } from '../metrics.ts';
import type { NotificationWords } from '../notifications/notification-words.ts';

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

export type FindingPhrases = Readonly<Record<FindingCode, (noted: NotedByName) => FindingText>>;
export type CausePhrases = Readonly<Record<MessageCauseCode, (noted: Noted) => FindingText>>;

/** Words of the other pages. */
export interface PageWords {
  findings: FindingPhrases;
  causes: CausePhrases;
  /**
   * By their English: texts that stand in English beside what they describe, such as the fields of a channel or of a node.
   * What is not here is said as it stands there.
   */
  terms: Readonly<Record<string, string>>;
}

/** A title and why. */
export interface TaskText {
  title: string;
  reason: string;
}

/** What there is to do today, where no diagnosis says it. */
export interface TodayWords {
  chores: Readonly<Record<ChoreKind, string>>;
  /** Care that is due by the owner's own interval. @param late for how long it has been due, and since when; null: today */
  chore: (chore: string, plant: string, every: string, late: { days: string; date: string } | null) => TaskText;
  /** A value outside of its limits. */
  breach: (metric: MetricWords, value: string, limit: string, isBelow: boolean) => TaskText;
  offline: (device: string, time: string) => TaskText;
  noValues: (subject: string, time: string) => TaskText;
  checkSensor: string;
  /** At the start of a sentence, of a device without a name. */
  device: string;
  problem: (device: string) => string;
  upgrade: TaskText & { advice: string };
}

/** How the help page of a node tells what arrives and leaves. */
export interface HelpPhrases {
  inputs: string;
  outputs: string;
  object: string;
  /** Of a property that not every such message has; follows `object`. */
  mayBeMissing: string;
  asAbove: (name: string, label: string) => string;
  ifSo: (field: string, value: string) => string;
}

/** What the flow editor says. */
export interface FlowWords {
  /** Of types of messages, by name. One that is not here is told in English. */
  types: Readonly<Record<string, MessageWords>>;
  help: HelpPhrases;
  /** Node-RED's name of the language, which is also that of its locale folder. */
  locale: string;
}

/** What advice is looked through for. Found without regard to case, as whole words. */
export type Claim = 'daily' | 'waterNow' | 'well' | 'not' | 'but';

/** How the language says what a plan may wrongly claim. */
export interface ClaimWords extends Readonly<Record<Claim, RegExp>> {
  /** "every 5 days", "every 5 to 7 days"; the first group is the least number. */
  everyDays: RegExp;
  /** Numbers as words, as they stand before litres. */
  counts: Readonly<Record<string, number>>;
}

/** What is wrong with advice: clauses about "it", the answer, without a full stop. Figures are in %. */
export interface ContradictionWords {
  although: (claim: string, fact: string) => string;
  wateredOn: (date: string) => string;
  wateredDaily: string;
  waterNow: string;
  /** @param asked what a request is called, as in `diagnosis.names` */
  against: (asked: string) => string;
  onlyOn: (date: string) => string;
  wetSoil: (value: string, max: string) => string;
  wetPot: string;
  drySoil: (value: string, min: string) => string;
  driesIn: (days: number) => string;
  flooding: (litres: string) => string;
  past: (date: string, today: string) => string;
  /** @param alert one that is open */
  well: (alert: string | null) => string;
  invented: (figure: string) => string;
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

/** Words that only the server says. */
export interface ServerWords {
  plan: PlanWords;
  today: TodayWords;
  care: {
    /** That a finding of a plan has ended. */
    over: (title: string) => string;
    calendar: (plant: string) => string;
    tasks: Readonly<Record<CareTask, (plant: string) => string>>;
  };
  /** What the page shows before the dashboard is loaded. */
  firstView: { plants: string; loading: string; none: string };
  model: {
    /** How a language model is told the language, in English, and how to address the owner. */
    name: string;
    /** Why an answer was not used; `why` is a clause, `field` a field of the answer. */
    refused: (why: string) => string;
    noPlan: (why: string) => string;
    unfit: (field: string) => string;
  };
  claims: ClaimWords;
  contradictions: ContradictionWords;
  flows: FlowWords;
  messages: NotificationWords;
  /** What things are called in Home Assistant, capitalised as labels. */
  house: Readonly<Record<HouseName, string>>;
  /** How a sentence about a broker begins: this server's own, or one at a host. */
  broker: { own: string; at: (host: string) => string };
}

/** All words. */
export type WordsOfLanguage = FirstWords & PageWords & ServerWords;
