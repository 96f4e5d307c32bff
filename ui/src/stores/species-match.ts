import { plainName, plainNamesOf, type SpeciesNames } from '@plantops/shared/species/species-name.ts';

/**
 * The species with exactly this name, in any language or as a synonym, by the server's rules. The search itself also
 * returns similar ones.
 */
export const speciesNamed = <S extends SpeciesNames>(name: string, found: readonly S[]): S | undefined =>
  found.find((species) => plainNamesOf(species).includes(plainName(name)));

/** The everyday names of a species: first in the owner's language, then in the other one. */
export const everydayNames = ({ common_names, german_names }: SpeciesNames, language: string): string[] =>
  language === 'de' ? [...german_names, ...common_names] : [...common_names, ...german_names];
