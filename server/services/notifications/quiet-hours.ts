import type { QuietHours } from '@plantops/shared/settings/notification-settings.ts';
import { Temporal } from 'temporal-polyfill';

/**
 * When the quiet hours that `now` is in end; undefined outside of them. `from` is quiet, `to` no more.
 * A time of day that the clocks skip is taken as much later as they are put forward; one that comes twice is its first.
 */
export function quietUntil({ from, to, time_zone: timeZone }: QuietHours, now: Date): Date | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (date: Temporal.PlainDate, time: string): Temporal.ZonedDateTime =>
    date.toZonedDateTime({ timeZone, plainTime: time });
  const overMidnight = to < from;
  // Those that began yesterday may last until today.
  for (const day of [today.subtract({ days: 1 }), today]) {
    const start = at(day, from);
    const end = at(overMidnight ? day.add({ days: 1 }) : day, to);
    if (start.epochMilliseconds <= now.getTime() && now.getTime() < end.epochMilliseconds)
      return new Date(end.epochMilliseconds);
  }
  return undefined;
}
