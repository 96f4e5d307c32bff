/** What kind of plant it is: what its species asks for besides numbers, and when it grows and rests. Pure. */
import type { Season } from '../care/care-words.ts';
import type { PlantFacts, SpeciesFacts } from './facts.ts';

type KnownSpecies = Pick<SpeciesFacts, 'name' | 'thresholds' | 'watering'> & Partial<Pick<SpeciesFacts, 'form'>>;

/** What it follows from: of a plant's facts, or of less. */
export type Kind = Pick<PlantFacts, 'season' | 'hemisphere'> & { species: KnownSpecies | null };

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
/**
 * A cat or a dog may die of a little of these: of lilies cats by the pollen, of the others by a leaf or a seed. As told by
 * https://www.aspca.org/pet-care/animal-poison-control/toxic-and-non-toxic-plants.
 */
const DEADLY_TO_PETS = new Set([
  'Lilium',
  'Hemerocallis',
  'Cycas',
  'Nerium',
  'Convallaria',
  'Colchicum',
  'Gloriosa',
  'Digitalis',
  'Aconitum',
  'Ricinus',
  'Taxus',
]);
/**
 * These live through a part of the year as a bulb, a corm or a tuber without leaves, in which they are kept nearly dry: in
 * the seasons that are named, if they stand indoors. General gardening knowledge, as in the species library.
 */
const SLEEPERS: ReadonlyMap<string, readonly Season[]> = new Map([
  ['Hippeastrum', ['autumn']],
  ['Dahlia', ['winter']],
  ['Canna', ['winter']],
  ['Caladium', ['winter']],
  ['Gloriosa', ['winter']],
  ['Zantedeschia', ['winter']],
  ['Sinningia', ['winter']],
  ['Gladiolus', ['winter']],
  ['Cyclamen', ['summer']],
  ['Lachenalia', ['summer']],
  ['Freesia', ['summer']],
  ['Tulipa', ['summer']],
  ['Hyacinthus', ['summer']],
  ['Narcissus', ['summer']],
  ['Crocus', ['summer']],
  ['Muscari', ['summer']],
]);
/** A sleeper is put away dry, and cooler than a room: that is how it is told from one that was forgotten (°C). Our judgement. */
const SLEEPS_BELOW = 18;
/** These have no soil: they hang, or lie on wood and stone, and drink by their leaves. */
const AIR_PLANTS = new Set(['Tillandsia']);
/** A species that bears this (°C) or less stays outdoors in winter. Our judgement. */
const HARDY_MIN = -5;
/** A species that does not bear less than this (°C) is tropical. Our judgement, see `COLD` in families/temperature.ts. */
const TROPICAL_MIN = 10;

const genus = (species: Pick<KnownSpecies, 'name'> | null): string => species?.name.split(' ')[0] ?? '';

export const isCarnivore = ({ species }: { species: Pick<KnownSpecies, 'name'> | null }): boolean =>
  CARNIVORES.has(genus(species));

export const isDeadlyToPets = ({ species }: Pick<Kind, 'species'>): boolean => DEADLY_TO_PETS.has(genus(species));

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

const leastTemperature = (species: KnownSpecies | null): number | null => species?.thresholds.temperature?.min ?? null;

/** Whether it stays outdoors in frost. */
export function isHardy({ species }: Pick<Kind, 'species'>): boolean {
  const min = leastTemperature(species);
  return min !== null && min <= HARDY_MIN;
}

export function isTropical({ species }: Pick<Kind, 'species'>): boolean {
  const min = leastTemperature(species);
  return min !== null && min >= TROPICAL_MIN;
}

/** Whether it bears weeks without water sooner than a wet pot: what dries out, and what stores water in its leaves. */
export const isDesert = ({ species }: Pick<Kind, 'species'>): boolean =>
  species?.watering === 'dry_out' ||
  (species?.watering === 'mostly_dry' && (species.form === 'succulent' || species.form === 'cactus'));

export const isAirPlant = ({ species }: Pick<Kind, 'species'>): boolean => AIR_PLANTS.has(genus(species));

/** Whether it now lives as a bulb or a tuber that is left dry: by its kind, the season, and a place that is cool. */
export function isDormant({
  species,
  season,
  place,
  metrics,
}: Pick<PlantFacts, 'species' | 'season' | 'place' | 'metrics'>): boolean {
  if (!SLEEPERS.get(genus(species))?.includes(season) || isOutdoors({ place })) return false;
  const { value, isFresh } = metrics.temperature;
  // Cyclamen and spring bulbs sleep through the summer's warmth.
  return season === 'summer' || !isFresh || value === null || value < SLEEPS_BELOW;
}

/** The day on which the season after this one begins. Seasons are three whole months. */
export function nextSeason(today: string): string {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = (Math.floor(month / 3) + 1) * 3;
  return first > 12 ? `${year + 1}-03-01` : `${year}-${String(first).padStart(2, '0')}-01`;
}

/** Whether its roots drink from a reservoir, as in a self-watering pot or in clay pebbles over water. */
export const hasReservoir = (
  facts: { place: Partial<Pick<PlantFacts['place'], 'pot_material'>> } & Pick<Kind, 'species'>,
): boolean => facts.place.pot_material === 'self_watering' && !isDesert(facts);

/** Whether it is said to stand outdoors. */
export const isOutdoors = ({ place }: { place: Pick<PlantFacts['place'], 'site'> }): boolean =>
  place.site === 'balcony' || place.site === 'garden';
