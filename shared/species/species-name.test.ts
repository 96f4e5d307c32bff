import { describe, expect, it } from 'vitest';
import { plainName, plainNamesOf } from './species-name.ts';

describe('a plain name', () => {
  it.each([
    ['case', 'MONSTERA Deliciosa', 'monstera deliciosa'],
    ['accents', 'Bégonia Grünlilie', 'begonia grunlilie'],
    ['sharp s', 'Fleißiges Lieschen', 'fleissiges lieschen'],
    [
      'apostrophe, typed or printed; an opening quote is none',
      "Devil's Devil’s Devil‘s Devil`s Devil´s",
      'devils devils devil‘s devils devils',
    ],
    ['hyphens and dashes', 'Fiddle-leaf – fig', 'fiddle leaf fig'],
    ['how much space there is', '  Fiddle   leaf\tfig ', 'fiddle leaf fig'],
    ['the cross of a hybrid within', 'Petunia × atkinsiana', 'petunia atkinsiana'],
    ['the cross of a hybrid typed as a letter', 'Petunia x atkinsiana', 'petunia atkinsiana'],
    ['the cross of a hybrid in front', '× Fatshedera lizei', 'fatshedera lizei'],
  ])('has no %s', (_, text, plain) => {
    expect(plainName(text)).toBe(plain);
  });

  it('keeps an x that belongs to a word', () => {
    expect(plainName('Phlox xerica')).toBe('phlox xerica');
  });
});

describe('the plain names of a species', () => {
  it('are all of its names, each once, with German umlauts also as two letters', () => {
    expect(
      plainNamesOf({
        name: 'Chlorophytum comosum',
        synonyms: ['Anthericum comosum'],
        common_names: ['Spider plant', 'SPIDER-PLANT'],
        german_names: ['Grünlilie', 'Öhrchen', 'Äffchen'],
      }),
    ).toEqual([
      'chlorophytum comosum',
      'anthericum comosum',
      'spider plant',
      'grunlilie',
      'ohrchen',
      'affchen',
      'gruenlilie',
      'oehrchen',
      'aeffchen',
    ]);
  });
});
