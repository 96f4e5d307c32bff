import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, METRICS } from '../metrics.ts';
import { WATERING_CARE } from './species-care.ts';
import { plainNamesOf } from './species-name.ts';
import { MOST_SPECIES_FOUND } from './search.ts';
import { byPopularity } from './species-groups.ts';
import { findSpecies, allSpecies, speciesNamed, speciesThresholds } from './species.ts';
import foliage from './library/foliage.json' with { type: 'json' };
import fernsAndPalms from './library/ferns-and-palms.json' with { type: 'json' };
import indoorTrees from './library/indoor-trees.json' with { type: 'json' };

const names = (query: string) => findSpecies(query).map((species) => species.name);

describe('the species library', () => {
  it('has well over six hundred species', () => {
    expect(allSpecies().length).toBeGreaterThanOrEqual(620);
  });

  it('has no duplicate names across languages, cases and accents', () => {
    const all = allSpecies().flatMap((species) =>
      plainNamesOf(species).map((name) => ({ name, species: species.name })),
    );
    const twice = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
    expect(twice).toEqual([]);
    const listed = allSpecies().flatMap(({ name, synonyms, common_names, german_names }) => [
      name,
      ...synonyms,
      ...common_names,
      ...german_names,
    ]);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });

  it.each(allSpecies().map((species) => [species.name, species] as const))(
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
      expect(temperature?.min).toBeLessThanOrEqual(16);
      expect(temperature?.max).toBeGreaterThanOrEqual(26);
      expect(temperature?.max).toBeLessThanOrEqual(41);
      expect([null, 20, 30, 40, 50]).toContain(humidity?.min);
      expect(light?.min, 'a least light level would alarm every night').toBeNull();
      if (species.pets === 'unknown') expect(species.pets_source).toBeNull();
      else expect(species.pets_source, 'cites a page or says that it is judged').toMatch(/https?:\/\/|judged/);
      if (['shade', 'indirect'].includes(species.light)) expect(light?.max).toBeLessThanOrEqual(21_500);
    },
  );

  it('has an entry for each of the metrics that every species is known by', () => {
    for (const { name, thresholds } of allSpecies())
      expect(Object.keys(thresholds), name).toEqual(['soil_moisture', 'temperature', 'humidity', 'light_level']);
  });

  it.each(METRIC_NAMES)('has limits of %s, if any, within the range of a sensor, min below max', (metric) => {
    for (const { name, thresholds } of allSpecies()) {
      const { min, max } = { min: METRICS[metric].min, max: METRICS[metric].max };
      const limits = thresholds[metric];
      expect(limits?.min ?? min, name).toBeGreaterThanOrEqual(min);
      expect(limits?.max ?? max, name).toBeLessThanOrEqual(max);
      expect(limits?.min ?? min, name).toBeLessThan(limits?.max ?? max);
    }
  });
});

describe('the temperatures of foliage plants', () => {
  const names = new Set([...foliage, ...fernsAndPalms, ...indoorTrees].map(({ name }) => name));
  const ranges = allSpecies()
    .filter(({ name }) => names.has(name))
    .map(({ name, thresholds }) => ({
      name,
      min: thresholds.temperature?.min ?? -Infinity,
      max: thresholds.temperature?.max ?? Infinity,
    }));
  /** Plants of the lowland tropics that are harmed sooner than others. */
  const TENDER = [
    'Alocasia baginda',
    'Cissus discolor',
    'Cocos nucifera',
    'Licuala grandis',
    'Stephania erecta',
    'Theobroma cacao',
  ];
  /** Plants of cool places, which stand outdoors or in cool rooms. */
  const COOL = [
    'Adiantum capillus-veneris',
    'Grevillea robusta',
    'Picea glauca',
    'Selaginella martensii',
    'Sparrmannia africana',
  ];

  it('begin where harm begins, not where comfort ends: no cold alarm at 14 °C', () => {
    expect(ranges.filter(({ name, min }) => min > 13 && !TENDER.includes(name))).toEqual([]);
    expect(ranges.filter(({ min }) => min > 16)).toEqual([]);
  });

  it('end above a hot summer room: no alarm below 32 °C', () => {
    expect(ranges.filter(({ name, max }) => max < 32 && !COOL.includes(name))).toEqual([]);
  });

  it.each(['Ficus elastica', 'Ficus benjamina', 'Ficus lyrata', 'Spathiphyllum wallisii'])(
    'have %s unharmed at 17 °C and at 31 °C',
    (name) => {
      const { temperature } = speciesNamed(name)?.thresholds ?? {};
      expect(temperature?.min).toBeLessThan(14);
      expect(temperature?.max).toBeGreaterThan(31);
    },
  );
});

describe('the form of a species', () => {
  it.each([
    ['Spathiphyllum wallisii', 'spathe'],
    ['Phalaenopsis', 'orchid'],
    ['Dracaena trifasciata', 'sword'],
    ['Guzmania lingulata', 'bromeliad'],
    ['Tulipa', 'bulb'],
    ['Solanum lycopersicum', 'fruiting'],
    ['Lactuca sativa', 'vegetable'],
    ['Cymbopogon citratus', 'grass'],
    ['Pelargonium × hortorum', 'flowering'],
  ])('of %s is %s', (name, form) => {
    expect(speciesNamed(name)?.form).toBe(form);
  });
});

describe('names that have changed', () => {
  it.each([
    ['Vriesea splendens', 'Lutheria splendens'],
    ['Asparagus sprengeri', 'Asparagus aethiopicus'],
    ['Asparagus meyeri', 'Asparagus densiflorus'],
    ['Schlumbergera bridgesii', 'Schlumbergera × buckleyi'],
    ['Zygocactus truncatus', 'Schlumbergera truncata'],
    ['Citrus limonia', 'Citrus × limonia'],
    ['Hatiora gaertneri', 'Rhipsalidopsis gaertneri'],
  ])('%s is %s', (name, accepted) => {
    expect(speciesNamed(name)?.name).toBe(accepted);
  });
});

describe('findSpecies', () => {
  it('finds by scientific and by common name, in any case', () => {
    expect(names('monstera deli')).toEqual(['Monstera deliciosa']);
    expect(names('SNAKE PL')[0]).toBe('Dracaena trifasciata');
  });

  it('finds by German name, with umlauts typed as one letter, two letters or none', () => {
    for (const query of ['Grünlilie', 'gruenlilie', 'GRUNLI'])
      expect(names(query)[0], query).toBe('Chlorophytum comosum');
    expect(names('Fleißiges Lieschen')).toEqual(['Impatiens walleriana']);
    expect(names('fleissiges l')).toEqual(['Impatiens walleriana']);
    expect(names('basilikum')[0]).toBe('Ocimum basilicum');
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

  it('returns the most popular species for an empty query and nothing for an unknown name', () => {
    expect(findSpecies('  ')).toEqual(allSpecies().toSorted(byPopularity).slice(0, MOST_SPECIES_FOUND));
    expect(names('triffid')).toEqual([]);
  });

  it('treats special pattern characters literally', () => {
    expect(names('.*')).toEqual([]);
    expect(names('(')).toEqual([]);
  });
});

describe('speciesNamed', () => {
  it('finds every species by each of its names', () => {
    for (const species of allSpecies()) {
      for (const name of [species.name, ...species.synonyms, ...species.common_names, ...species.german_names])
        expect(speciesNamed(name)?.name, name).toBe(species.name);
    }
  });
});

describe('speciesThresholds', () => {
  it('finds a species by any of its exact names', () => {
    const pothos = speciesThresholds('Epipremnum aureum');
    expect(pothos?.temperature).toEqual({ min: 13, max: 35 });
    expect(speciesThresholds('pothos')).toEqual(pothos);
    expect(speciesThresholds('Efeutute')).toEqual(pothos);
    expect(speciesThresholds('poth')).toBeUndefined();
    expect(speciesThresholds('')).toBeUndefined();
  });

  it('returns a new copy each time', () => {
    const first = speciesThresholds('pothos');
    if (first) first.temperature = { min: 0, max: 1 };
    expect(speciesThresholds('pothos')?.temperature).toEqual({ min: 13, max: 35 });
  });
});
