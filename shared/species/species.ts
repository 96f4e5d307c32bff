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
 * - **temperature** (°C, converted from °F, rounded). min: the lowest temperature that the page says is tolerated, or
 *   else the lower end of its range. max: the highest that it says is tolerated. A comfort range usually ends at the
 *   temperature of a warm room, so a lower figure is raised to 29 °C (85 °F), the upper end of "warm" in Growing
 *   Conditions for Indoor Plants (https://docslib.org/download/3077249/growing-conditions-for-indoor-plants). max stays
 *   lower only for plants that suffer from warmth (cool-season vegetables, cyclamen), and is higher for plants that
 *   stand in the summer sun.
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
 * - **name**, **synonyms** and **season** are general gardening knowledge in our own words.
 */
import { z } from 'zod';
import { type Species, speciesSchema } from './species-schema.ts';
import balcony from './library/balcony.json' with { type: 'json' };
import fernsAndPalms from './library/ferns-and-palms.json' with { type: 'json' };
import flowering from './library/flowering.json' with { type: 'json' };
import foliage from './library/foliage.json' with { type: 'json' };
import herbs from './library/herbs.json' with { type: 'json' };
import indoorTrees from './library/indoor-trees.json' with { type: 'json' };
import succulents from './library/succulents.json' with { type: 'json' };
import vegetables from './library/vegetables.json' with { type: 'json' };
import { plainName, plainNamesOf } from './species-name.ts';
import type { Thresholds } from '../thresholds.ts';

/** The most results that a search returns. */
export const MOST_SPECIES_FOUND = 20;

/** All species, by scientific name. */
export const SPECIES: readonly Species[] = z
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

const INDEX = SPECIES.map((species) => ({ species, names: plainNamesOf(species) }));

/**
 * How well names match the query, best first. 0: a name equals it. 1: a name starts with it. 2: a word in a name starts
 * with it. 3: a name contains it. 4: every word of the query starts a word of the same name, in any order. undefined:
 * no match.
 */
function rankOf(names: string[], query: string): number | undefined {
  if (names.includes(query)) return 0;
  if (names.some((name) => name.startsWith(query))) return 1;
  if (names.some((name) => name.includes(` ${query}`))) return 2;
  if (names.some((name) => name.includes(query))) return 3;
  const parts = query.split(' ');
  return names.some((name) => parts.every((part) => ` ${name}`.includes(` ${part}`))) ? 4 : undefined;
}

/**
 * Finds species with a name in any language, or a synonym, that matches the query, whatever its case, accents and
 * hyphens; best matches first. Returns at most {@link MOST_SPECIES_FOUND}; for an empty query, the first species of the
 * library.
 */
export function findSpecies(query: string): Species[] {
  const wanted = plainName(query);
  return INDEX.flatMap(({ species, names }) => {
    const rank = rankOf(names, wanted);
    return rank === undefined ? [] : [{ species, rank }];
  })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_SPECIES_FOUND)
    .map(({ species }) => species);
}

const BY_NAME = new Map(INDEX.flatMap(({ species, names }) => names.map((name): [string, Species] => [name, species])));

/** The species with exactly this name, in any language or as a synonym. Case and accents do not matter. */
export const speciesNamed = (name: string): Species | undefined => BY_NAME.get(plainName(name));

/**
 * The ideal ranges of the species with exactly this name, see {@link speciesNamed}.
 * @returns a copy that the caller may change; undefined if the library does not know the name
 */
export function speciesThresholds(name: string): Thresholds | undefined {
  const found = speciesNamed(name);
  return found && structuredClone(found.thresholds);
}
