import { describe, expect, it } from 'vitest';
import { everydayNames } from './species-match';

const LIBRARY = [
  { name: 'Ficus lyrata', synonyms: [], common_names: ['Fiddle-leaf fig'], german_names: ['Geigenfeige'] },
  {
    name: 'Chlorophytum comosum',
    synonyms: ['Anthericum comosum'],
    common_names: ['Spider plant'],
    german_names: ['Grünlilie'],
  },
];

describe('everydayNames', () => {
  it('puts the names of the owner’s language first', () => {
    expect(LIBRARY.map((species) => everydayNames(species, 'de')[0])).toEqual(['Geigenfeige', 'Grünlilie']);
    expect(LIBRARY.map((species) => everydayNames(species, 'en')[0])).toEqual(['Fiddle-leaf fig', 'Spider plant']);
  });
});
