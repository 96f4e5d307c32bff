import type { Season } from '@plantops/shared/care/care-words.ts';
import { Temporal } from 'temporal-polyfill';

/**
 * IANA zones south of the equator, where seasons are half a year apart. For regions on both sides of it, only zones
 * with a marked winter are listed: close to the equator it matters little.
 */
const SOUTHERN =
  /^(?:Australia|Antarctica)\/|^Africa\/(?:Johannesburg|Harare|Lusaka|Maputo|Gaborone|Maseru|Mbabane|Windhoek|Blantyre|Luanda)$|^America\/(?:Argentina\/.+|Buenos_Aires|Montevideo|Santiago|Punta_Arenas|Asuncion|La_Paz|Lima|Sao_Paulo|Campo_Grande|Cuiaba|Bahia)$|^Pacific\/(?:Auckland|Chatham|Noumea|Fiji|Tongatapu|Tahiti|Easter|Norfolk)$|^Indian\/(?:Antananarivo|Mauritius|Reunion)$|^Atlantic\/Stanley$/;

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

/** @param today YYYY-MM-DD @param timeZone where the plants are, as far as a zone shows it */
export function seasonOf(today: string, timeZone: string): Season {
  const month = Number(today.slice(5, 7)) - 1 + (SOUTHERN.test(timeZone) ? HALF_A_YEAR : 0);
  return NORTHERN_SEASONS[month % 12] ?? 'spring';
}

/** Without a browser to ask, `auto` stands for the server's time zone. */
export const effectiveTimeZone = (setting: string): string =>
  setting === 'auto' ? Temporal.Now.timeZoneId() : setting;

/** The date of an instant in a zone, YYYY-MM-DD. */
export const dateIn = (timeZone: string, at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
