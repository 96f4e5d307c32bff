/** The choices of when a task is asked for again. Pure. */
import { dayIn, fromTyped } from '../plant/zoned-time';

const DAY_MS = 86_400_000;
const MORNING = '08:00';
const EVENING = '18:00';
/** Closer than this, the evening is now. */
const LEAST_AHEAD_MS = 30 * 60_000;

export const SNOOZES = ['evening', 'tomorrow', 'days', 'week'] as const;
export type Snooze = (typeof SNOOZES)[number];

/** A time of a day that comes in so many days, in ms. */
function at(days: number, time: string, now: number, timeZone: string | undefined): number {
  const day = new Date(Date.parse(dayIn(now, timeZone)) + days * DAY_MS).toISOString().slice(0, 10);
  return fromTyped(`${day}T${time}`, timeZone) ?? now + days * DAY_MS;
}

/** Days until the next Monday: 1 to 7. */
const daysToMonday = (now: number, timeZone: string | undefined): number =>
  7 - ((new Date(dayIn(now, timeZone)).getUTCDay() + 6) % 7);

/** The choices that lie ahead, each with its time in ms. @param timeZone IANA name; undefined for the browser's */
export function snoozeTimes(now: number, timeZone: string | undefined): [Snooze, number][] {
  const times: Record<Snooze, number> = {
    evening: at(0, EVENING, now, timeZone),
    tomorrow: at(1, MORNING, now, timeZone),
    days: at(3, MORNING, now, timeZone),
    week: at(daysToMonday(now, timeZone), MORNING, now, timeZone),
  };
  return SNOOZES.flatMap((choice): [Snooze, number][] =>
    times[choice] - now >= LEAST_AHEAD_MS ? [[choice, times[choice]]] : [],
  );
}
