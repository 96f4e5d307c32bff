/** Compares names of species, ignoring what people leave out or spell differently when they type. */
import type { Species } from './species-schema.ts';

export type SpeciesNames = Pick<Species, 'name' | 'synonyms' | 'common_names' | 'german_names'>;

const SPELLED_OUT: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** Removes case, accents, the cross of hybrids, and differences between apostrophes and hyphens. */
export const plainName = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/['’`´]/g, '')
    .replace(/[\s\p{Pd}]+/gu, ' ')
    .replace(/(^| )[×x] /g, '$1')
    .trim();

/** All names of a species after {@link plainName}; umlauts also as two letters ("Grünlilie": grunlilie, gruenlilie). */
export function plainNamesOf({ name, synonyms, common_names, german_names }: SpeciesNames): string[] {
  const names = [name, ...synonyms, ...common_names, ...german_names];
  const spelledOut = german_names.map((german) =>
    german
      .normalize('NFC')
      .toLowerCase()
      .replace(/[äöü]/g, (umlaut) => SPELLED_OUT[umlaut] ?? umlaut),
  );
  return [...new Set([...names, ...spelledOut].map(plainName))];
}
