import { describe, expect, it } from 'vitest';
import { beforePlant, isBesideNames, soundOf, splitCultivar, stemOf, wordsOf } from './name-words.ts';

const stems = (text: string) => wordsOf(text).map(stemOf);

describe('the stem of a word', () => {
  it.each([
    ['English plurals', ['tomato', 'tomatoes', 'tomatos']],
    ['plurals on -ies', ['strawberry', 'strawberries']],
    ['German plurals on -en', ['Tomate', 'Tomaten']],
    ['German plurals on -n', ['Kartoffel', 'Kartoffeln']],
    ['plurals that double a letter', ['Kürbis', 'Kürbisse']],
    ['plurals that no ending tells', ['cactus', 'cacti', 'Kakteen', 'Kaktus']],
    ['genera, in both languages', ['Begonia', 'Begonie', 'Begonien', 'begonias']],
    ['doubled letters', ['Monstera', 'Monsterra']],
    ['ph and f', ['Phalaenopsis', 'Falenopsis']],
    ['c and k, th and t', ['Calathea', 'Kalatea']],
    ['ae and e', ['Dracaena', 'Dracena']],
  ])('is the same for %s', (_, words) => {
    expect(new Set(words.flatMap(stems)).size, words.join()).toBe(1);
  });

  it.each([
    ['Latin words on -us and -is', 'hibiscus amaryllis', ['hibiskus', 'amarilis']],
    ['short words', 'pea Ivy ZZ', ['pea', 'ivi', 'z']],
  ])('keeps the ending of %s', (_, text, expected) => {
    expect(stems(text)).toEqual(expected);
  });

  it('has a beginning that sounds as the beginning of the word', () => {
    expect(soundOf('phalaenopsis').startsWith(soundOf('phalae'))).toBe(true);
  });
});

describe('the cultivar of a name', () => {
  it.each([
    ["Monstera 'Variegata'", 'Monstera', 'Variegata'],
    ['Alocasia "Polly"', 'Alocasia', 'Polly'],
    ['Tomate „San Marzano“', 'Tomate', 'San Marzano'],
    ['‘Marble Queen’', '', 'Marble Queen'],
    ["Pothos 'N'Joy'", 'Pothos', "N'Joy"],
    ["Mother-in-law's tongue", "Mother-in-law's tongue", undefined],
    ["Devil's ivy and bird's nest", "Devil's ivy and bird's nest", undefined],
    ['Basil (supermarket)', 'Basil', undefined],
  ])('of %s is told apart from the rest', (text, base, cultivar) => {
    expect(splitCultivar(text)).toEqual({ base, cultivar });
  });
});

it('knows words that say nothing of a species', () => {
  expect(['my', 'grosse', 'pflanze', '2'].filter(isBesideNames)).toHaveLength(4);
  expect(['rose', 'palme', 'snake'].some(isBesideNames)).toBe(false);
});

it('finds the name before a word for any plant', () => {
  expect(['thymianpflanze', 'rosenstock', 'pflanze', 'monstera'].map(beforePlant)).toEqual([
    'thymian',
    'rosen',
    undefined,
    undefined,
  ]);
});
