import { describe, expect, it } from 'vitest';
import { measured, metricFacts, plantFacts, speciesFacts } from '../testing/plant-facts.ts';
import { UNKNOWN_PLACE } from './place.ts';
import { siteOf } from './site.ts';

const usual = plantFacts();
const named = (name: string, room: string | null = null) =>
  siteOf({ ...usual, plant: { ...usual.plant, name }, place: { ...UNKNOWN_PLACE, room } });

describe('the site of a plant', () => {
  it.each([
    ['Lavender on the terrace', 'balcony'],
    ['Balkon links', 'balcony'],
    ['Hochbeet', 'garden'],
    ['Küchenkräuter', 'indoors'],
    ['Gewächshaus Tomate', 'greenhouse'],
    ['Monty', null],
  ])('of "%s" is %s', (name, site) => {
    expect(named(name)).toBe(site);
  });

  it('is as its owner says, whatever its name', () => {
    expect(
      siteOf({ ...usual, plant: { ...usual.plant, name: 'Terrace' }, place: { ...UNKNOWN_PLACE, site: 'indoors' } }),
    ).toBe('indoors');
    expect(named('Monty', 'Wohnzimmer')).toBe('indoors');
  });

  it('is guessed from what was measured, and else from the species', () => {
    const at = (celsius: number) => ({ ...usual, metrics: { ...usual.metrics, temperature: measured(celsius) } });
    expect(siteOf(at(2))).toBe('balcony');
    expect(siteOf({ ...at(20), season: 'winter' })).toBe('indoors');
    expect(siteOf({ ...usual, light: usual.light.map((day) => ({ ...day, brightLux: 80_000 })) })).toBe('balcony');
    const lavender = { ...usual, species: speciesFacts('Lavandula angustifolia') };
    expect(siteOf({ ...lavender, metrics: { ...usual.metrics, temperature: metricFacts() } })).toBe('balcony');
  });
});
