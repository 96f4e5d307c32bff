/** Times typed into a date-time field, in a time zone that may differ from the browser's. Pure. */

const partsIn = (time: number, timeZone: string | undefined): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(new Date(time))
      .map(({ type, value }) => [type, value]),
  );

/**
 * The calendar day in a time zone, such as `2026-01-07`.
 * @param time milliseconds or ISO 8601
 * @param timeZone IANA name; undefined for the browser's
 */
export function dayIn(time: number | string, timeZone: string | undefined): string {
  const { year, month, day } = partsIn(new Date(time).getTime(), timeZone);
  return `${(year ?? '').padStart(4, '0')}-${month}-${day}`;
}

/** The value of a `datetime-local` field, such as `2026-01-07T13:05`. */
export function toTyped(time: number | string, timeZone: string | undefined): string {
  const milliseconds = new Date(time).getTime();
  const { hour, minute } = partsIn(milliseconds, timeZone);
  return `${dayIn(milliseconds, timeZone)}T${hour}:${minute}`;
}

/**
 * The instant that was typed, in milliseconds. If the clock skips the hour, the following hour is meant; if the hour
 * occurs twice, the first one is.
 * @returns undefined if the text is not a time
 */
export function fromTyped(typed: string, timeZone: string | undefined): number | undefined {
  // Some browsers add the seconds.
  const minute = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(typed)?.[0] ?? '';
  const wanted = Date.parse(`${minute}:00Z`);
  if (minute === '' || Number.isNaN(wanted)) return undefined;
  const offsetAt = (time: number): number =>
    Date.parse(`${toTyped(time, timeZone)}:00Z`) - Math.floor(time / 60_000) * 60_000;
  // The offsets a day before and a day after. At least one of them is right, except in a skipped hour; both are if the
  // clock does not change nearby.
  const [before, after] = [offsetAt(wanted - 86_400_000), offsetAt(wanted + 86_400_000)];
  const fits = [before, after]
    .map((offset) => wanted - offset)
    .find((time) => toTyped(time, timeZone) === toTyped(wanted, 'UTC'));
  return fits ?? wanted - before;
}
