/** Takes names of plants apart into words that compare equal in spite of case, accents, plurals and common misspellings. */
import { plainName } from './species-name.ts';

/** The words of a text, plain: lower case, without accents, quotes and signs. */
export const wordsOf = (text: string): string[] => plainName(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Spellings that sound alike, or that people mix up in Latin: Phalaenopsis and Falenopsis, Kalathea and Calathea. */
const SOUNDS: readonly [pattern: RegExp, sound: string][] = [
  [/sse[ns]?$/, 's'],
  [/ae|oe(?!s?$)/g, 'e'],
  [/ph/g, 'f'],
  [/([rt])h/g, '$1'],
  [/y/g, 'i'],
  [/c(?![eih])/g, 'k'],
  [/(.)\1+/g, '$1'],
];

/** Endings of plurals and cases in English and German. Latin words on -us, -is and -ss keep theirs. */
const ENDINGS: readonly RegExp[] = [/(?<![isu])s$/, /(?<=\w{3}e[lr])n$/, /(?<=i)a$/, /en$/, /e$/];
/** Plurals that no ending tells. */
const IRREGULAR = new Map([
  ['cacti', 'cactus'],
  ['kakteen', 'kaktus'],
  ['leaves', 'leaf'],
]);
/** What is left of a word is at least this long: `Erbse` is not to become an `Er`. */
const SHORTEST_STEM = 3;

/** A plain word, or the beginning of one, without peculiarities of spelling. */
export const soundOf = (word: string): string =>
  SOUNDS.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);

/**
 * What is left of a plain word without its ending and peculiarities of spelling: `tomaten` and `tomate` have the same
 * stem, and so have `begonia`, `begonien` and `begonias`. A stem has at least three letters.
 */
export const stemOf = (word: string): string =>
  ENDINGS.reduce(
    (text, ending) => {
      const shorter = text.replace(ending, '');
      return shorter.length < SHORTEST_STEM ? text : shorter;
    },
    soundOf(IRREGULAR.get(word) ?? word),
  );

/** Words that people write beside the name of a plant and that say nothing about its species. */
const BESIDE_NAMES = new Set(
  [
    'a an and at big by for from in large little my new of old on one our potted pot small tall the tiny with your young',
    'bulb bulbs bush climbing flower hanging herb plant plants tree houseplant houseplants indoor seedling seedlings cutting cuttings species variegated variegata',
    'am auf aus bei das der die ein eine einen im mein meine meinem meinen meiner mit neu neue neuer neues unser unsere und vom von zu',
    'alt alte alter altes gross grosse grosser grosses klein kleine kleiner kleines jung junge junger junges bunt bunte bunter panaschiert panaschierte',
    'blume hangend hangende pflanze pflanzen zimmerpflanze topf topfpflanze steckling ableger sp spp spec cv var',
    'black blue green orange pink purple red white yellow blau blaue gelb gelbe grun grune lila rosa rot rote roter weiss weisse weisser',
    'balcony balkon bathroom bad bedroom schlafzimmer fenster window garden garten kitchen kueche kuche office buero buro living room wohnzimmer',
  ].flatMap((line) => line.split(' ')),
);

export const isBesideNames = (word: string): boolean => BESIDE_NAMES.has(word) || /^\d+$/.test(word);

/** What Germans put behind the name of any plant, as one word with it: Thymianpflanze, Rosenstock. */
const PLANT_BEHIND = /^(.{4,})(?:pflanzen?|stock|strauch|busch|baumchen|baeumchen|staude)$/;

/** The name before a word for any plant that is written as one with it; undefined without one. */
export const beforePlant = (word: string): string | undefined => PLANT_BEHIND.exec(word)?.[1];

const QUOTED = /(^|[\s(])['"‘’‚“”„`´«»]([^"“”„«»]+?)['"‘’“”`´«»](?=$|[\s).,])/gu;

/**
 * Divides a name into what stands in quotes, which is the name of a cultivar, and the rest. What stands in parentheses
 * is a remark. `Monstera 'Variegata' (big)` gives `Monstera` and `Variegata`.
 */
export function splitCultivar(text: string): { base: string; cultivar: string | undefined } {
  const cultivars = [...text.matchAll(QUOTED)].map(([, , name = '']) => name.trim());
  const base = text
    .replace(QUOTED, '$1')
    .replace(/\([^)]*\)/g, ' ')
    .trim();
  return { base, cultivar: cultivars[0] };
}
