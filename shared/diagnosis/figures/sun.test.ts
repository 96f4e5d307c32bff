import { describe, expect, it } from 'vitest';
import { daylightOf, hemisphereOf } from './sun.ts';
import { placeOfZone } from './zone-places.ts';

const MINUTE = 60_000;
const place = (zone: string) => placeOfZone(zone) ?? expect.fail(`${zone} has no place`);

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'north'],
    ['America/Los_Angeles', 'north'],
    ['Asia/Calcutta', 'north'],
    ['Australia/Sydney', 'south'],
    ['Africa/Johannesburg', 'south'],
    ['America/Argentina/Ushuaia', 'south'],
    ['US/Hawaii', 'north'],
    ['America/Bogota', 'tropics'],
    ['Asia/Singapore', 'tropics'],
    ['America/Lima', 'tropics'],
  ])('%s lies in the %s', (zone, hemisphere) => {
    expect(hemisphereOf(place(zone))).toBe(hemisphere);
  });

  it.each(['UTC', 'Etc/GMT-3', 'Mars/Olympus', 'Berlin'])('%s has no place, and counts as north', (zone) => {
    expect(placeOfZone(zone)).toBeUndefined();
    expect(hemisphereOf(placeOfZone(zone))).toBe('north');
  });

  it('that browsers and servers know has a place, unless it is a mere offset', () => {
    const without = Intl.supportedValuesOf('timeZone').filter((zone) => !placeOfZone(zone));
    expect(without.filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'))).toEqual([]);
  });
});

describe('the sun', () => {
  // Times of sunrise and sunset as almanacs print them, in UTC; the place is known to a degree.
  it.each([
    ['Europe/Berlin', '2026-06-21T11:00Z', '2026-06-21T02:43Z', '2026-06-21T19:33Z'],
    ['Europe/Berlin', '2026-12-21T11:00Z', '2026-12-21T07:15Z', '2026-12-21T14:54Z'],
    ['Australia/Sydney', '2026-12-21T01:00Z', '2026-12-20T18:41Z', '2026-12-21T09:05Z'],
    ['America/New_York', '2026-03-20T16:00Z', '2026-03-20T10:59Z', '2026-03-20T23:08Z'],
  ])('rises and sets in %s about noon of %s at %s and %s', (zone, noon, sunrise, sunset) => {
    const light = daylightOf(Date.parse(noon), place(zone));
    expect(Math.abs((light.sunrise ?? 0) - Date.parse(sunrise))).toBeLessThan(8 * MINUTE);
    expect(Math.abs((light.sunset ?? 0) - Date.parse(sunset))).toBeLessThan(8 * MINUTE);
    expect(light.hours).toBeCloseTo((Date.parse(sunset) - Date.parse(sunrise)) / (60 * MINUTE), 0);
  });

  it('is up for as long as FAO 56 says in example 9, and some minutes for its radius and the air', () => {
    // 20° S on 3 September: N = 11.7 h.
    const { hours } = daylightOf(Date.parse('2026-09-03T12:00Z'), { latitude: -20, longitude: 0 });
    expect(hours).toBeGreaterThan(11.7);
    expect(hours).toBeLessThan(11.9);
  });

  it.each([
    ['2026-06-21T10:00Z', 24],
    ['2026-12-21T10:00Z', 0],
  ])('of Spitsbergen does not cross the horizon on %s: %s hours', (noon, hours) => {
    expect(daylightOf(Date.parse(noon), place('Arctic/Longyearbyen'))).toEqual({
      hours,
      sunrise: undefined,
      sunset: undefined,
    });
  });

  it('belongs to the day whose noon is asked for, also beyond the date line', () => {
    const noon = Date.parse('2026-06-20T22:00Z');
    const { sunrise, sunset } = daylightOf(noon, place('Pacific/Kiritimati'));
    expect(sunrise).toBeLessThan(noon);
    expect(sunset).toBeGreaterThan(noon);
  });
});
