import type { Species } from '../api/generated';

/** The everyday names of a species: first in the owner's language, then in the other one. */
export const everydayNames = (
  { common_names, german_names }: Pick<Species, 'common_names' | 'german_names'>,
  language: string,
): string[] => (language === 'de' ? [...german_names, ...common_names] : [...common_names, ...german_names]);
