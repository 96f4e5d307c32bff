/** How strongly the air draws water from the leaves. Pure. */

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
const WORDS = [
  [0.4, 'damp'],
  [0.8, 'moist'],
  [1.3, 'good'],
  [1.8, 'dry'],
] as const;

export type AirWord = (typeof WORDS)[number][1] | 'parched';

/** The state of the air in a word. @param deficit kPa */
export const airWord = (deficit: number): AirWord => WORDS.find(([below]) => deficit < below)?.[1] ?? 'parched';
