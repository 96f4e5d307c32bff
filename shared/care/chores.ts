/** Care that an owner means to do again and again, each kind at an interval of its own in summer and in winter. Pure. */
import { addDays, daysBetween } from '../plain-date.ts';
import type { Season } from './care-words.ts';

/** Kinds of journal entries that may have an interval. When to water is for the diagnosis to say. */
export const CHORE_KINDS = ['fertilizing', 'repotting', 'pruning', 'moving', 'treatment'] as const;
export type ChoreKind = (typeof CHORE_KINDS)[number];
/** The longest interval (days): five years. */
export const LONGEST_INTERVAL_DAYS = 1826;

export interface CareInterval {
  /** Days in the warm half of the year; null: it is not done then. */
  summer_days: number | null;
  /** Days in the cold half of the year; null: it is not done then. */
  winter_days: number | null;
}

export interface PlannedChore extends CareInterval {
  kind: ChoreKind;
  /** The day from which the interval counts: of the last entry of the kind, or of when the interval was set. YYYY-MM-DD */
  from: string;
}

export interface Chore {
  kind: ChoreKind;
  /** The day on which it is or was due, YYYY-MM-DD. */
  due_on: string;
  /** The interval of that day (days). */
  every_days: number;
}

/** Spring counts to the warm half, autumn to the cold one, as plants do. */
const isWarmHalf = (season: Season): boolean => season === 'spring' || season === 'summer';

const firstOfNextMonth = (day: string): string => {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return month === 12 ? `${year + 1}-01-01` : `${day.slice(0, 4)}-${String(month + 1).padStart(2, '0')}-01`;
};

/**
 * The first day from which on a chore is due: on which as many days have passed as the interval of that time of the year
 * says. One that was not done before a time without an interval begins again after it.
 * @param seasonOf the season of a day where the plant stands; it changes with the month
 * @returns null where it has no interval at all
 */
export function nextChore(
  { kind, from, summer_days, winter_days }: PlannedChore,
  today: string,
  seasonOf: (day: string) => Season,
): Chore | null {
  if (summer_days === null && winter_days === null) return null;
  let due: Chore | null = null;
  for (let first = from; ; first = firstOfNextMonth(first)) {
    const last = addDays(firstOfNextMonth(first), -1);
    const days = isWarmHalf(seasonOf(first)) ? summer_days : winter_days;
    const passed = days === null ? null : addDays(from, days);
    if (days === null || passed === null || passed > last) due = null;
    else if (due === null || passed > first) due = { kind, due_on: passed > first ? passed : first, every_days: days };
    if (due !== null && last >= today) return due;
  }
}

/** The chores of a plant that are due, those that are longest overdue first. */
export const dueChores = (
  planned: readonly PlannedChore[],
  today: string,
  seasonOf: (day: string) => Season,
): Chore[] =>
  planned
    .flatMap((chore) => nextChore(chore, today, seasonOf) ?? [])
    .filter(({ due_on }) => due_on <= today)
    .sort((one, other) => daysBetween(other.due_on, one.due_on));
