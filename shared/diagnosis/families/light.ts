/** Light, judged by whole days: by the daily light integral against what its species lives by. Pure. */
import type { Light } from '../../species/species-schema.ts';
import type { Ask } from '../codes.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { LightDay, PlantFacts } from '../facts.ts';
import { isDormant, isGrowing, isOutdoors } from '../kind.ts';
import { rangeOf } from '../ranges.ts';
import { confidenceFrom, found, median, noon, recent } from './found.ts';

/**
 * Daily light integral (mol/m²/d) below which a plant starves in the long run, and from which it grows well. Greenhouses
 * give African violets 4 to 6 and tomatoes 20 to 30 (https://probsee.com/p/Daily_light_integral); plants live in rooms by
 * far less. `least` is what the bright hours of `LIGHT_CARE` make of a day of ten hours, `well` our judgement between.
 */
export const DLI_CARE: Readonly<Record<Light, { least: number; well: number }>> = {
  shade: { least: 0.2, well: 1 },
  indirect: { least: 0.8, well: 2 },
  some_sun: { least: 2, well: 5 },
  full_sun: { least: 6, well: 12 },
};
/** Sensors and windows differ, so light may fall short by this factor. Our judgement. */
const TOLERANCE = 0.8;
/** Below this share of the least, a plant does not last a season. */
const STARVES = 0.4;
/** An integral needs that many hours of its day. */
const WHOLE_DAY_H = 18;
const DAYS = 7;
/** Less light than this is told as this (mol/m²/d): "about 0" would be no light at all. */
const LEAST_SAID = 0.01;
const LATELY = 2;
const LEAST_DAYS = 2;
/** One day of more sun than this many times the limit burns leaves. Our judgement. */
const BURNS = 1.5;
/** Days are short in winter (h). */
const SHORT_DAY_H = 10;

/** The last whole days with light, today left out. */
export const wholeDays = ({ light, today }: Pick<PlantFacts, 'light' | 'today'>): LightDay[] =>
  recent(light, today, DAYS + 1).filter(({ day, hours }) => hours >= WHOLE_DAY_H && day < today);

/** The middle daily light integral of the last days (mol/m²/d); null with fewer than two whole days. */
export function usualDli(facts: Pick<PlantFacts, 'light' | 'today'>): number | null {
  const days = wholeDays(facts);
  return days.length < LEAST_DAYS ? null : median(days.map(({ dli }) => dli));
}

/** Whether it stands at the brightest window that a room has there. */
function hasBrightestWindow({ place, hemisphere }: PlantFacts): boolean {
  if (place.window === 'roof' || place.site === 'greenhouse') return true;
  return place.window === (hemisphere === 'south' ? 'north' : 'south');
}

function darkness(facts: PlantFacts): CareFinding | undefined {
  const dli = usualDli(facts);
  const days = wholeDays(facts);
  const { least } = DLI_CARE[facts.species?.light ?? 'shade'];
  // Outdoors days are as short as they are: a plant that does not grow needs little light.
  if (dli === null || dli >= least * TOLERANCE || (isOutdoors(facts) && !isGrowing(facts)) || isDormant(facts))
    return undefined;
  const isWinter = facts.hemisphere !== 'tropics' && (facts.daylightHours ?? 12) < SHORT_DAY_H;
  const isBest = hasBrightestWindow(facts);
  const evidence = {
    dli: Math.max(LEAST_SAID, dli),
    least,
    days: days.length,
    lux: median(days.map(({ brightLux }) => brightLux)),
    outdoors: isOutdoors(facts),
    species: facts.species !== null,
  };
  const rest = { metric: 'light_level', evidence, from: noon(days[0]?.day ?? facts.today), to: facts.at } as const;
  if (isBest && isWinter && dli >= least * STARVES) {
    return found('winter_light', {
      ...rest,
      severity: 'notice',
      confidence: confidenceFrom(days.length, facts),
      asks: ['add_lamp'],
    });
  }
  const asks: Ask[] = isBest ? ['add_lamp'] : ['move_brighter'];
  return found('too_dark', {
    ...rest,
    severity: 'attention',
    confidence: confidenceFrom(days.length, facts),
    asks,
  });
}

function glare(facts: PlantFacts): CareFinding | undefined {
  const { max } = rangeOf(facts, 'light_level');
  const light = facts.species?.light;
  if (max === null || light === 'full_sun' || light === 'some_sun') return undefined;
  const days = recent(facts.light, facts.today, DAYS);
  const bright = days.filter(({ brightLux }) => brightLux > max);
  const latest = recent(days, facts.today, LATELY).filter(({ brightLux }) => brightLux > max);
  const most = Math.max(...bright.map(({ brightLux }) => brightLux));
  const first = bright[0];
  if (!first || latest.length === 0 || (bright.length < LEAST_DAYS && most < max * BURNS)) return undefined;
  return found('too_bright', {
    severity: 'attention',
    confidence: confidenceFrom(bright.length, facts),
    metric: 'light_level',
    evidence: { lux: most, limit: max, days: bright.length, outdoors: isOutdoors(facts) },
    from: noon(first.day),
    to: facts.at,
    asks: ['move_shadier'],
  });
}

/** Judges light. One verdict: a day cannot be too dark and too bright. */
export function light(facts: PlantFacts): CareFinding[] {
  const finding = glare(facts) ?? darkness(facts);
  return finding ? [finding] : [];
}
