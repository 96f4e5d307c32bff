/** How strongly the air draws water from leaves. Pure. */
import type { AirState } from '../codes.ts';
import type { AirDay } from '../facts.ts';
import { byDay, type HourFigures, meanOf } from './hours.ts';

/**
 * Saturation vapour pressure over water in kPa, by Tetens (1930) with the coefficients of FAO Irrigation and Drainage
 * Paper 56, eq. 11.
 * @param temperature °C
 */
export const saturationPressure = (temperature: number): number =>
  0.6108 * Math.exp((17.27 * temperature) / (temperature + 237.3));

/**
 * Vapour-pressure deficit in kPa: how much water vapour the air could still take up, e_s(T) · (1 − RH / 100) (FAO 56,
 * eq. 19). Assumes that the leaf is as warm as the air.
 * @param temperature °C
 * @param humidity relative, %
 */
export const vapourPressureDeficit = (temperature: number, humidity: number): number =>
  saturationPressure(temperature) * (1 - Math.min(100, Math.max(0, humidity)) / 100);

/** The limits that growers use, in kPa: below them leaves hardly transpire, above them they close their pores. */
const STATES: readonly (readonly [below: number, state: AirState])[] = [
  [0.4, 'damp'],
  [0.8, 'moist'],
  [1.3, 'good'],
  [1.8, 'dry'],
];

/** The state of the air. @param deficit kPa */
export const airState = (deficit: number): AirState => STATES.find(([below]) => deficit < below)?.[1] ?? 'parched';

/**
 * The air of each day over its hours with light, oldest first. An hour counts where both were measured.
 * @param isLight whether the sun is up at an instant (ms since 1970)
 */
export function airDays(
  temperature: readonly HourFigures[],
  humidity: readonly HourFigures[],
  isLight: (instant: number) => boolean,
  dayOf: (instant: number) => string,
): AirDay[] {
  const moist = new Map(humidity.map(({ at, mean }) => [at, mean]));
  const pairs = temperature.flatMap(({ at, mean, ...hour }) => {
    const humid = moist.get(at);
    return humid === undefined || !isLight(at) ? [] : [{ ...hour, at, deficit: vapourPressureDeficit(mean, humid) }];
  });
  return [...byDay(pairs, dayOf)].map(([day, of]) => {
    const deficits = of.map(({ deficit }) => deficit);
    return { day, meanVpd: meanOf(deficits), maxVpd: Math.max(...deficits), hours: of.length };
  });
}
