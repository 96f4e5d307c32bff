/** Times of a chart in words, as precise as its buckets: a day that was averaged has no minutes. */
import { clock } from '../clock';
import { dateFormat } from './formatters';
import { preferences } from './preferences';

const MINUTE_S = 60;
const DAY_S = 86_400;
/** The shortest month. Around a change of clocks a bucket may be an hour shorter than it says. */
const MONTH_S = 28 * DAY_S;
const YEAR_S = 365 * DAY_S;

const yearOf = (time: number): string => dateFormat({ year: 'numeric', timeZone: preferences.timeZone }).format(time);
const isOfThisYear = (time: number): boolean => yearOf(time) === yearOf(clock.now().getTime());

const timeFields = (bucketS: number): Intl.DateTimeFormatOptions => ({
  hour: 'numeric',
  minute: '2-digit',
  ...(bucketS < MINUTE_S && { second: '2-digit' }),
});

/** The fields of a bucket that is shorter than a day. */
const momentFields = (time: number, bucketS: number): Intl.DateTimeFormatOptions => ({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  ...(!isOfThisYear(time) && { year: 'numeric' }),
  ...timeFields(bucketS),
});

function calendarFields(bucketS: number): Intl.DateTimeFormatOptions {
  if (bucketS >= YEAR_S) return { year: 'numeric' };
  if (bucketS >= MONTH_S) return { month: 'short', year: 'numeric' };
  return { day: 'numeric', month: 'short', year: 'numeric' };
}

/**
 * The bucket that begins at a time: its moment, its day, or the days or months that it covers.
 * @param time in milliseconds @param bucketS how long it is
 */
export function formatBucket(time: number, bucketS: number): string {
  if (bucketS < DAY_S) return dateFormat(momentFields(time, bucketS)).format(time);
  if (bucketS === DAY_S) return dateFormat({ weekday: 'short', ...calendarFields(bucketS) }).format(time);
  // Before its end by half a day, or by half of the shortest month where it is of months: their lengths differ.
  const last = time + (bucketS - (bucketS >= MONTH_S ? MONTH_S / 2 : DAY_S / 2)) * 1000;
  return dateFormat(calendarFields(bucketS)).formatRange(time, last);
}

/** The same for little room: within a single day it has no date. @param isOfOneDay whether the whole chart is of one */
export function formatBucketShort(time: number, bucketS: number, isOfOneDay: boolean): string {
  if (bucketS >= DAY_S) return dateFormat(calendarFields(bucketS)).format(time);
  if (isOfOneDay) return dateFormat(timeFields(bucketS)).format(time);
  return dateFormat({ day: 'numeric', month: 'short', ...timeFields(bucketS) }).format(time);
}

/** An end of what a chart shows. Over days it is a day; the year is told where it is not this one, or days are drawn. */
export const formatWindowEnd = (time: number, bucketS: number): string =>
  bucketS >= DAY_S
    ? dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(time)
    : dateFormat(momentFields(time, bucketS)).format(time);
