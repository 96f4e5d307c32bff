/** Where a plant stands when its owner did not say: guessed from its name, from what was measured, and from its species. Pure. */
import { addDays } from '../plain-date.ts';
import type { PlantFacts } from './facts.ts';
import { isHardy } from './kind.ts';
import type { Place } from './place.ts';

/** Words in the name of a plant or its room, in both languages. */
const OUTDOORS = /terrac|terrass|patio|balcon|balkon|loggia/i;
const GARDEN = /garden|garten|\bbeet\b|hochbeet|raised bed|courtyard|innenhof|outdoor|draußen/i;
const GREENHOUSE = /greenhouse|gewächshaus|conservatory/i;
const INDOORS =
  /kitchen|bedroom|bath|living|office|desk|window|indoor|hallway|küche|zimmer|büro|fenster|flur|bad\b|drinnen|regal|shelf/i;
/** A night this cold (°C) is no room, and lux this bright are no window. Our judgement. */
const OUTDOOR_NIGHT = 3;
const OUTDOOR_LUX = 60_000;
/** A room keeps its nights above this in the cold half of the year (°C). */
const INDOOR_NIGHT = 14;
const DAYS = 7;

type Known = Pick<PlantFacts, 'place' | 'plant' | 'species' | 'season' | 'today' | 'metrics' | 'light'>;

function byMeasurement({ metrics, light, season, today, species }: Known): Place['site'] {
  const isRecent = ({ day }: { day: string }): boolean => day > addDays(today, -DAYS);
  const nights = metrics.temperature.days.filter(isRecent).map(({ min }) => min);
  if (light.filter(isRecent).some(({ brightLux }) => brightLux > OUTDOOR_LUX)) return 'balcony';
  if (nights.length === 0) return null;
  const least = Math.min(...nights);
  // A plant of unknown species may be a house plant in a room that has grown cold: that is for the family of warmth to say.
  if (least < OUTDOOR_NIGHT) return species === null ? null : 'balcony';
  const isCold = season === 'winter' || season === 'autumn';
  return isCold && nights.length >= 2 && least > INDOOR_NIGHT ? 'indoors' : null;
}

/** Where it stands, as said or else by its name and room; null where neither says it. */
export function siteByWords(place: Pick<Place, 'site' | 'room'>, name: string): Place['site'] {
  if (place.site !== null) return place.site;
  const words = `${name} ${place.room ?? ''}`;
  if (GREENHOUSE.test(words)) return 'greenhouse';
  if (OUTDOORS.test(words)) return 'balcony';
  if (INDOORS.test(words)) return 'indoors';
  return GARDEN.test(words) ? 'garden' : null;
}

/** Where it stands, as said or else as guessed; null where nothing says it. */
export function siteOf(known: Known): Place['site'] {
  const told = siteByWords(known.place, known.plant.name);
  if (told !== null) return told;
  const measured = byMeasurement(known);
  if (measured !== null) return measured;
  return isHardy(known) ? 'balcony' : null;
}
