/** Tags of plants as they are offered. Pure. */
import { nameKey, uniqueTags } from '@plantops/shared/tags.ts';
import type { Plant } from '../../api/generated';

/** The copy of an earlier visit may not have them. */
type Tagged = Partial<Pick<Plant, 'tags'>>;

/** All tags of all plants, in alphabetical order, each once. */
export const knownTags = (plants: readonly Tagged[]): string[] =>
  uniqueTags(plants.flatMap(({ tags }) => tags ?? [])).toSorted((one, other) => one.localeCompare(other));

/** Whether a plant has a tag, however it is capitalised. */
export const hasTag = ({ tags }: Tagged, tag: string): boolean =>
  tags?.some((each) => nameKey(each) === nameKey(tag)) ?? false;
