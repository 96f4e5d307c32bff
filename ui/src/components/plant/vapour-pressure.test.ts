import { describe, expect, it } from 'vitest';
import { airWord } from './vapour-pressure';

describe('airWord', () => {
  it.each([
    [0, 'damp'],
    [0.4, 'moist'],
    [1, 'good'],
    [1.3, 'dry'],
    [2.5, 'parched'],
  ])('says of %s kPa: %s', (deficit, word) => {
    expect(airWord(deficit)).toBe(word);
  });
});
