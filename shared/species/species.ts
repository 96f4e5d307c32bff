/**
 * The library of plants that people commonly grow: the files in `library/`, plain data that anyone can extend. Each
 * entry follows `speciesSchema`. `source` names the pages that its facts come from and what they say. If a figure comes
 * from no page, the source says so: "general guidance for <group>, judged".
 *
 * Pages are written for people, mostly in words. These rules turn them into numbers, in the same way for every entry:
 *
 * - **soil_moisture** (% of the sensor's span from dry to saturated). The way of watering selects a band, see
 *   `WATERING_CARE`: "dry out completely" or "weeks without water" is `dry_out`, "dry a third or nearly dry" is
 *   `mostly_dry`, "let the surface or the top inches dry" is `surface_dry`, "keep moist" is `keep_moist`, "stands in
 *   water" is `keep_wet`.
 * - **temperature** (°C, converted from °F, rounded). The two ends between which a healthy plant is not harmed; a value
 *   beyond them raises an alert, so they are not the comfort of the greenhouse. min: the lowest that the page says is
 *   tolerated. "Not below 60 °F" is advice for growth: harm to tropical foliage begins between 8 and 12 °C (chilling
 *   injury, https://edis.ifas.ufl.edu/ep429), and below 55 °F with the most sensitive ones, such as prayer plants, peace
 *   lilies and aroids (https://biologyinsights.com/how-cold-is-too-cold-for-house-plants). So min is at most 12 for them,
 *   13 for the sensitive ones, and more only for the few that a test names. max: the highest that the page says is
 *   tolerated. Comfort ends earlier, but plants of warm countries show no harm in the nineties °F
 *   (https://www.allforgardening.com/1531821/how-hot-is-too-hot-for-houseplants-we-asked-a-horticulturist), and those of
 *   moist shade suffer above 90 °F (https://biologyinsights.com/what-temperature-is-too-hot-for-indoor-plants): max is
 *   35 for tropical foliage, 32 for ferns, prayer plants and others that need moist air, 38 for succulents. It is lower
 *   only for flowers that fade and salads that fail in warmth, and higher for plants of the summer sun.
 * - **humidity** (% relative). min: the page's own figure if it says what is needed, or else by wording: high humidity
 *   needed 50, liked but not needed 40, average room air 30, dry air tolerated 20. Not judged if the page says nothing,
 *   nor for outdoor plants. max only if the page gives one: hardly any plant suffers from air that is merely moist.
 * - **light_level** (lux). max: 21,500 (2,000 foot-candles, the most that counts as bright light without direct sun) if
 *   the page rules out direct sun, or the page's own figure; none for plants that want sun. No min, because a reading
 *   is judged at once and every plant would raise an alert each night. Too little light shows over days, not in a
 *   single reading: `LIGHT_CARE` says what the bright hours should reach.
 * - **pets**: `toxic` if the ASPCA lists the plant or its genus as toxic to cats or dogs (read from the copy in
 *   https://github.com/jagnip/is-it-toxic-app), or if a page says so. `safe` if a page says so, or if the ASPCA lists
 *   the plant as harmless to cats (https://github.com/corgdesign/safe-plants-for-cats) and not as toxic to dogs. In
 *   doubt `toxic`; without a source `unknown`.
 *   `pets_source` says which of these. Where a relative is listed and not the plant itself, it says "judged".
 * - **popularity** is our own judgement of how many people keep it. Where a word fits several species, the search shows
 *   the most popular one first.
 * - **name**, **synonyms** and **season** are general gardening knowledge in our own words.
 */
import { z } from 'zod';
import { type Species, type SpeciesMatch, speciesSchema } from './species-schema.ts';
import balcony from './library/balcony.json' with { type: 'json' };
import fernsAndPalms from './library/ferns-and-palms.json' with { type: 'json' };
import flowering from './library/flowering.json' with { type: 'json' };
import foliage from './library/foliage.json' with { type: 'json' };
import herbs from './library/herbs.json' with { type: 'json' };
import indoorTrees from './library/indoor-trees.json' with { type: 'json' };
import succulents from './library/succulents.json' with { type: 'json' };
import vegetables from './library/vegetables.json' with { type: 'json' };
import groups from './library/groups.json' with { type: 'json' };
import romanceNames from './library/romance-names.json' with { type: 'json' };
import { createSpeciesSearch, type SpeciesSearch } from './search.ts';
import { everydayGroupsOf, generaOf, speciesGroupSchema } from './species-groups.ts';
import type { Thresholds } from '../thresholds.ts';

let library: readonly Species[] | undefined;

/** All species, by scientific name. Checked when they are first asked for: a start needs none of them. */
export function allSpecies(): readonly Species[] {
  library ??= z
    .array(speciesSchema)
    .parse([
      ...balcony,
      ...fernsAndPalms,
      ...flowering,
      ...foliage,
      ...herbs,
      ...indoorTrees,
      ...succulents,
      ...vegetables,
    ])
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return library;
}

let prepared: SpeciesSearch | undefined;

/** The search in the library, prepared when it is first needed. */
function search(): SpeciesSearch {
  prepared ??= createSpeciesSearch(
    allSpecies(),
    [...everydayGroupsOf(allSpecies(), z.array(speciesGroupSchema).parse(groups)), ...generaOf(allSpecies())],
    z.record(z.string(), z.array(z.string())).parse(romanceNames),
  );
  return prepared;
}

/** The species that a query finds, see {@link SpeciesSearch}. */
export const findSpecies = (query: string): Species[] => search().find(query);

/** More names than an owner has plants; beyond that the oldest ones are looked up anew. */
const MOST_REMEMBERED = 2000;
const remembered = new Map<string, SpeciesMatch>();

/** What a name that somebody wrote means, and how surely, see {@link SpeciesMatch}. */
export function matchSpecies(name: string): SpeciesMatch {
  const known = remembered.get(name);
  if (known) return known;
  const match = search().match(name);
  const [oldest] = remembered.keys();
  if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(name, match);
  return match;
}

/**
 * The species that a plant with this name is taken for: one of its names, or a name with a typo, a cultivar or words
 * beside it that means nothing else. For a genus, an entry with careful ranges.
 */
export const speciesNamed = (name: string): Species | undefined => matchSpecies(name).species ?? undefined;

/**
 * The ideal ranges of the species with this name, see {@link speciesNamed}.
 * @returns a copy that the caller may change; undefined if the library does not know the name
 */
export function speciesThresholds(name: string): Thresholds | undefined {
  const found = speciesNamed(name);
  return found && structuredClone(found.thresholds);
}
