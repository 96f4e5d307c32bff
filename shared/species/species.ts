/**
 * The library of plants that people keep: the files in `species/`, plain data that anyone can extend. An entry has the
 * form of `speciesSchema`; `source` names the pages that its facts come from and what they say. Where no page was read
 * for a figure, the source says so: "general guidance for <group>, judged".
 *
 * Pages speak to people, mostly in words. The numbers are made from them by these rules, for every entry alike:
 *
 * - **soil_moisture** (% of what the sensor spans between dry and saturated). The way of watering picks a band, see
 *   `WATERING_CARE`: "dry out completely" or "weeks without water" is `dry_out`, "dry a third or nearly dry"
 *   `mostly_dry`, "let the surface or the top inches dry" `surface_dry`, "keep moist" `keep_moist`, "stands in water"
 *   `keep_wet`.
 * - **temperature** (°C, from °F, rounded). min: the lowest the page says is tolerated, else the lower end of the range
 *   it names. max: the highest it says is tolerated; a range of comfort only ends where a warm room does, so a lower
 *   figure is raised to 29 °C (85 °F), the upper end of "warm" in Growing Conditions for Indoor Plants
 *   (https://docslib.org/download/3077249/growing-conditions-for-indoor-plants). It stays lower only for plants that
 *   warmth spoils (cool-season vegetables, cyclamen), and is higher for those that stand in the summer sun.
 * - **humidity** (% relative). min: the page's own figure where it says what is needed, else by the word: high humidity
 *   needed 50, liked but not needed 40, average room air 30, dry air tolerated 20. Not judged where the page is silent,
 *   and for what grows outdoors. max only where the page has one: hardly a plant suffers from air that is merely moist.
 * - **light_level** (lux). max 21,500 (2,000 foot-candles, the most that is called bright light without direct sun)
 *   where the page rules out direct sun, or its own figure; none for plants that want sun. No min: a reading is
 *   judged at once, and every plant would raise an alarm each night. Too little light shows over days, not in a reading:
 *   `LIGHT_CARE` tells what the bright hours should reach.
 * - **pets**: `toxic` where the ASPCA lists the plant or its genus as toxic to cats or dogs (read from the copy in
 *   https://github.com/jagnip/is-it-toxic-app), or a page says so; `safe` where a page says so, or where the ASPCA lists
 *   the plant as harmless to cats (https://github.com/corgdesign/safe-plants-for-cats) and not as toxic to dogs; in
 *   doubt `toxic`, without a source `unknown`.
 * - **name**, **synonyms** and **season** are general knowledge of gardening, in words of our own.
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

/** The most a search answers. */
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
 * How well names meet the query, best first. 0: a name is it; 1: one begins so; 2: a word in one does; 3: it is somewhere
 * within; 4: every word of the query begins a word of one name, in any order; undefined: not at all.
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
 * Species of which a name in any language, or a synonym, holds the query, whatever its case, accents and hyphens; the
 * closest first. At most {@link MOST_SPECIES_FOUND}; an empty query gives the first ones of the library.
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

/** The species that has exactly this name, in any language or as a synonym, whatever its case and accents. */
export const speciesNamed = (name: string): Species | undefined => BY_NAME.get(plainName(name));

/**
 * The ideal ranges of the species that has exactly this name, see {@link speciesNamed}.
 * @returns a copy that the caller may change; undefined for a name that the library does not know
 */
export function speciesThresholds(name: string): Thresholds | undefined {
  const found = speciesNamed(name);
  return found && structuredClone(found.thresholds);
}
