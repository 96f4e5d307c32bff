import type { Season } from '@plantops/shared/care/care-words.ts';
import { placeOfZone } from '@plantops/shared/diagnosis/figures/zone-places.ts';
import { Temporal } from 'temporal-polyfill';

/** Meteorological seasons: three whole months each, as defined by the World Meteorological Organization. */
const NORTHERN_SEASONS: readonly Season[] = [
  'winter',
  'winter',
  'spring',
  'spring',
  'spring',
  'summer',
  'summer',
  'summer',
  'autumn',
  'autumn',
  'autumn',
  'winter',
];

const HALF_A_YEAR = 6;

/**
 * South of the equator seasons are half a year apart.
 * @param today YYYY-MM-DD @param timeZone where the plants are, as far as a zone shows it
 */
export function seasonOf(today: string, timeZone: string): Season {
  const isSouth = (placeOfZone(timeZone)?.latitude ?? 0) < 0;
  const month = Number(today.slice(5, 7)) - 1 + (isSouth ? HALF_A_YEAR : 0);
  return NORTHERN_SEASONS[month % 12] ?? 'spring';
}

/** Without a browser to ask, `auto` stands for the server's time zone. */
export const effectiveTimeZone = (setting: string): string =>
  setting === 'auto' ? Temporal.Now.timeZoneId() : setting;

/** The date of an instant in a zone, YYYY-MM-DD. */
export const dateIn = (timeZone: string, at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
