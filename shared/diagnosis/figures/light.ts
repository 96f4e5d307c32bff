/** The light of days. Pure. */
import type { LightDay } from '../facts.ts';
import { byDay, HOUR_MS, type HourFigures, meanOf } from './hours.ts';

/**
 * Photosynthetic photon flux of sunlight, µmol/m²/s for each lux: a flux of 1 is 54 lux. Thimijan and Heins (1983),
 * Photometric, radiometric, and quantum light units of measure, HortScience 18:818–822, as in the table of Apogee
 * Instruments (https://www.apogeeinstruments.com/conversion-ppf-to-lux/). Lamps have other factors: cool white
 * fluorescent ones 0.0135, so that under them the integral is about a third too high.
 */
export const FLUX_PER_LUX = 0.0185;
const BRIGHT_HOURS = 3;

/**
 * Daily light integrals (mol/m²/d) and bright hours, oldest first. Only what was measured counts: an integral of a day
 * of which hours are missing is that of the others.
 * @param hours of `light_level` (lux)
 */
export const lightDays = (hours: readonly HourFigures[], dayOf: (instant: number) => string): LightDay[] =>
  [...byDay(hours, dayOf)].map(([day, of]) => {
    const means = of.map(({ mean }) => mean);
    const luxHours = means.reduce((sum, mean) => sum + mean, 0);
    return {
      day,
      dli: (luxHours * FLUX_PER_LUX * (HOUR_MS / 1000)) / 1e6,
      brightLux: meanOf(means.toSorted((one, other) => other - one).slice(0, BRIGHT_HOURS)),
      hours: Math.min(24, of.length),
    };
  });
