/** What a kind of plant needs besides water: whether it is growing now and whether it is fed. Pure. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import type { Season } from '@plantops/shared/care/care-words.ts';

type Kind = Pick<CareContext, 'species' | 'season'>;

const GROWING: readonly Season[] = ['spring', 'summer'];
/** These grow and flower in the cool half of the year and rest in summer, according to the species library. */
const WINTER_GROWERS = new Set(['Aeonium', 'Cyclamen']);
const WINTER_GROWING: readonly Season[] = ['autumn', 'winter', 'spring'];
/**
 * Carnivores live in poor bogs: fertilizer in the soil and lime in tap water kill their roots. General advice of
 * growers, as in https://sprouthome.com/pages/care-sheet-carnivorous-plants.
 */
const CARNIVORES = new Set(['Dionaea', 'Drosera', 'Nepenthes', 'Pinguicula', 'Sarracenia']);

const genus = ({ species }: Pick<Kind, 'species'>): string => species?.name.split(' ')[0] ?? '';

export const isCarnivore = (kind: Pick<Kind, 'species'>): boolean => CARNIVORES.has(genus(kind));

const growsInWinter = (kind: Pick<Kind, 'species'>): boolean => WINTER_GROWERS.has(genus(kind));

/** Whether the plant grows in this season and so may be fed. */
export const isGrowing = (kind: Kind): boolean =>
  (growsInWinter(kind) ? WINTER_GROWING : GROWING).includes(kind.season);

/** Whether the plant drinks less now than in the rest of the year. */
export const isResting = (kind: Kind): boolean => kind.season === (growsInWinter(kind) ? 'summer' : 'winter');

/** Whether feeding is paused until spring. False for winter growers and for plants that are never fed. */
export const pausesUntilSpring = (kind: Kind): boolean =>
  !isGrowing(kind) && !growsInWinter(kind) && !isCarnivore(kind);
