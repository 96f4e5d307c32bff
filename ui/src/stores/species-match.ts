import type { Species } from '../api/generated';

const plain = (name: string): string => name.trim().toLowerCase();

/** The species of exactly this scientific or common name, whatever its case: a search also finds similar ones. */
export const speciesNamed = (name: string, found: readonly Species[]): Species | undefined =>
  found.find((species) => [species.name, ...species.common_names].some((known) => plain(known) === plain(name)));
