/** A task as it is made: what is to be done, without what was said of it, and with its words still to be said. */
import type { TaskKind, TodayTask } from '@plantops/shared/api/today.ts';
import type { JournalKind } from '@plantops/shared/journal.ts';
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';

/** Who reads, and when. */
export interface Reader {
  language: Language;
  temperatureUnit: TemperatureUnit;
  /** The day where the plants stand, YYYY-MM-DD. */
  today: string;
  now: Date;
}

export type TaskWords = Pick<TodayTask, 'title' | 'reason' | 'advice' | 'also'>;

export interface Task {
  /** The same for the same matter. */
  id: string;
  kind: TaskKind;
  plantId: string | null;
  deviceId: string | null;
  /** Where to go; null: no room is known. */
  roomId: string | null;
  name: string | null;
  urgency: TodayTask['urgency'];
  since: string | null;
  /** The day on which care is or was due, YYYY-MM-DD. */
  dueOn: string | null;
  doneBy: TodayTask['done_by'];
  journalKind: JournalKind | null;
  codes: readonly string[];
  /** What tells the matter from what it was before: something that joins it is news. */
  basis: readonly string[];
  /** Open alerts about it that nobody acknowledged. */
  alertIds: readonly number[];
  /** Whether it is known already: alerts are open about it, and all of them are acknowledged. */
  isKnown: boolean;
  words: (reader: Reader) => TaskWords;
}

const URGENCIES: readonly TodayTask['urgency'][] = ['urgent', 'attention', 'notice'];

/** 0 for what is most urgent. */
export const rankOf = (urgency: TodayTask['urgency']): number => URGENCIES.indexOf(urgency);
