import { plainName, plainNamesOf, type SpeciesNames } from '@plantops/shared/species/species-name.ts';

/** The species of exactly this name, in any language or as a synonym, as the server knows it: a search also finds similar ones. */
export const speciesNamed = <S extends SpeciesNames>(name: string, found: readonly S[]): S | undefined =>
  found.find((species) => plainNamesOf(species).includes(plainName(name)));

/** What people call a species: its everyday names in their language, then in the other one. */
export const everydayNames = ({ common_names, german_names }: SpeciesNames, language: string): string[] =>
  language === 'de' ? [...german_names, ...common_names] : [...common_names, ...german_names];
