import type { QuietHours } from '@plantops/shared/settings/notification-settings.ts';
import { Temporal } from 'temporal-polyfill';

/**
 * Quiet hours include `from` and exclude `to`. A time of day that the clocks skip is moved later by the length of the
 * gap; if a time occurs twice, the first one counts.
 * @returns the end of the quiet hours that `now` is in; undefined outside quiet hours
 */
export function quietUntil({ from, to, time_zone: timeZone }: QuietHours, now: Date): Date | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (date: Temporal.PlainDate, time: string): Temporal.ZonedDateTime =>
    date.toZonedDateTime({ timeZone, plainTime: time });
  const overMidnight = to < from;
  // Quiet hours that began yesterday may last until today.
  for (const day of [today.subtract({ days: 1 }), today]) {
    const start = at(day, from);
    const end = at(overMidnight ? day.add({ days: 1 }) : day, to);
    if (start.epochMilliseconds <= now.getTime() && now.getTime() < end.epochMilliseconds)
      return new Date(end.epochMilliseconds);
  }
  return undefined;
}
