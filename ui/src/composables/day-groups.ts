/** Items grouped by the day on which they happened. Pure. */
import { dayIn } from '../components/plant/zoned-time';

export interface DayGroup<T> {
  /** Such as `2026-01-07`, in the owner's time zone. */
  day: string;
  distance: 'today' | 'yesterday' | 'earlier';
  items: T[];
}

/**
 * Newest day first; the order within a day is kept.
 * @param now milliseconds
 * @param timeZone IANA name; undefined for the browser's
 */
export function dayGroups<T>(
  items: readonly T[],
  timeOf: (item: T) => string,
  now: number,
  timeZone: string | undefined,
): DayGroup<T>[] {
  const today = dayIn(now, timeZone);
  // Computed from the calendar: a day on which the clock changes does not have 24 hours.
  const yesterday = new Date(Date.parse(`${today}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const days = new Map<string, T[]>();
  for (const item of items) {
    const day = dayIn(timeOf(item), timeZone);
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(item);
    else days.set(day, [item]);
  }
  return [...days]
    .map(([day, ofDay]) => ({
      day,
      distance: day === today ? ('today' as const) : day === yesterday ? ('yesterday' as const) : ('earlier' as const),
      items: ofDay,
    }))
    .sort((a, b) => b.day.localeCompare(a.day));
}
