/**
 * Names that mean several species: a genus, as Ficus, and what people call by one word, as orchids, palms and beans.
 * Such a name has careful ranges: those in which none of its species is sure to suffer.
 */
import { z } from 'zod';
import { METRIC_NAMES } from '../metrics.ts';
import type { Limits, Thresholds } from '../thresholds.ts';
import { LIGHTS, type PetRisk, type Species, WATERINGS } from './species-schema.ts';

/** An everyday word for several species, and the scientific names of these, or of whole genera. */
export const speciesGroupSchema = z.strictObject({
  common_names: z.array(z.string()).min(1),
  german_names: z.array(z.string()).min(1),
  members: z.array(z.string()).min(1),
});

export interface SpeciesGroup {
  /** All names, the best one first. */
  names: string[];
  /** The most popular first. */
  members: Species[];
  /** Whether it is a genus of botany. */
  isGenus: boolean;
}

export const byPopularity = (a: Species, b: Species): number =>
  b.popularity - a.popularity || a.name.localeCompare(b.name, 'en');

const genusOf = (scientificName: string): string => scientificName.replace(/^× ?/, '').split(' ')[0] ?? '';

/**
 * The genera of a library, of accepted names and of those that are still in use: Calathea beside Goeppertia. Species that
 * are of the genus today come first.
 */
export function generaOf(library: readonly Species[]): SpeciesGroup[] {
  const genera = new Map<string, Set<Species>>();
  for (const species of library) {
    for (const name of [species.name, ...species.synonyms]) {
      const members = genera.get(genusOf(name)) ?? new Set();
      genera.set(genusOf(name), members.add(species));
    }
  }
  return [...genera].map(([name, members]) => ({
    names: [name],
    members: [...members]
      .toSorted(byPopularity)
      .toSorted((a, b) => Number(genusOf(b.name) === name) - Number(genusOf(a.name) === name)),
    isGenus: true,
  }));
}

/**
 * The groups of everyday words with their species.
 * @throws Error for a member that the library does not have
 */
export function everydayGroupsOf(
  library: readonly Species[],
  groups: z.infer<typeof speciesGroupSchema>[],
): SpeciesGroup[] {
  const genera = new Map(generaOf(library).map(({ names: [name = ''], members }) => [name, members]));
  const byName = new Map(library.map((species) => [species.name, [species]]));
  return groups.map(({ common_names, german_names, members }) => ({
    names: [...common_names, ...german_names],
    members: members
      .flatMap((name) => {
        const found = byName.get(name) ?? genera.get(name);
        if (!found) throw new Error(`The group ${common_names[0]} names ${name}, which the library does not have.`);
        return found;
      })
      .filter((species, index, all) => all.indexOf(species) === index)
      .toSorted(byPopularity),
    isGenus: false,
  }));
}

/** The widest of several limits: a side that one of them leaves open stays open. */
function widest(limits: readonly (Limits | undefined)[]): Limits {
  const side = (pick: 'min' | 'max', most: (...values: number[]) => number): number | null => {
    const values = limits.map((limit) => limit?.[pick] ?? null).filter((value) => value !== null);
    return values.length === limits.length ? most(...values) : null;
  };
  return { min: side('min', Math.min), max: side('max', Math.max) };
}

/** The most careful of several entries about pets: what one of them may be is told for all. */
function petsOf(members: readonly Species[]): Pick<Species, 'pets' | 'pets_source'> {
  const order: readonly PetRisk[] = ['toxic', 'unknown', 'safe'];
  const pets = order.find((risk) => members.some((species) => species.pets === risk)) ?? 'unknown';
  const { name, pets_source } = members.find((species) => species.pets === pets) ?? {};
  return { pets, pets_source: `${name}: ${pets_source}` };
}

/**
 * An entry for a group as if it were a species: the widest of the ranges of its members, the driest way of watering and
 * the least demand for light, so that nothing is called wrong that suits one of them. A group of one is that species.
 */
export function carefulSpecies({ names, members, isGenus }: SpeciesGroup): Species {
  const [first] = members;
  if (!first) throw new Error(`The group ${names[0]} has no species.`);
  if (members.length === 1) return first;
  const thresholds: Thresholds = {};
  for (const metric of METRIC_NAMES)
    if (members.some((species) => species.thresholds[metric]))
      thresholds[metric] = widest(members.map((species) => species.thresholds[metric]));
  const [name = '', ...others] = names;
  return {
    name,
    synonyms: [],
    common_names: isGenus ? [] : others,
    german_names: [],
    cultivars: [],
    popularity: first.popularity,
    form: first.form,
    thresholds,
    watering: WATERINGS.find((way) => members.some((species) => species.watering === way)) ?? first.watering,
    light: LIGHTS.find((level) => members.some((species) => species.light === level)) ?? first.light,
    season: {
      en: 'The seasons ask something else of each of its species: choose yours for their advice.',
      de: 'Die Jahreszeiten verlangen von jeder der Arten etwas anderes: für Rat dazu die Art auswählen.',
    },
    ...petsOf(members),
    source: `The widest of the ranges of ${members.map((species) => species.name).join(', ')}.`,
  };
}
