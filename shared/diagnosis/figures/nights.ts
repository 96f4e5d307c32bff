/** Which hours are night, and how cold nights were. Pure. */
import type { NightFigures } from '../facts.ts';
import { type LocalCalendar, dayAfter } from './calendar.ts';
import { HOUR_MS, type HourFigures, meanOf } from './hours.ts';
import { daylightOf } from './sun.ts';
import type { ZonePlace } from './zone-places.ts';

/** The night where nobody knows the place, or the sun does not set or rise: hours of the clock. */
const NIGHT_FROM = 22;
const NIGHT_TO = 6;
/** A lamp or the last sun is still warm after sunset (h). */
const DUSK_H = 1;
/** Fewer hours are no night. */
const LEAST_HOURS = 3;

const sunOf = (day: string, calendar: LocalCalendar, place: ZonePlace) =>
  daylightOf(calendar.instantOf(day, 12), place);

/** The night that ends on a day: from an hour after sunset to sunrise, else from 22 to 6 o'clock (ms since 1970). */
export function nightOf(
  day: string,
  calendar: LocalCalendar,
  place: ZonePlace | undefined,
): { from: number; to: number } {
  const eve = dayAfter(day, -1);
  const sunset = place && sunOf(eve, calendar, place).sunset;
  const sunrise = place && sunOf(day, calendar, place).sunrise;
  return sunset === undefined || sunrise === undefined
    ? { from: calendar.instantOf(eve, NIGHT_FROM), to: calendar.instantOf(day, NIGHT_TO) }
    : { from: sunset + DUSK_H * HOUR_MS, to: sunrise };
}

/** The time with light of a day: from sunrise to sunset, else from 6 to 22 o'clock (ms since 1970). */
export function lightOf(
  day: string,
  calendar: LocalCalendar,
  place: ZonePlace | undefined,
): { from: number; to: number } {
  const { sunrise, sunset } = (place && sunOf(day, calendar, place)) ?? {};
  return sunrise === undefined || sunset === undefined
    ? { from: calendar.instantOf(day, NIGHT_TO), to: calendar.instantOf(day, NIGHT_FROM) }
    : { from: sunrise, to: sunset };
}

/**
 * Nights with readings, oldest first; one that is not over is told of as far as it has come.
 * @param hours of `temperature` @param days those on which the nights end
 */
export const nightFigures = (
  hours: readonly HourFigures[],
  days: readonly string[],
  calendar: LocalCalendar,
  place: ZonePlace | undefined,
): NightFigures[] =>
  days.flatMap((day) => {
    const { from, to } = nightOf(day, calendar, place);
    const night = hours.filter(({ at }) => at >= from && at + HOUR_MS <= to);
    if (night.length < LEAST_HOURS) return [];
    return { day, min: Math.min(...night.map(({ min }) => min)), mean: meanOf(night.map(({ mean }) => mean)) };
  });
