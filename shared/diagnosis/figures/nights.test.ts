import { describe, expect, it } from 'vitest';
import type { LocalCalendar } from './calendar.ts';
import { HOUR_MS, type HourFigures } from './hours.ts';
import { lightOf, nightFigures, nightOf } from './nights.ts';
import { placeOfZone } from './zone-places.ts';

const calendar: LocalCalendar = {
  dayOf: (instant) => new Date(instant).toISOString().slice(0, 10),
  instantOf: (day, hour) => Date.parse(day) + hour * HOUR_MS,
};
const london = placeOfZone('Europe/London');
const at = (time: string): number => Date.parse(time);
const minutesApart = (one: number, other: string): number => Math.abs(one - at(other)) / 60_000;

describe('a night', () => {
  it('is from an hour after sunset to sunrise', () => {
    const { from, to } = nightOf('2026-03-02', calendar, london);
    // Sunset in London on 1 March: 17:40, sunrise on the 2nd: 6:44.
    expect(minutesApart(from, '2026-03-01T18:40Z')).toBeLessThan(8);
    expect(minutesApart(to, '2026-03-02T06:44Z')).toBeLessThan(8);
  });

  it.each([
    ['nobody knows the place', undefined],
    ['the sun does not set', placeOfZone('Arctic/Longyearbyen')],
  ])('is from 22 to 6 where %s, and light is the rest', (_why, place) => {
    expect(nightOf('2026-06-22', calendar, place)).toEqual({
      from: at('2026-06-21T22:00Z'),
      to: at('2026-06-22T06:00Z'),
    });
    expect(lightOf('2026-06-22', calendar, place)).toEqual({
      from: at('2026-06-22T06:00Z'),
      to: at('2026-06-22T22:00Z'),
    });
  });

  it('has the least and the mean of the hours that lie in it as a whole', () => {
    const hours: HourFigures[] = Array.from({ length: 30 }, (_, index) => {
      const mean = index >= 18 ? 4 : 20;
      return { at: at('2026-03-01T06:00Z') + index * HOUR_MS, min: index === 20 ? 1 : mean, mean, max: mean };
    });
    // From midnight on 4 °C, and once 1 °C; the evening from 19 o'clock on was 20 °C.
    expect(nightFigures(hours, ['2026-03-01', '2026-03-02', '2026-03-03'], calendar, london)).toEqual([
      { day: '2026-03-02', min: 1, mean: (5 * 20 + 6 * 4) / 11 },
    ]);
  });

  it('of fewer than three hours with readings is not told of', () => {
    const hours = [1, 2].map((hour) => ({ at: at('2026-03-02T00:00Z') + hour * HOUR_MS, min: 1, mean: 1, max: 1 }));
    expect(nightFigures(hours, ['2026-03-02'], calendar, london)).toEqual([]);
  });
});
