/** When the sun rises and sets at a place. Pure. */
import type { ZonePlace } from './zone-places.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/**
 * The height of the sun's centre at sunrise and sunset (degrees): its radius and the bending of its light by the air,
 * as in NOAA's solar calculator (https://gml.noaa.gov/grad/solcalc/solareqns.PDF).
 */
const AT_THE_HORIZON = -0.833;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The day of the year, 1 to 366. */
function dayOfYear(instant: number): number {
  const year = new Date(instant).getUTCFullYear();
  return Math.floor((instant - Date.UTC(year, 0, 1)) / DAY_MS) + 1;
}

/** How far the sun stands north of the equator (radians). FAO Irrigation and Drainage Paper 56, eq. 24. */
const declination = (day: number): number => 0.409 * Math.sin((2 * Math.PI * day) / 365 - 1.39);

/** By how much a sundial is ahead of the mean time (h). FAO 56, eq. 32 and 33. */
function sundialAhead(day: number): number {
  const b = (2 * Math.PI * (day - 81)) / 364;
  return 0.1645 * Math.sin(2 * b) - 0.1255 * Math.cos(b) - 0.025 * Math.sin(b);
}

/** The light of one day. */
export interface Daylight {
  /** From sunrise to sunset, h: 0 in the polar night, 24 where the sun does not set. */
  hours: number;
  /** Milliseconds since 1970; undefined where the sun does not rise or set on this day. */
  sunrise: number | undefined;
  sunset: number | undefined;
}

/** @param noon about noon of the day at this place (ms since 1970) */
export function daylightOf(noon: number, { latitude, longitude }: ZonePlace): Daylight {
  const day = dayOfYear(noon);
  const [north, sun] = [radians(latitude), declination(day)];
  const angle =
    (Math.sin(radians(AT_THE_HORIZON)) - Math.sin(north) * Math.sin(sun)) / (Math.cos(north) * Math.cos(sun));
  if (angle >= 1) return { hours: 0, sunrise: undefined, sunset: undefined };
  if (angle <= -1) return { hours: 24, sunrise: undefined, sunset: undefined };
  const hours = (24 / Math.PI) * Math.acos(angle);
  // The highest stand of the sun that is nearest to this noon.
  const atGreenwich = 12 - longitude / 15 - sundialAhead(day);
  const solarNoon = atGreenwich * HOUR_MS + Math.round((noon - atGreenwich * HOUR_MS) / DAY_MS) * DAY_MS;
  const half = (hours / 2) * HOUR_MS;
  return { hours, sunrise: solarNoon - half, sunset: solarNoon + half };
}

/** Where a place lies. Nearer to the equator than 15° the sun makes no winter: rain and the owner's air do. */
const TROPICS_TO = 15;

export const hemisphereOf = (place: ZonePlace | undefined): 'north' | 'south' | 'tropics' => {
  if (!place) return 'north';
  if (Math.abs(place.latitude) < TROPICS_TO) return 'tropics';
  return place.latitude < 0 ? 'south' : 'north';
};
