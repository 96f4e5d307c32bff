/** The calendar date of an instant where a plant stands. Pure. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD. Formats are kept, because making one takes longer than a whole diagnosis. */
export function dateIn(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // The Swedish way to write a date is the ISO one.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(Date.parse(instant));
}
