/** Ticks of the time axis, at round times in the owner's time zone. Pure; times in milliseconds. */
import type { TimeWindow } from './time-window';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeTick {
  time: number;
  /** What the label shows. At midnight, for example, it shows the day and not the time. */
  says: 'second' | 'minute' | 'day' | 'month' | 'year';
}

/** Distances between ticks that are easy to read. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 8, 12].map((n) => n * HOUR),
  ...[1, 2, 3, 7, 14].map((n) => n * DAY),
];
const MONTH_STEPS = [1, 3, 6, 12, 24, 60];
const MONTH = 30.4 * DAY;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? '';
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(key, made);
  return made;
}

/**
 * The local time in a zone, encoded as the milliseconds of the same date and time in UTC.
 * @param timeZone IANA name; undefined for the browser's
 */
export function wallTime(time: number, timeZone: string | undefined): number {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The inverse of `wallTime`. A local time that a clock change skips gives a moment after the change. */
export function instantOf(wall: number, timeZone: string | undefined): number {
  const guess = wall - (wallTime(wall, timeZone) - wall);
  return guess - (wallTime(guess, timeZone) - wall);
}

/** The start of a month in UTC. @param month in months since the year 0 */
const startOfMonth = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12);

function wallTicks(from: number, to: number, most: number): number[] {
  const least = (to - from) / Math.max(most, 1);
  const step = STEPS.find((candidate) => candidate >= least);
  const ticks: number[] = [];
  if (step !== undefined) {
    // Steps of weeks are aligned to Mondays. 1 January 1970 was a Thursday.
    const origin = step % (7 * DAY) === 0 ? 4 * DAY : 0;
    for (let tick = origin + Math.ceil((from - origin) / step) * step; tick <= to; tick += step) ticks.push(tick);
    return ticks;
  }
  const months = MONTH_STEPS.find((candidate) => candidate * MONTH >= least) ?? 120;
  const first = new Date(from);
  for (
    let month = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months;
    startOfMonth(month) <= to;
    month += months
  ) {
    ticks.push(startOfMonth(month));
  }
  return ticks.filter((tick) => tick >= from);
}

function saysOf(wall: number): TimeTick['says'] {
  const date = new Date(wall);
  if (wall % MINUTE !== 0) return 'second';
  if (wall % DAY !== 0) return 'minute';
  if (date.getUTCDate() !== 1) return 'day';
  return date.getUTCMonth() === 0 ? 'year' : 'month';
}

/**
 * Ticks at round times in a time zone.
 * @param most how many at most; there may be one more if the first is at the start of the window
 * @param timeZone IANA name; undefined for the browser's
 */
export function timeTicks(window: TimeWindow, most: number, timeZone: string | undefined): TimeTick[] {
  const walls = wallTicks(wallTime(window.from, timeZone), wallTime(window.to, timeZone), most);
  const monthsOnly = walls.length > 1 && (walls[1] ?? 0) - (walls[0] ?? 0) > 20 * DAY;
  const ticks = walls.map((wall): TimeTick => {
    const says = saysOf(wall);
    return {
      time: instantOf(wall, timeZone),
      says: says === 'month' && !monthsOnly ? 'day' : says === 'year' && !monthsOnly ? 'day' : says,
    };
  });
  return ticks.filter(({ time }, index) => time >= window.from && time <= window.to && time !== ticks[index - 1]?.time);
}

const FORMATS: Record<TimeTick['says'], Intl.DateTimeFormatOptions> = {
  second: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  minute: { hour: 'numeric', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short' },
  year: { year: 'numeric' },
};

export const tickFormat = ({ says }: TimeTick): Intl.DateTimeFormatOptions => FORMATS[says];
