/**
 * Finds species by what people type: other languages, typos, plurals, cultivars, words beside the name. MiniSearch finds
 * names with similar words; the rules here say in which order species are shown, and what is certain enough to be taken
 * for the plant's species. `docs/decisions/0047-species-search.md` has the reasons.
 */
import { createNameIndex, type Misspelling, type NameEntry, type Named, type OtherNames } from './name-index.ts';
import { beforePlant, isBesideNames, splitCultivar, stemOf, wordsOf } from './name-words.ts';
import { byPopularity, carefulSpecies, type SpeciesGroup } from './species-groups.ts';
import { plainName } from './species-name.ts';
import type { Species, SpeciesMatch } from './species-schema.ts';

/** The most results that a search returns. */
export const MOST_SPECIES_FOUND = 20;
/** The most that is asked about a name that is not known. */
export const MOST_SUGGESTIONS = 5;

export interface SpeciesSearch {
  /** At most {@link MOST_SPECIES_FOUND}, the best first; for an empty query, the most popular ones. */
  find: (query: string) => Species[];
  /** At most {@link MOST_SUGGESTIONS} suggestions. */
  match: (name: string) => SpeciesMatch;
}

/** Letters that changed places. */
const SWAPPED: Misspelling = { lengths: [4, 4], isSwap: true };
/** What is found, from the nearest on. */
const FOUND: readonly Misspelling[] = [
  { lengths: [5], isSwap: false },
  SWAPPED,
  { lengths: [5, 7, 10], isSwap: false },
];
/** What is near enough to be taken for the name that was meant: a short word may easily be another one. */
const SURE: readonly Misspelling[] = [{ lengths: [5], isSwap: false }, SWAPPED, { lengths: [5, 8], isSwap: false }];
/** With other words beside it that fit, a word may be shorter. */
const SURE_AMONG_OTHERS: readonly Misspelling[] = [{ lengths: [4], isSwap: false }, ...SURE.slice(1)];

/** How much more a species counts for each step of popularity. */
const POPULARITY_WEIGHT = 0.2;
/** A cultivar's name is often a common word, as Jade: it counts less than other names. */
const CULTIVAR_WEIGHT = 0.5;

const key = (stems: readonly string[]): string => stems.join(' ');
const stemsOf = (text: string): string[] => wordsOf(text).map(stemOf);
const isCapitalised = (word: string): boolean => /^\p{Lu}/u.test(word);

/** Whether `part` stands in `whole`, word for word. @returns the words of `whole` beside it; undefined if it does not */
function beside(part: readonly string[], whole: readonly string[]): string[] | undefined {
  const start = whole.findIndex((_, index) => part.every((word, offset) => whole[index + offset] === word));
  return start === -1 ? undefined : [...whole.slice(0, start), ...whole.slice(start + part.length)];
}

/** The one thing that all of the entries name; undefined if they name several. */
function onlyOne(entries: readonly NameEntry[]): Named | undefined {
  const [first, ...others] = new Set(entries.map(({ named }) => named));
  return others.length === 0 ? first : undefined;
}

/**
 * Prepares the search in a library. Building takes a tenth of a second, a search a millisecond.
 * @param groups names that mean several species; a name of one species comes before that of a group
 * @param otherNames in languages that the library's entries have no names in
 */
export function createSpeciesSearch(
  library: readonly Species[],
  groups: readonly SpeciesGroup[],
  otherNames: OtherNames = {},
): SpeciesSearch {
  const { entries, begun, misspelt, misspeltWhole } = createNameIndex(library, groups, otherNames);
  const names = entries.filter(({ kind }) => kind !== 'cultivar');
  const cultivars = Map.groupBy(
    entries.filter(({ kind }) => kind === 'cultivar'),
    ({ stems }) => key(stems),
  );
  const byStems = Map.groupBy(names, ({ stems }) => key(stems));
  const joined = Map.groupBy(names, (entry) => stemOf(entry.joined || entry.name));
  const exact = new Map(names.toReversed().map(({ name, named }) => [name, named]));
  const vocabulary = new Set(entries.flatMap(({ stems }) => stems));
  const popular = library.toSorted(byPopularity);
  const membersOf = ({ species, group }: Named): readonly Species[] => (species ? [species] : (group?.members ?? []));

  function ranked(found: readonly { entry: NameEntry; score: number }[]): Species[] {
    const scores = new Map<Species, number>();
    for (const { entry, score } of found) {
      for (const species of membersOf(entry.named)) {
        const popularity = 1 + POPULARITY_WEIGHT * (species.popularity - 1);
        const weighted = score * popularity * (entry.kind === 'cultivar' ? CULTIVAR_WEIGHT : 1);
        scores.set(species, Math.max(scores.get(species) ?? 0, weighted));
      }
    }
    return [...scores].toSorted(([a, of], [b, than]) => than - of || byPopularity(a, b)).map(([species]) => species);
  }

  /** The first way of looking that finds something, from names that have all words to those that have a similar one. */
  function similar(words: readonly string[], mayMissWords: boolean): Species[] {
    const joined = words.length > 1 ? [words.join('')] : [];
    const ways = [
      () => begun(words),
      () => begun(joined),
      ...FOUND.map((how) => () => misspelt(words, how, 'AND')),
      ...FOUND.map((how) => () => misspelt(joined, how, 'AND')),
      ...(mayMissWords ? FOUND.map((how) => () => misspelt(words, how, 'OR')) : []),
    ];
    for (const way of ways) {
      const found = way();
      if (found.length > 0) return ranked(found);
    }
    return [];
  }

  /** What is called exactly so, by letters or else by stems: the names of species before those of groups. */
  function called(words: readonly string[]): Species[] {
    const byLetters = exact.get(words.join(' '));
    const stems = (byStems.get(key(words.map(stemOf))) ?? []).map(({ named }) => named);
    const all = [...(byLetters ? [byLetters] : []), ...stems];
    return [
      ...(byLetters ? membersOf(byLetters) : []),
      ...all.flatMap(({ species }) => species ?? []).toSorted(byPopularity),
      ...all.flatMap(({ group }) => group?.members ?? []).toSorted(byPopularity),
    ];
  }

  function find(query: string): Species[] {
    if (query.trim() === '') return popular.slice(0, MOST_SPECIES_FOUND);
    const taken = certain(query);
    const { base, cultivar } = splitCultivar(query);
    const words = namedIn(wordsOf(base).length > 0 ? base : (cultivar ?? ''));
    const telling = words.filter((word) => !isBesideNames(word));
    const whole = similar(words, false);
    const found = [
      ...(taken?.species && taken.certainty !== 'genus' ? [taken.species] : []),
      ...[cultivarOf(cultivar ?? '', telling)].flatMap((named) => named?.species ?? []),
      ...called(words),
      ...called(telling),
      ...(whole.length > 0 ? whole : similar(telling, true)),
    ];
    return [...new Set(found)].slice(0, MOST_SPECIES_FOUND);
  }

  /** The words of a text, without what Germans put behind the names of plants, unless it belongs to the name. */
  const namedIn = (text: string): string[] =>
    wordsOf(text).map((word) => (vocabulary.has(stemOf(word)) ? word : (beforePlant(word) ?? word)));

  /** The only species among the names or, without a species, the only group. */
  const first = (found: readonly NameEntry[]): Named | undefined =>
    onlyOne(found.filter(({ named }) => named.species)) ??
    (found.some(({ named }) => named.species) ? undefined : onlyOne(found));

  /** What has a cultivar of this name, and all of the words beside it in its names. */
  const cultivarOf = (cultivar: string, others: readonly string[]): Named | undefined =>
    onlyOne(
      (cultivars.get(key(stemsOf(cultivar))) ?? []).filter(({ named }) =>
        others.every((word) => named.stems.has(stemOf(word))),
      ),
    );

  /** A name whose spaces are set otherwise: `snakeplant`, `Bogen Hanf`. */
  const byJoined = (text: string): Named | undefined => onlyOne(joined.get(stemOf(text)) ?? []);

  /** The longest name within the words beside which nothing stands that could mean another plant. */
  function within(stems: readonly string[], words: readonly string[]): Named | undefined {
    const isNoise = (stem: string): boolean => words.some((word) => stemOf(word) === stem && isBesideNames(word));
    const candidates = entries.filter((entry) => {
      const others = entry.stems.length > stems.length ? undefined : beside(entry.stems, stems);
      const isBinomial = entry.kind === 'scientific' && entry.stems.length > 1;
      const isEnough = entry.kind !== 'cultivar' || entry.stems.length > 1 || others?.some((stem) => !isNoise(stem));
      return others && isEnough && (isBinomial || others.every((stem) => isNoise(stem) || entry.named.stems.has(stem)));
    });
    const longest = Math.max(0, ...candidates.map((entry) => entry.stems.length));
    const longestOnes = candidates.filter((entry) => entry.stems.length === longest);
    return onlyOne(longestOnes.filter((entry) => entry.named.species)) ?? longestOnes[0]?.named;
  }

  /** The name at the beginning where the words behind it are capitalised and unknown, as those of cultivars are. */
  function beforeCultivar(base: string): Named | undefined {
    const written = base.split(/\s+/);
    const stems = wordsOf(base).map(stemOf);
    if (written.length !== stems.length) return undefined;
    for (let length = stems.length - 1; length > 0; length -= 1) {
      const isUnknown = (word: string, at: number) => isCapitalised(word) && !vocabulary.has(stems[length + at] ?? '');
      const found = byStems.get(key(stems.slice(0, length)));
      if (found && written.slice(length).every(isUnknown)) return first(found);
    }
    return undefined;
  }

  /** The only name with as many words, each with few wrong letters. */
  function meant(words: readonly string[]): Named | undefined {
    for (const how of words.length > 1 ? SURE_AMONG_OTHERS : SURE) {
      const found = misspeltWhole(words, how).flatMap(({ entry }) => (entry.kind === 'cultivar' ? [] : [entry]));
      if (found.length > 0) return first(found);
    }
    return undefined;
  }

  function sure(certainty: 'exact' | 'likely', { species, group }: Named): SpeciesMatch | undefined {
    if (species) return { certainty, species, suggestions: [] };
    const [only, ...others] = group?.members ?? [];
    if (!group || !only) return undefined;
    if (others.length === 0) return { certainty, species: only, suggestions: [] };
    return {
      certainty: 'genus',
      species: carefulSpecies(group),
      suggestions: group.members.slice(0, MOST_SUGGESTIONS),
    };
  }

  /** The genus of a species that the library does not have. */
  const genusIn = (stems: readonly string[]): Named | undefined =>
    byStems.get(stems[0] ?? '')?.find(({ named, kind }) => kind === 'scientific' && named.group)?.named;

  /** What a name is certainly taken for; undefined where it is not certain. */
  function certain(name: string): SpeciesMatch | undefined {
    const whole = exact.get(plainName(name));
    if (whole) return sure('exact', whole);
    const { base, cultivar } = splitCultivar(name);
    const words = namedIn(base);
    const telling = words.filter((word) => !isBesideNames(word));
    const stems = words.map(stemOf);
    const found =
      cultivarOf(cultivar ?? '', telling) ??
      exact.get(words.join(' ')) ??
      byJoined(words.join('')) ??
      first(byStems.get(key(stems)) ?? []) ??
      first(byStems.get(key(telling.map(stemOf))) ?? []) ??
      within(stems, words) ??
      meant(words) ??
      (telling.length > 0 ? meant(telling) : undefined) ??
      beforeCultivar(base) ??
      genusIn(stems);
    return found && sure('likely', found);
  }

  const match = (name: string): SpeciesMatch =>
    certain(name) ?? {
      certainty: 'unknown',
      species: null,
      suggestions: namedIn(name).every(isBesideNames) ? [] : find(name).slice(0, MOST_SUGGESTIONS),
    };

  return { find, match };
}
