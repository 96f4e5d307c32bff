/** The times that devices write, in the spellings that are common. */

/** Numbers below are seconds, from here on milliseconds, then microseconds and nanoseconds since 1970. */
const MILLISECONDS_FROM = 1e11;
const MICROSECONDS_FROM = 1e14;
const NANOSECONDS_FROM = 1e17;

/**
 * ISO 8601 as libraries write it: extended or basic, with `T` or a space, with or without seconds, a fraction behind a
 * point or a comma, and a zone as `Z`, `UTC`, `+01:00`, `+0100` or `+01`. Without a zone it is UTC.
 */
const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})[T ]\s?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const NUMBER = /^[+-]?\d{1,20}(?:\.\d{0,9})?$/;

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
