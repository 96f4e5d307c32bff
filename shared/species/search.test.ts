import { describe, expect, it } from 'vitest';
import { QUERIES } from './search-queries.ts';
import { MOST_SPECIES_FOUND, MOST_SUGGESTIONS } from './search.ts';
import { byPopularity } from './species-groups.ts';
import { findSpecies, matchSpecies, allSpecies } from './species.ts';

const nameOf = (text: string) => matchSpecies(text).species?.name;
const suggested = (text: string) => matchSpecies(text).suggestions.map(({ name }) => name);

describe.each(Object.entries(QUERIES))('a query with %s', (_, queries) => {
  it.each(queries)('finds by %s first %s', (query, first) => {
    expect(findSpecies(query)[0]?.name).toBe(first);
  });
});

describe('the search', () => {
  it('shows more popular species first where a word fits several', () => {
    const ficus = findSpecies('Ficus').filter(({ name }) => name.startsWith('Ficus '));
    expect(ficus.length).toBeGreaterThan(5);
    expect(ficus).toEqual(ficus.toSorted(byPopularity));
  });

  it('returns at most as many as fit into a list', () => {
    expect(findSpecies('e').length).toBe(MOST_SPECIES_FOUND);
  });

  it.each(['triffid', 'Tanne', 'Weide', '%%%', '.*', '('])('finds nothing that is unrelated for %s', (query) => {
    expect(findSpecies(query)).toEqual([]);
  });
});

describe('the match of a name', () => {
  it.each([
    ['a name of it', 'monstera deliciosa', 'Monstera deliciosa'],
    ['a German name', 'EINBLATT', 'Spathiphyllum wallisii'],
    ['a synonym', 'Sansevieria trifasciata', 'Dracaena trifasciata'],
    ['the name of a genus of one species', 'Zamioculcas', 'Zamioculcas zamiifolia'],
  ])('is exact with %s', (_, text, name) => {
    expect(matchSpecies(text)).toMatchObject({ certainty: 'exact', species: { name }, suggestions: [] });
  });

  it.each([
    ['a typo', 'Monstera delicosa', 'Monstera deliciosa'],
    ['a short word among others with a typo', 'string of perls', 'Curio rowleyanus'],
    ['letters that changed places', 'Bogenhnaf', 'Dracaena trifasciata'],
    ['a plural', 'Gurken', 'Cucumis sativus'],
    ['another space', 'Bogen Hanf', 'Dracaena trifasciata'],
    ['a cultivar that is known', "Monstera 'Variegata'", 'Monstera deliciosa'],
    ['a cultivar that is not known', 'Tomate Harzfeuer', 'Solanum lycopersicum'],
    ['a cultivar of its Latin name', 'Ficus elastica Tineke Mini', 'Ficus elastica'],
    ['words beside it', 'the old rubber plant in my kitchen', 'Ficus elastica'],
    ['a remark', 'Basil (from the supermarket)', 'Ocimum basilicum'],
  ])('is likely with %s', (_, text, name) => {
    expect(matchSpecies(text)).toMatchObject({ certainty: 'likely', species: { name }, suggestions: [] });
  });

  it.each([
    ['Veilchen', 'Streptocarpus ionanthus'],
    ['fat boy', 'Philodendron martianum'],
    ['arrowhead', 'Syngonium podophyllum'],
    ['jade', 'Crassula ovata'],
  ])('asks about %s whether %s is meant', (text, first) => {
    expect(matchSpecies(text)).toMatchObject({ certainty: 'unknown', species: null });
    expect(suggested(text)[0]).toBe(first);
    expect(suggested(text).length).toBeLessThanOrEqual(MOST_SUGGESTIONS);
  });

  it.each(['triffid', 'Birke', 'Ahorn', 'oak tree', 'my plant', '', 'Geranium sanguineum'])(
    'takes no species for %j',
    (text) => {
      expect(matchSpecies(text)).toMatchObject({ certainty: 'unknown', species: null });
    },
  );

  it('suggests nothing for words that say nothing about a species', () => {
    for (const text of ['', '  ', 'my plant', 'Pflanze']) expect(suggested(text), text).toEqual([]);
  });

  it('does not take a name for a cultivar that is a common word', () => {
    expect(nameOf('Hops')).toBe('Humulus lupulus');
    expect(nameOf('Neon')).toBeUndefined();
  });
});

describe('a name of several species', () => {
  it.each([
    ['a genus', 'Ficus', 'Ficus benjamina'],
    ['a genus of before', 'Calathea', 'Goeppertia orbifolia'],
    ['a genus in the plural', 'Peperomien', 'Peperomia obtusifolia'],
    ['a genus with a typo', 'Filodendron', 'Philodendron hederaceum'],
    ['a genus with a species that is not known', 'Philodendron plowmanii', 'Philodendron hederaceum'],
    ['an everyday word', 'Orchideen', 'Phalaenopsis'],
  ])('is %s: its species are suggested, the most popular first', (_, text, first) => {
    expect(matchSpecies(text).certainty).toBe('genus');
    expect(suggested(text)[0]).toBe(first);
  });

  it('has the widest ranges, the driest watering and the least light of its species', () => {
    const { species } = matchSpecies('Dracaena');
    const members = allSpecies().filter(({ name, synonyms }) =>
      [name, ...synonyms].some((one) => one.startsWith('Dracaena ')),
    );
    expect(members.length).toBeGreaterThan(5);
    expect(species).toMatchObject({ name: 'Dracaena', watering: 'dry_out', light: 'shade', pets: 'toxic' });
    for (const { name, thresholds } of members) {
      expect(species?.source).toContain(name);
      expect(species?.thresholds.temperature?.min).toBeLessThanOrEqual(thresholds.temperature?.min ?? 0);
      expect(species?.thresholds.temperature?.max).toBeGreaterThanOrEqual(thresholds.temperature?.max ?? 0);
      expect(species?.thresholds.soil_moisture?.max).toBeGreaterThanOrEqual(thresholds.soil_moisture?.max ?? 0);
    }
    expect(species?.thresholds.light_level, 'one of them stands in the sun').toEqual({ min: null, max: null });
  });

  it('is safe for pets only where all of its species are', () => {
    expect(matchSpecies('Asparagus').species).toMatchObject({ pets: 'toxic' });
    expect(matchSpecies('Goeppertia').species).toMatchObject({ pets: 'safe' });
  });
});
