/** How long a mute may last. Pure. */
import { dayIn, fromTyped } from '../plant/zoned-time';

const HOUR_MS = 3_600_000;
const MORNING = '08:00';

export const MUTE_CHOICES = ['hour', 'hours', 'tomorrow', 'week', 'own'] as const;
export type MuteChoice = (typeof MUTE_CHOICES)[number];

/** Tomorrow at eight in the morning. @param timeZone IANA name; undefined for the browser's */
export function tomorrowMorning(now: number, timeZone: string | undefined): number {
  const tomorrow = new Date(Date.parse(dayIn(now, timeZone)) + 24 * HOUR_MS).toISOString().slice(0, 10);
  return fromTyped(`${tomorrow}T${MORNING}`, timeZone) ?? now + 24 * HOUR_MS;
}

/** When a mute that is chosen now ends, in milliseconds; undefined for a date and time of the owner's. */
export function muteEnd(choice: MuteChoice, now: number, timeZone: string | undefined): number | undefined {
  switch (choice) {
    case 'hour':
      return now + HOUR_MS;
    case 'hours':
      return now + 8 * HOUR_MS;
    case 'tomorrow':
      return tomorrowMorning(now, timeZone);
    case 'week':
      return now + 7 * 24 * HOUR_MS;
    case 'own':
      return undefined;
  }
}
