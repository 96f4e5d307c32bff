/** The same time a week or a year before, by the owner's clock and calendar. Pure; times in milliseconds. */
import { instantOf, wallTime } from './time-axis';

export const BEFORES = ['week', 'year'] as const;
export type Before = (typeof BEFORES)[number];

const WEEK_MS = 7 * 86_400_000;

function moved(time: number, before: Before, way: 1 | -1, timeZone: string | undefined): number {
  const wall = wallTime(time, timeZone);
  if (before === 'week') return instantOf(wall + way * WEEK_MS, timeZone);
  const date = new Date(wall);
  const day = date.getUTCDate();
  date.setUTCFullYear(date.getUTCFullYear() + way);
  // 29 February is the 28th in other years.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return instantOf(date.getTime(), timeZone);
}

/** @param timeZone IANA name; undefined for the browser's */
export const earlier = (time: number, before: Before, timeZone: string | undefined): number =>
  moved(time, before, -1, timeZone);

/** Where a time of before is drawn in a chart of now. */
export const later = (time: number, before: Before, timeZone: string | undefined): number =>
  moved(time, before, 1, timeZone);
