/** An index of the names of species, with which those are found that have some words, or words that are like them. */
import MiniSearch, { type SearchOptions } from 'minisearch';
import { soundOf, stemOf, wordsOf } from './name-words.ts';
import type { SpeciesGroup } from './species-groups.ts';
import { plainName, plainNamesOf } from './species-name.ts';
import type { Species } from './species-schema.ts';

/** Something that has names: a species, or several that share one. */
export interface Named {
  species: Species | undefined;
  group: SpeciesGroup | undefined;
  /** Stems of all words of all of its names. */
  stems: Set<string>;
}

/** One name. */
export interface NameEntry {
  id: number;
  name: string;
  /** The ends of words that are words of their own: `palme` of `Bergpalme`. */
  ends: string;
  /** All words as one, as people also write them. */
  joined: string;
  stems: string[];
  sounds: string[];
  named: Named;
  kind: 'scientific' | 'everyday' | 'cultivar';
}

/** How a word may be misspelt: with how many wrong letters at which length of its stem, or with letters swapped. */
export type Misspelling = { lengths: readonly number[]; isSwap: boolean };

/** Everyday names by the scientific name of their species. */
export type OtherNames = Readonly<Record<string, readonly string[]>>;

/** A name that was found, how well it fits, and the stems by which it was found. */
export interface NameHit {
  entry: NameEntry;
  score: number;
  terms: string[];
}

export interface NameIndex {
  entries: readonly NameEntry[];
  /** Names with all words, of which each may still be being typed. */
  begun: (words: readonly string[]) => NameHit[];
  /** Names with all words, or with one of them, where these are misspelt. */
  misspelt: (words: readonly string[], how: Misspelling, combineWith: 'AND' | 'OR') => NameHit[];
  /** Names that are as long as the words, each word misspelt at most so. */
  misspeltWhole: (words: readonly string[], how: Misspelling) => NameHit[];
}

/** The shortest word that counts as the end of another one. */
const SHORTEST_END = 4;
const letters = (word: string): string => Array.from(word).toSorted().join('');

function entriesOf(library: readonly Species[], groups: readonly SpeciesGroup[], otherNames: OtherNames): NameEntry[] {
  const entries: NameEntry[] = [];
  const add = (name: string, named: Named, kind: NameEntry['kind']): void => {
    const words = wordsOf(name);
    const stems = words.map(stemOf);
    for (const stem of stems) named.stems.add(stem);
    const joined = words.length > 1 ? words.join('') : '';
    entries.push({ id: entries.length, name, ends: '', joined, stems, sounds: words.map(soundOf), named, kind });
  };
  for (const species of library) {
    const named: Named = { species, group: undefined, stems: new Set() };
    const scientific = new Set([species.name, ...species.synonyms].map(plainName));
    for (const name of plainNamesOf(species)) add(name, named, scientific.has(name) ? 'scientific' : 'everyday');
    for (const cultivar of species.cultivars) add(plainName(cultivar), named, 'cultivar');
  }
  for (const group of groups) {
    const named: Named = { species: undefined, group, stems: new Set() };
    for (const name of group.names) add(plainName(name), named, group.isGenus ? 'scientific' : 'everyday');
  }
  // Last, so that a name in the library's own languages comes before the same one in another.
  for (const [scientific, names] of Object.entries(otherNames)) {
    const named = entries.find(({ named: { species } }) => species?.name === scientific)?.named;
    if (!named) throw new Error(`Names in other languages are of ${scientific}, which the library does not have.`);
    for (const name of names) add(plainName(name), named, 'everyday');
  }
  const vocabulary = new Set(entries.flatMap(({ stems }) => stems).filter((stem) => stem.length >= SHORTEST_END));
  const endsOf = (stem: string): string[] =>
    Array.from({ length: Math.max(0, stem.length - SHORTEST_END) }, (_, index) => stem.slice(index + 1)).filter(
      (end) => end.length >= SHORTEST_END && vocabulary.has(end),
    );
  return entries.map((entry) => ({ ...entry, ends: entry.stems.flatMap(endsOf).join(' ') }));
}

/** @param groups names that mean several species @param otherNames in languages that the library's entries have no names in */
export function createNameIndex(
  library: readonly Species[],
  groups: readonly SpeciesGroup[],
  otherNames: OtherNames = {},
): NameIndex {
  const entries = entriesOf(library, groups, otherNames);
  const index = new MiniSearch<NameEntry>({
    fields: ['name', 'ends', 'joined'],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean),
    processTerm: stemOf,
    searchOptions: { boost: { name: 2, joined: 1.5, ends: 0.6 }, weights: { fuzzy: 0.45, prefix: 0.4 } },
  });
  index.addAll(entries);

  const hits = (words: readonly string[], options: SearchOptions): NameHit[] =>
    index.search(words.join(' '), options).flatMap(({ id, score, terms }) => {
      const entry = entries[Number(id)];
      return entry ? [{ entry, score, terms }] : [];
    });

  const begun: NameIndex['begun'] = (words) =>
    hits(words, { combineWith: 'AND', prefix: true }).filter(({ entry }) =>
      // A stem is shorter than what was typed, and begins more words.
      words.every(
        (word) =>
          entry.stems.includes(stemOf(word)) ||
          entry.ends.split(' ').includes(stemOf(word)) ||
          [...entry.sounds, entry.joined].some((sound) => sound.startsWith(soundOf(word))),
      ),
    );

  const fuzzyHits = (words: readonly string[], { lengths, isSwap }: Misspelling, options: SearchOptions): NameHit[] =>
    hits(words, {
      ...options,
      fuzzy: (word) => lengths.filter((length) => stemOf(word).length >= length).length,
    }).filter(
      ({ terms }) =>
        !isSwap || words.map(stemOf).every((stem) => terms.some((term) => letters(term) === letters(stem))),
    );

  const misspelt: NameIndex['misspelt'] = (words, how, combineWith) => fuzzyHits(words, how, { combineWith });

  const misspeltWhole: NameIndex['misspeltWhole'] = (words, how) =>
    fuzzyHits(words, how, { combineWith: 'AND', fields: ['name'] }).filter(
      ({ entry }) => entry.stems.length === words.length,
    );

  return { entries, begun, misspelt, misspeltWhole };
}
