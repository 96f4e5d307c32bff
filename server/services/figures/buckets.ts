import { LocalTime } from './local-time.ts';

/** The periods that a chart averages over. */
export interface Buckets {
  /** When each begins (ms since 1970), in order; the first begins at or before the period, the last before its end. */
  starts: number[];
  /** How long one is (s); a day around a change of clocks is an hour longer or shorter. */
  bucketS: number;
  /** The same as an ISO 8601 duration, such as `PT5M` or `P1D`. */
  bucket: string;
}

interface Unit {
  bucket: string;
  /** How long one usually is (ms). */
  ms: number;
  /** Numbers the units of the local clock; absent where clocks that change do not change the unit. */
  calendar?: { numberOf: (local: number) => number; startOf: (number: number) => number };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const even = (bucket: string, ms: number): Unit => ({ bucket, ms });
/** @param anchor the local beginning of one of them */
const ofCalendar = (bucket: string, ms: number, anchor = 0): Unit => ({
  bucket,
  ms,
  calendar: { numberOf: (local) => Math.floor((local - anchor) / ms), startOf: (number) => number * ms + anchor },
});
const months = (bucket: string, count: number): Unit => ({
  bucket,
  ms: (count * 365 * DAY) / 12,
  calendar: {
    numberOf(local) {
      const date = new Date(local);
      return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count);
    },
    startOf: (number) => new Date(0).setUTCFullYear(0, number * count, 1),
  },
});
/** 1970-01-05 was a Monday. */
const A_MONDAY = 4 * DAY;

/** Whole units of the local clock and calendar, the shortest first. */
const UNITS: readonly Unit[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => even(`PT${count}S`, count * SECOND)),
  ...[1, 2, 5, 10, 15, 30].map((count) => even(`PT${count}M`, count * MINUTE)),
  even('PT1H', HOUR),
  ...[2, 3, 6, 12].map((count) => ofCalendar(`PT${count}H`, count * HOUR)),
  ofCalendar('P1D', DAY),
  ofCalendar('P2D', 2 * DAY),
  ofCalendar('P1W', 7 * DAY, A_MONDAY),
  months('P1M', 1),
  months('P3M', 3),
  months('P1Y', 12),
];
/** Beyond this, zones and calendars say nothing. */
const LONGEST_CALENDAR_MS = 200 * 365 * DAY;

/** When each unit begins. */
function startsOf({ ms, calendar }: Unit, from: number, to: number, local: LocalTime): number[] {
  const starts: number[] = [];
  const push = (start: number): void => {
    if (start < to && start > (starts.at(-1) ?? -Infinity)) starts.push(start);
  };
  if (calendar) {
    const last = calendar.numberOf(local.localOf(to));
    for (let number = calendar.numberOf(local.localOf(from)); number <= last; number += 1)
      push(local.instantOf(calendar.startOf(number)));
    return starts;
  }
  const aligned = (instant: number): number => Math.floor(local.localOf(instant) / ms) * ms - local.offsetAt(instant);
  // An hour that a change of clocks repeats is two buckets.
  for (let at = aligned(from); at < to; at = aligned(at + ms)) push(at);
  return starts;
}

/**
 * Divides a period into whole units of local time, the shortest with which there are at most `points`. A unit counts from
 * the local clock and calendar, not from the beginning of the period. Only where no unit is long enough, the period itself
 * is divided into equal parts.
 * @param zone IANA name
 */
export function bucketsOf(from: Date, to: Date, points: number, zone: string): Buckets {
  const [begin, end] = [from.getTime(), to.getTime()];
  if (end - begin <= LONGEST_CALENDAR_MS) {
    const local = new LocalTime(zone, begin - 366 * DAY, end + 2 * DAY);
    for (const unit of UNITS.filter(({ ms }) => ms * (points + 1) >= end - begin)) {
      const starts = startsOf(unit, begin, end, local);
      if (starts.length <= points) return { starts, bucketS: Math.round(unit.ms / SECOND), bucket: unit.bucket };
    }
  }
  const bucketS = Math.max(1, Math.ceil((end - begin) / SECOND / points));
  const count = Math.ceil((end - begin) / SECOND / bucketS);
  return {
    starts: Array.from({ length: count }, (_, index) => begin + index * bucketS * SECOND),
    bucketS,
    bucket: `PT${bucketS}S`,
  };
}

/** The beginnings of the local days in a period, that of the day in which it begins included. */
export const daysOf = (from: number, to: number, zone: string): number[] =>
  startsOf(ofCalendar('P1D', DAY), from, to, new LocalTime(zone, from - 2 * DAY, to + 2 * DAY));

/** Whether all buckets are made of whole local days. */
export const areOfDays = ({ bucket }: Buckets): boolean => bucket.startsWith('P') && !bucket.startsWith('PT');
