/** Calendar dates as YYYY-MM-DD, without times or time zones. */
const DAY_MS = 86_400_000;

/** @param days may be negative */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one date to another; negative if the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** The later of two dates. */
export const laterDate = (one: string, other: string): string => (one > other ? one : other);
