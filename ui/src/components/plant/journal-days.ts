/** Journal entries grouped by day. Pure. */
import type { JournalEntry } from '../../api/generated';
import { type DayGroup, dayGroups } from '../../composables/day-groups';

export interface JournalDay extends Omit<DayGroup<JournalEntry>, 'items'> {
  entries: JournalEntry[];
}

/** @param entries newest first @param now milliseconds */
export const journalDays = (
  entries: readonly JournalEntry[],
  now: number,
  timeZone: string | undefined,
): JournalDay[] =>
  dayGroups(entries, ({ at }) => at, now, timeZone).map(({ items, ...day }) => ({ ...day, entries: items }));
