import { describe, expect, it } from 'vitest';
import { speciesNamed } from './species-match';

const species = (name: string, ...common_names: string[]) => ({ name, common_names, form: 'leafy' as const, thresholds: {}, source: '' });
const LIBRARY = [species('Ficus lyrata', 'Fiddle-leaf fig'), species('Ficus elastica', 'Rubber plant')];

describe('speciesNamed', () => {
  it('goes by the whole scientific or common name, whatever its case', () => {
    expect(speciesNamed('ficus elastica ', LIBRARY)?.name).toBe('Ficus elastica');
    expect(speciesNamed('Fiddle-Leaf Fig', LIBRARY)?.name).toBe('Ficus lyrata');
  });

  it('is none for what is only similar', () => {
    expect(speciesNamed('Ficus', LIBRARY)).toBeUndefined();
  });
});
