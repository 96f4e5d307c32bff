/** The times that devices write, in the spellings that are common. */
import { EARLIEST_TIME_MS } from '@plantops/shared/messages.ts';

/** Local time without a zone is ahead of UTC by less than this (ms). */
const FAR_AHEAD_MS = 15 * 3_600_000;

/** Numbers below are seconds, from here on milliseconds, then microseconds and nanoseconds since 1970. */
const MILLISECONDS_FROM = 1e11;
const MICROSECONDS_FROM = 1e14;
const NANOSECONDS_FROM = 1e17;

/**
 * ISO 8601 as libraries write it: extended or basic, with `T` or a space, with or without seconds, a fraction behind a
 * point or a comma, and a zone as `Z`, `UTC`, `+01:00`, `+0100` or `+01`, also with its name behind in brackets. Without a zone
 * it is UTC.
 */
const ISO =
  /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})[T ]\s?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?$/i;
const NUMBER = /^[+-]?\d{1,20}(?:\.\d{0,9})?$/;

/** What programs call the time of a measurement, in small letters without what divides words. Ours is `timestamp`. */
const OTHER_NAMES = new Set([
  'ts',
  'time',
  'datetime',
  'epoch',
  'unixtime',
  'unixtimestamp',
  'measuredat',
  'recordedat',
  'createdat',
  'sampledat',
  'timestamputc',
  'timestampms',
]);

/** The spelling of the contract, on a day that every month has: the engine's own parser is six times as fast. */
const TEXTBOOK = /^\d{4}-(?:0\d|1[0-2])-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * @param timestamp seconds, milliseconds, microseconds or nanoseconds since 1970, also as text, or ISO 8601
 * @returns milliseconds since 1970; NaN for what is no time
 */
export function readTime(timestamp: unknown): number {
  if (typeof timestamp === 'number') return fromNumber(timestamp);
  if (typeof timestamp !== 'string') return Number.NaN;
  if (TEXTBOOK.test(timestamp)) return Date.parse(timestamp);
  const text = timestamp.trim();
  const parts = ISO.exec(text);
  if (parts) return fromParts(parts);
  return NUMBER.test(text) ? fromNumber(Number(text)) : Number.NaN;
}

/**
 * The field that holds the time in a message without `timestamp`. Other names are also those of a time of day, of how long a
 * board runs or of one measurement, so only what can be a time of now or before counts.
 * @returns undefined if there is none
 */
export function otherTimeIn(
  fields: Readonly<Record<string, unknown>>,
  receivedAt: Date,
): { name: string; value: unknown } | undefined {
  for (const [name, value] of Object.entries(fields)) {
    if (!OTHER_NAMES.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''))) continue;
    const sentMs = readTime(value);
    if (sentMs >= EARLIEST_TIME_MS && sentMs <= receivedAt.getTime() + FAR_AHEAD_MS) return { name, value };
  }
  return undefined;
}

function fromNumber(number: number): number {
  const size = Math.abs(number);
  if (size < MILLISECONDS_FROM) return Math.round(number * 1000);
  if (size < MICROSECONDS_FROM) return Math.round(number);
  return Math.round(size < NANOSECONDS_FROM ? number / 1e3 : number / 1e6);
}

function fromParts([, year, month, day, hour, minute, second, fraction, zone]: RegExpExecArray): number {
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // February 30 would become a day of March.
  const isOnCalendar = new Date(wall).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  if (!isOnCalendar || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return Number.NaN;
  const ofDay = (Number(hour) * 60 + Number(minute)) * 60 + Number(second ?? 0);
  return wall + ofDay * 1000 + Math.floor(Number(`0.${fraction ?? 0}`) * 1000) - zoneMs(zone);
}

function zoneMs(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!parts) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return (parts[1] === '-' ? -1 : 1) * minutes * 60_000;
}
