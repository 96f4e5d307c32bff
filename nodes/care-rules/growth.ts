/** What the kind of a plant asks for beyond how it is watered: whether it grows now, whether it is fed. Pure. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import type { Season } from '@plantops/shared/care/care-words.ts';

type Kind = Pick<CareContext, 'species' | 'season'>;

const GROWING: readonly Season[] = ['spring', 'summer'];
/** These grow and flower in the cool half of the year and rest in summer, as the species library says of them. */
const WINTER_GROWERS = new Set(['Aeonium', 'Cyclamen']);
const WINTER_GROWING: readonly Season[] = ['autumn', 'winter', 'spring'];
/**
 * Carnivores live in poor bogs: fertilizer in the soil and the lime of tap water kill their roots. General guidance of
 * growers, as in https://sprouthome.com/pages/care-sheet-carnivorous-plants.
 */
const CARNIVORES = new Set(['Dionaea', 'Drosera', 'Nepenthes', 'Pinguicula', 'Sarracenia']);

const genus = ({ species }: Pick<Kind, 'species'>): string => species?.name.split(' ')[0] ?? '';

export const isCarnivore = (kind: Pick<Kind, 'species'>): boolean => CARNIVORES.has(genus(kind));

const growsInWinter = (kind: Pick<Kind, 'species'>): boolean => WINTER_GROWERS.has(genus(kind));

/** Whether it grows in this season, and so may be fed. */
export const isGrowing = (kind: Kind): boolean =>
  (growsInWinter(kind) ? WINTER_GROWING : GROWING).includes(kind.season);

/** Whether it drinks less than in the rest of the year. */
export const isResting = (kind: Kind): boolean => kind.season === (growsInWinter(kind) ? 'summer' : 'winter');

/** Whether feeding is paused until spring: what grows in winter or is never fed is told nothing of that. */
export const pausesUntilSpring = (kind: Kind): boolean =>
  !isGrowing(kind) && !growsInWinter(kind) && !isCarnivore(kind);
