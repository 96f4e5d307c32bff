/**
 * The starter library of house plants: `species.json`, a plain file that anyone can extend. An entry has the form of
 * `speciesSchema`; `source` names the pages that its facts come from and what they say.
 *
 * Pages speak to people, mostly in words. The numbers are made from them by these rules, for every entry alike:
 *
 * - **soil_moisture** (% of what the sensor spans between dry and saturated). No page gives a percentage that holds for
 *   every sensor and potting mix, so the way of watering picks a band of ours: "dry out completely" or "weeks without
 *   water" 10–60, "dry a third or nearly dry" 15–65, "let the surface or the top inches dry" 20–70, "keep moist" 35–80.
 *   Below the band a plant is past the time to water, above it the pot stays too wet.
 * - **temperature** (°C, from °F, rounded). min: the lowest the page says is tolerated, else the lower end of the range
 *   it names. max: the highest it says is tolerated; a range of comfort only ends where a warm room does, so a lower
 *   figure is raised to 29 °C (85 °F), the upper end of "warm" in Growing Conditions for Indoor Plants
 *   (https://docslib.org/download/3077249/growing-conditions-for-indoor-plants).
 * - **humidity** (% relative). min: the page's own figure where it says what is needed, else by the word: high humidity
 *   needed 50, liked but not needed 40, average room air 30, dry air tolerated 20. Not judged where the page is silent.
 *   max only where the page has one: none of these plants suffers from the air of a room that is merely moist.
 * - **light_level** (lux). max 21,500 (2,000 foot-candles, the most that is called bright light without direct sun)
 *   where the page rules out direct sun, or its own figure; none for plants that want sun. No min: a reading is
 *   judged at once, and every plant would raise an alarm each night. Too little light shows over days, not in a reading.
 */
import { z } from 'zod';
import { type Species, speciesSchema } from './api.ts';
import entries from './species.json' with { type: 'json' };
import type { Thresholds } from './thresholds.ts';

/** The most a search answers. */
export const MOST_SPECIES_FOUND = 20;

/** All species, by scientific name. */
export const SPECIES: readonly Species[] = z
  .array(speciesSchema)
  .parse(entries)
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** Without case, accents and kinds of apostrophe or hyphen: what people leave out when they type. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[\s\p{Pd}]+/gu, ' ')
    .trim();

const INDEX = SPECIES.map((species) => ({ species, names: [species.name, ...species.common_names].map(plain) }));

/** 0: a name begins so; 1: a word in a name does; 2: it is somewhere within; undefined: nowhere. */
function rankOf(names: string[], query: string): number | undefined {
  if (names.some((name) => name.startsWith(query))) return 0;
  if (names.some((name) => name.includes(` ${query}`))) return 1;
  return names.some((name) => name.includes(query)) ? 2 : undefined;
}

/**
 * Species whose scientific or a common name holds the query, whatever its case and accents; names that begin with it
 * first. At most {@link MOST_SPECIES_FOUND}; an empty query gives the first ones of the library.
 */
export function findSpecies(query: string): Species[] {
  const wanted = plain(query);
  return INDEX.flatMap(({ species, names }) => {
    const rank = rankOf(names, wanted);
    return rank === undefined ? [] : [{ species, rank }];
  })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_SPECIES_FOUND)
    .map(({ species }) => species);
}

const BY_NAME = new Map(INDEX.flatMap(({ species, names }) => names.map((name): [string, Species] => [name, species])));

/** The species of exactly this scientific or common name, whatever its case and accents. */
export const speciesNamed = (name: string): Species | undefined => BY_NAME.get(plain(name));

/**
 * The ideal ranges of the species that has exactly this scientific or common name, whatever its case and accents.
 * @returns a copy that the caller may change; undefined for a name that the library does not know
 */
export function speciesThresholds(name: string): Thresholds | undefined {
  const found = speciesNamed(name);
  return found && structuredClone(found.thresholds);
}
