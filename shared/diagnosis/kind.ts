/** What kind of plant it is: what its species asks for besides numbers, and when it grows and rests. Pure. */
import type { Season } from '../care/care-words.ts';
import type { PlantFacts, SpeciesFacts } from './facts.ts';

type Kind = Pick<PlantFacts, 'species' | 'season' | 'hemisphere'>;

const GROWING: readonly Season[] = ['spring', 'summer'];
/** These grow and flower in the cool half of the year and rest in summer, according to the species library. */
const WINTER_GROWERS = new Set(['Aeonium', 'Cyclamen', 'Conophytum', 'Lachenalia', 'Freesia', 'Othonna']);
const WINTER_GROWING: readonly Season[] = ['autumn', 'winter', 'spring'];
/**
 * Carnivores live in poor bogs: fertilizer in the soil and lime in tap water kill their roots. General advice of
 * growers, as in https://sprouthome.com/pages/care-sheet-carnivorous-plants.
 */
const CARNIVORES = new Set(['Dionaea', 'Drosera', 'Nepenthes', 'Pinguicula', 'Sarracenia', 'Darlingtonia']);
/**
 * These drop their buds when they are turned or moved in these seasons. General gardening knowledge, as in the species
 * library at Schlumbergera.
 */
const BUD_DROPPERS: ReadonlyMap<string, readonly Season[]> = new Map([
  ['Schlumbergera', ['autumn', 'winter']],
  ['Rhipsalidopsis', ['winter', 'spring']],
  ['Camellia', ['autumn', 'winter']],
  ['Gardenia', ['spring', 'summer']],
]);
/** A species that bears this (°C) or less stays outdoors in winter. Our judgement. */
const HARDY_MIN = -5;
/** A species that does not bear less than this (°C) is tropical. Our judgement, see `COLD` in families/temperature.ts. */
const TROPICAL_MIN = 10;

const genus = (species: SpeciesFacts | null): string => species?.name.split(' ')[0] ?? '';

export const isCarnivore = ({ species }: Pick<Kind, 'species'>): boolean => CARNIVORES.has(genus(species));

export const growsInWinter = ({ species }: Pick<Kind, 'species'>): boolean => WINTER_GROWERS.has(genus(species));

/** Whether the plant grows in this season, and so may be fed and repotted. In the tropics there is no winter rest. */
export function isGrowing(kind: Kind): boolean {
  if (growsInWinter(kind)) return WINTER_GROWING.includes(kind.season);
  return kind.hemisphere === 'tropics' || GROWING.includes(kind.season);
}

/** Whether the plant drinks less now than in the rest of the year. */
export function isResting(kind: Kind): boolean {
  if (growsInWinter(kind)) return kind.season === 'summer';
  return kind.hemisphere !== 'tropics' && kind.season === 'winter';
}

/** Whether a move now would make it drop its buds. */
export const setsBuds = ({ species, season }: Pick<Kind, 'species' | 'season'>): boolean =>
  BUD_DROPPERS.get(genus(species))?.includes(season) ?? false;

const leastTemperature = (species: SpeciesFacts | null): number | null => species?.thresholds.temperature?.min ?? null;

/** Whether it stays outdoors in frost. */
export function isHardy({ species }: Pick<Kind, 'species'>): boolean {
  const min = leastTemperature(species);
  return min !== null && min <= HARDY_MIN;
}

export function isTropical({ species }: Pick<Kind, 'species'>): boolean {
  const min = leastTemperature(species);
  return min !== null && min >= TROPICAL_MIN;
}

/** Whether it bears weeks without water sooner than a wet pot. */
export const isDesert = ({ species }: Pick<Kind, 'species'>): boolean => species?.watering === 'dry_out';

/** Whether it is said to stand outdoors. */
export const isOutdoors = ({ place }: { place: Pick<PlantFacts['place'], 'site'> }): boolean =>
  place.site === 'balcony' || place.site === 'garden';
