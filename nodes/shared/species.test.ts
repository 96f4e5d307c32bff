import { describe, expect, it } from 'vitest';
import { findSpecies, MOST_SPECIES_FOUND, SPECIES, speciesThresholds } from './species.ts';

const names = (query: string) => findSpecies(query).map((species) => species.name);

describe('the species library', () => {
  it('has no name twice', () => {
    const all = SPECIES.flatMap((species) => [species.name, ...species.common_names]).map((name) => name.toLowerCase());
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  it.each(SPECIES.map((species) => [species.name, species] as const))('%s cites a page and follows the rules', (_, species) => {
    const { soil_moisture: soil, temperature, humidity, light_level: light } = species.thresholds;
    expect(species.source).toMatch(/https?:\/\/\S+/);
    expect(['10-60', '15-65', '20-70', '35-80']).toContain(`${soil?.min}-${soil?.max}`);
    expect(temperature?.max).toBeGreaterThanOrEqual(29);
    expect(temperature?.min).toBeLessThanOrEqual(18);
    expect(humidity).toBeDefined();
    expect(light?.min, 'a least light level would alarm every night').toBeNull();
  });
});

describe('findSpecies', () => {
  it('finds by scientific and by common name, whatever the case', () => {
    expect(names('monstera deli')).toEqual(['Monstera deliciosa']);
    expect(names('SNAKE')).toEqual(['Dracaena trifasciata']);
  });

  it('overlooks accents, apostrophes and hyphens', () => {
    expect(names('Mönstera')).toEqual(['Monstera deliciosa']);
    expect(names('devil’s ivy')).toEqual(['Epipremnum aureum']);
    expect(names('fiddle leaf')).toEqual(['Ficus lyrata']);
  });

  it('puts names that begin with the query before those that contain it', () => {
    const found = names('philodendron');
    expect(found).toEqual(['Philodendron hederaceum', 'Monstera deliciosa']);
  });

  it('answers the first ones to an empty query and nothing to an unknown name', () => {
    expect(names('  ')).toEqual(SPECIES.slice(0, MOST_SPECIES_FOUND).map((species) => species.name));
    expect(names('triffid')).toEqual([]);
  });

  it('takes characters with a meaning in patterns literally', () => {
    expect(names('.*')).toEqual([]);
    expect(names('(')).toEqual([]);
  });
});

describe('speciesThresholds', () => {
  it('knows a species by any of its names, exactly', () => {
    const pothos = speciesThresholds('Epipremnum aureum');
    expect(pothos?.temperature).toEqual({ min: 13, max: 29 });
    expect(speciesThresholds('pothos')).toEqual(pothos);
    expect(speciesThresholds('poth')).toBeUndefined();
    expect(speciesThresholds('')).toBeUndefined();
  });

  it('gives a copy each time', () => {
    const first = speciesThresholds('pothos');
    if (first) first.temperature = { min: 0, max: 1 };
    expect(speciesThresholds('pothos')?.temperature).toEqual({ min: 13, max: 29 });
  });
});
