import { describe, expect, it } from 'vitest';
import { everydayNames, speciesNamed } from './species-match';

const LIBRARY = [
  { name: 'Ficus lyrata', synonyms: [], common_names: ['Fiddle-leaf fig'], german_names: ['Geigenfeige'] },
  {
    name: 'Chlorophytum comosum',
    synonyms: ['Anthericum comosum'],
    common_names: ['Spider plant'],
    german_names: ['Grünlilie'],
  },
];

describe('speciesNamed', () => {
  it('compares the whole scientific or common name, whatever its case', () => {
    expect(speciesNamed('chlorophytum comosum ', LIBRARY)?.name).toBe('Chlorophytum comosum');
    expect(speciesNamed('Fiddle Leaf Fig', LIBRARY)?.name).toBe('Ficus lyrata');
  });

  it('also compares German names and synonyms, as the server does', () => {
    for (const name of ['Grünlilie', 'gruenlilie', 'Anthericum comosum'])
      expect(speciesNamed(name, LIBRARY)?.name, name).toBe('Chlorophytum comosum');
  });

  it('finds nothing for a name that is only similar', () => {
    expect(speciesNamed('Ficus', LIBRARY)).toBeUndefined();
  });
});

describe('everydayNames', () => {
  it('puts the names of the owner’s language first', () => {
    expect(LIBRARY.map((species) => everydayNames(species, 'de')[0])).toEqual(['Geigenfeige', 'Grünlilie']);
    expect(LIBRARY.map((species) => everydayNames(species, 'en')[0])).toEqual(['Fiddle-leaf fig', 'Spider plant']);
  });
});
