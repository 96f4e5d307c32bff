import { type LocalCalendar, dayAfter } from '@plantops/shared/diagnosis/figures/calendar.ts';
import { LocalTime } from '../figures/local-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The days of a time zone about two instants (ms since 1970). @param zone IANA name */
export function calendarOf(zone: string, from: number, to: number): LocalCalendar {
  const local = new LocalTime(zone, from - 2 * DAY_MS, to + 2 * DAY_MS);
  // Asked for each hour of each metric, it would be most of the work.
  const known = new Map<number, string>();
  const nameOf = (day: number): string => {
    const name = known.get(day) ?? new Date(day * DAY_MS).toISOString().slice(0, 10);
    known.set(day, name);
    return name;
  };
  return {
    dayOf: (instant) => nameOf(Math.floor(local.localOf(instant) / DAY_MS)),
    instantOf: (day, hour) => local.instantOf(Date.parse(day) + hour * HOUR_MS),
  };
}

/** The days from one to another one, both included (YYYY-MM-DD). */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}
