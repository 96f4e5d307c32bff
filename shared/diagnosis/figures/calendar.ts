/** Days and hours where a plant stands. */
export interface LocalCalendar {
  /** The day of an instant (ms since 1970), YYYY-MM-DD. */
  dayOf: (instant: number) => string;
  /** The instant (ms since 1970) at which a day's clock shows a full hour; 24 is the end of the day. */
  instantOf: (day: string, hour: number) => number;
}

const DAY_MS = 86_400_000;

/** The day so many days after another one. @param day YYYY-MM-DD */
export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
