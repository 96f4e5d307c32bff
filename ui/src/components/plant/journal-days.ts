/** Journal entries under their days. Pure. */
import type { JournalEntry } from '../../api/generated';
import { dayIn } from './zoned-time';

export interface JournalDay {
  /** `2026-01-07`, in the owner's zone. */
  day: string;
  distance: 'today' | 'yesterday' | 'earlier';
  entries: JournalEntry[];
}

/** @param entries newest first @param now milliseconds */
export function journalDays(entries: readonly JournalEntry[], now: number, timeZone: string | undefined): JournalDay[] {
  const today = dayIn(now, timeZone);
  // By the calendar: a day with a change of the clock has not 24 hours.
  const yesterday = new Date(Date.parse(`${today}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const days: JournalDay[] = [];
  for (const entry of entries) {
    const day = dayIn(entry.at, timeZone);
    if (days.at(-1)?.day !== day) days.push({ day, distance: day === today ? 'today' : day === yesterday ? 'yesterday' : 'earlier', entries: [] });
    days.at(-1)?.entries.push(entry);
  }
  return days;
}
