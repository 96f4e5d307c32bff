/** The choices of how long a mute lasts. Pure. */
import { dayIn, fromTyped } from '../plant/zoned-time';

const HOUR_MS = 3_600_000;
const MORNING = '08:00';

export const MUTE_CHOICES = ['hour', 'hours', 'tomorrow', 'week', 'own'] as const;
export type MuteChoice = (typeof MUTE_CHOICES)[number];

/** Tomorrow at 8:00, in milliseconds. @param timeZone IANA name; undefined for the browser's */
export function tomorrowMorning(now: number, timeZone: string | undefined): number {
  const tomorrow = new Date(Date.parse(dayIn(now, timeZone)) + 24 * HOUR_MS).toISOString().slice(0, 10);
  return fromTyped(`${tomorrow}T${MORNING}`, timeZone) ?? now + 24 * HOUR_MS;
}

/** The end of a mute that starts now, in milliseconds; undefined for `own`, where the owner enters it. */
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
