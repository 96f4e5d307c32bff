import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, METRICS } from '../metrics.ts';
import { WATERING_CARE } from './species-care.ts';
import { plainNamesOf } from './species-name.ts';
import { findSpecies, MOST_SPECIES_FOUND, SPECIES, speciesNamed, speciesThresholds } from './species.ts';

const names = (query: string) => findSpecies(query).map((species) => species.name);

describe('the species library', () => {
  it('has well over a hundred species', () => {
    expect(SPECIES.length).toBeGreaterThanOrEqual(110);
  });

  it('has no duplicate names across languages, cases and accents', () => {
    const all = SPECIES.flatMap((species) => plainNamesOf(species).map((name) => ({ name, species: species.name })));
    const twice = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
    expect(twice).toEqual([]);
    const listed = SPECIES.flatMap(({ name, synonyms, common_names, german_names }) => [
      name,
      ...synonyms,
      ...common_names,
      ...german_names,
    ]);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });

  it.each(SPECIES.map((species) => [species.name, species] as const))(
    '%s has names, words and a source and follows the rules',
    (_, species) => {
      const {
        thresholds: { soil_moisture: soil, temperature, humidity, light_level: light },
        watering,
        season,
      } = species;
      expect(species.common_names).not.toEqual([]);
      expect(species.german_names).not.toEqual([]);
      expect(season.en).toMatch(/^[A-Z].+[.]$/);
      expect(season.de).toMatch(/^[A-ZÄÖÜ].+[.]$/);
      expect(species.source, 'cites a page or says that it is judged').toMatch(
        /https?:\/\/\S+(?: \([^)]+\))?: |general guidance for .+, judged/i,
      );
      expect({ ...soil }).toEqual({ min: WATERING_CARE[watering].min, max: WATERING_CARE[watering].max });
      expect(temperature?.min).toBeGreaterThanOrEqual(-15);
      expect(temperature?.min).toBeLessThanOrEqual(18);
      expect(temperature?.max).toBeGreaterThanOrEqual(24);
      expect(temperature?.max).toBeLessThanOrEqual(41);
      expect([null, 20, 30, 40, 50]).toContain(humidity?.min);
      expect(light?.min, 'a least light level would alarm every night').toBeNull();
      if (['shade', 'indirect'].includes(species.light)) expect(light?.max).toBeLessThanOrEqual(21_500);
    },
  );

  it('has an entry for each of the metrics that every species is known by', () => {
    for (const { name, thresholds } of SPECIES)
      expect(Object.keys(thresholds), name).toEqual(['soil_moisture', 'temperature', 'humidity', 'light_level']);
  });

  it.each(METRIC_NAMES)('has limits of %s, if any, within the range of a sensor, min below max', (metric) => {
    for (const { name, thresholds } of SPECIES) {
      const { min, max } = { min: METRICS[metric].min, max: METRICS[metric].max };
      const limits = thresholds[metric];
      expect(limits?.min ?? min, name).toBeGreaterThanOrEqual(min);
      expect(limits?.max ?? max, name).toBeLessThanOrEqual(max);
      expect(limits?.min ?? min, name).toBeLessThan(limits?.max ?? max);
    }
  });
});

describe('findSpecies', () => {
  it('finds by scientific and by common name, in any case', () => {
    expect(names('monstera deli')).toEqual(['Monstera deliciosa']);
    expect(names('SNAKE PL')[0]).toBe('Dracaena trifasciata');
  });

  it('finds by German name, with umlauts typed as one letter, two letters or none', () => {
    for (const query of ['Grünlilie', 'gruenlilie', 'GRUNLI'])
      expect(names(query), query).toEqual(['Chlorophytum comosum']);
    expect(names('Fleißiges Lieschen')).toEqual(['Impatiens walleriana']);
    expect(names('fleissiges l')).toEqual(['Impatiens walleriana']);
    expect(names('basilikum')).toEqual(['Ocimum basilicum']);
  });

  it('finds by an outdated botanical synonym', () => {
    expect(names('Sansevieria trifasciata')).toEqual(['Dracaena trifasciata']);
    expect(names('rosmarinus')).toEqual(['Salvia rosmarinus']);
    expect(names('calathea orbi')).toEqual(['Goeppertia orbifolia']);
  });

  it('ignores accents, apostrophes, hyphens and the cross of hybrids', () => {
    expect(names('Mönstera deliciosa')).toEqual(['Monstera deliciosa']);
    expect(names('devil’s ivy')).toEqual(['Epipremnum aureum']);
    expect(names('fiddle leaf')).toEqual(['Ficus lyrata']);
    for (const query of ['Petunia × atkinsiana', 'petunia x atkin', 'petunia atkinsiana'])
      expect(names(query), query).toEqual(['Petunia × atkinsiana']);
  });

  it('finds by parts of words in any order', () => {
    expect(names('fig fidd')).toEqual(['Ficus lyrata']);
    expect(names('plant chin mon')).toEqual(['Pilea peperomioides']);
  });

  it('puts the exact name first, then names that begin with the query, then those that contain it', () => {
    expect(names('basil')[0]).toBe('Ocimum basilicum');
    expect(names('mint')[0]).toMatch(/^Mentha/);
    const found = names('philodendron');
    expect(found.indexOf('Philodendron hederaceum')).toBeLessThan(found.indexOf('Monstera deliciosa'));
  });

  it.each([
    ['an exact name before one that begins with it', 'monstera', ['Monstera deliciosa', 'Monstera adansonii']],
    ['one that begins with it before a word that does', 'palm', ['Cycas revoluta', 'Beaucarnea recurvata']],
    ['a word that begins with it before the middle of one', 'rose', ['Rosa chinensis', 'Aechmea fasciata']],
  ])('puts %s', (_, query, [first = '', second = '']) => {
    const found = names(query);
    expect(found).toEqual(expect.arrayContaining([first, second]));
    expect(found.indexOf(first)).toBeLessThan(found.indexOf(second));
  });

  it('returns the first species for an empty query and nothing for an unknown name', () => {
    expect(names('  ')).toEqual(SPECIES.slice(0, MOST_SPECIES_FOUND).map((species) => species.name));
    expect(names('triffid')).toEqual([]);
  });

  it('treats special pattern characters literally', () => {
    expect(names('.*')).toEqual([]);
    expect(names('(')).toEqual([]);
  });
});

describe('speciesNamed', () => {
  it('finds every species by each of its names', () => {
    for (const species of SPECIES) {
      for (const name of [species.name, ...species.synonyms, ...species.common_names, ...species.german_names]) {
        expect(speciesNamed(name)?.name, name).toBe(species.name);
      }
    }
  });
});

describe('speciesThresholds', () => {
  it('finds a species by any of its exact names', () => {
    const pothos = speciesThresholds('Epipremnum aureum');
    expect(pothos?.temperature).toEqual({ min: 13, max: 29 });
    expect(speciesThresholds('pothos')).toEqual(pothos);
    expect(speciesThresholds('Efeutute')).toEqual(pothos);
    expect(speciesThresholds('poth')).toBeUndefined();
    expect(speciesThresholds('')).toBeUndefined();
  });

  it('returns a new copy each time', () => {
    const first = speciesThresholds('pothos');
    if (first) first.temperature = { min: 0, max: 1 };
    expect(speciesThresholds('pothos')?.temperature).toEqual({ min: 13, max: 29 });
  });
});
