/** Warmth, light, air, salt, feeding, and what the owner said. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../metrics.ts';
import { addDays } from '../../plain-date.ts';
import { measured, plantFacts, speciesFacts } from '../../testing/plant-facts.ts';
import type { Thresholds } from '../../thresholds.ts';
import { diagnose } from '../diagnose.ts';
import type { PlantFacts } from '../facts.ts';
import type { Place } from '../place.ts';

const usual = plantFacts();
const of = (name: string, overrides: Partial<PlantFacts> = {}): PlantFacts => {
  const species = speciesFacts(name);
  return plantFacts({ species, thresholds: species.thresholds, ...overrides });
};
const at = (place: Partial<Place>): Pick<PlantFacts, 'place'> => ({ place: { ...usual.place, ...place } });
const nights = (...least: number[]) => ({
  nights: least.map((min, index) => ({ day: addDays('2026-03-08', index - least.length + 1), min, mean: min + 2 })),
});
const light = (dli: number, brightLux: number, days = 7) => ({
  light: usual.light.slice(-days).map((day) => ({ ...day, dli, brightLux })),
});
const read = (metric: Metric, value: number, swing = 1) => ({
  metrics: { ...usual.metrics, [metric]: measured(value, { swing }) },
});
const find = (facts: PlantFacts, code: string) => diagnose(facts).findings.find((finding) => finding.code === code);
const asksOf = (facts: PlantFacts) => diagnose(facts).asks;

describe('cold', () => {
  it('is judged by the least of the nights, whatever it is now', () => {
    const cold = plantFacts({ ...nights(12, 12, 12, 12, 12, 1, 1), ...at({ site: 'balcony' }) });
    expect(find(cold, 'cold_nights')).toMatchObject({
      severity: 'urgent',
      evidence: { least: 1, limit: 10, nights: 2, of: 7 },
    });
    expect(asksOf(cold)).toContain('bring_inside');
    expect(find(plantFacts(nights(12, 1, 12, 12, 12, 12, 12)), 'cold_nights'), 'it is over').toBeUndefined();
    expect(find(plantFacts(nights(12, 12, 12, 12, 12, 9, 8)), 'cold_nights')).toMatchObject({ severity: 'attention' });
    expect(find(plantFacts(nights(12, 12, 12, 12, 12, 12, 9.6)), 'cold_nights'), 'within tolerance').toBeUndefined();
  });

  it('that freezes harms what is not hardy, and what nobody knows', () => {
    const frost = { ...nights(5, 4, -3.5), ...read('temperature', 3) };
    expect(find(of('Monstera deliciosa', frost), 'frost')).toMatchObject({
      severity: 'urgent',
      evidence: { least: -3.5 },
    });
    expect(find(of('Lavandula angustifolia', { ...frost, ...at({ site: 'balcony' }) }), 'frost')).toBeUndefined();
    const unknown = plantFacts({ ...frost, species: null, thresholds: {} });
    expect(find(unknown, 'frost')).toMatchObject({ severity: 'urgent', confidence: 'guess' });
    expect(diagnose(unknown).level).toBe('urgent');
  });

  it('is fled as the place allows', () => {
    const cold = (place: Partial<Place>) => asksOf(plantFacts({ ...nights(2, 2, 2), ...at(place) }));
    expect(cold({ site: 'indoors' })).toContain('move_warmer');
    expect(cold({ site: 'garden', pot_cm: 30 })).toContain('bring_inside');
    expect(cold({ site: 'garden', pot_material: 'ground' })).toContain('protect_from_frost');
  });

  it('in a room is 7 °C for a plant of unknown species, and 12 °C is not', () => {
    const unknown = { species: null, thresholds: {} };
    expect(find(plantFacts({ ...unknown, ...nights(7, 7, 7) }), 'cold_nights')).toMatchObject({ confidence: 'guess' });
    expect(find(plantFacts({ ...unknown, ...nights(12, 12, 12) }), 'cold_nights')).toBeUndefined();
  });
});

describe('heat', () => {
  it('is judged by the greatest of the days, though it is cool when it is read', () => {
    const metrics = { ...usual.metrics, temperature: measured(24, { swing: 17 }) };
    const hot = diagnose(plantFacts({ metrics, ...at({ site: 'indoors' }) }));
    expect(hot.findings[0]).toMatchObject({
      code: 'hot_days',
      severity: 'urgent',
      evidence: { greatest: 41, now: 24 },
    });
    expect(hot.asks).toContain('move_cooler');
    expect(asksOf(plantFacts({ metrics, ...at({ site: 'balcony' }) }))).toContain('move_shadier');
  });
});

describe('light', () => {
  it('is judged by whole days against the species', () => {
    expect(find(of('Ficus lyrata', light(0.3, 400)), 'too_dark')).toMatchObject({
      evidence: { dli: 0.3, least: 0.8, days: 7 },
    });
    expect(find(of('Ficus lyrata', light(0.7, 900)), 'too_dark'), 'within tolerance').toBeUndefined();
    expect(find(of('Ficus lyrata', light(0.3, 400, 1)), 'too_dark'), 'one day says nothing').toBeUndefined();
    expect(find(of('Ficus lyrata', light(9, 30_000)), 'too_bright')).toMatchObject({
      evidence: { lux: 30_000, limit: 21_500 },
    });
    expect(find(of('Lavandula angustifolia', light(40, 90_000)), 'too_bright')).toBeUndefined();
  });

  it('that is short in winter at the brightest window asks for a lamp, and in the south that is the north window', () => {
    const dark = { ...light(3.5, 9000), daylightHours: 8.2, season: 'winter' as const };
    expect(find(of('Kroenleinia grusonii', { ...dark, ...at({ window: 'south' }) }), 'winter_light')).toMatchObject({
      asks: ['add_lamp'],
    });
    expect(find(of('Kroenleinia grusonii', { ...dark, ...at({ window: 'north' }) }), 'too_dark')).toMatchObject({
      asks: ['move_brighter'],
    });
    const sydney = { ...dark, hemisphere: 'south' as const, ...at({ window: 'north' }) };
    expect(find(of('Kroenleinia grusonii', sydney), 'winter_light')).toBeDefined();
  });

  it('outdoors is not asked of a plant that does not grow', () => {
    const outdoors = { ...light(3, 8000), ...at({ site: 'balcony' }) };
    expect(find(of('Lavandula angustifolia', { ...outdoors, season: 'winter' }), 'too_dark')).toBeUndefined();
    expect(find(of('Lavandula angustifolia', { ...outdoors, season: 'summer' }), 'too_dark')).toBeDefined();
  });
});

describe('air', () => {
  const air = (meanVpd: number, humidity: number) => ({
    air: usual.air.map((day) => ({ ...day, meanVpd })),
    ...read('humidity', humidity),
  });

  it('is dry by its pull on leaves: 18.8 % in a warm room, not 42 % in a cool one', () => {
    expect(find(of('Goeppertia makoyana', air(2.2, 18.8)), 'air_dry')).toMatchObject({
      severity: 'attention',
      evidence: { vpd: 2.2, limit: 1.3, wanted: 50 },
    });
    expect(find(of('Cyclamen persicum', air(0.8, 36)), 'air_dry')).toBeUndefined();
    expect(find(of('Kroenleinia grusonii', air(2.5, 20)), 'air_dry')).toBeUndefined();
  });

  it('is judged by humidity where temperature is not measured, and not at all outdoors', () => {
    expect(find(plantFacts({ air: [], ...read('humidity', 20) }), 'air_dry')).toMatchObject({ severity: 'attention' });
    expect(find(plantFacts({ ...air(3, 15), ...at({ site: 'balcony' }) }), 'air_dry')).toBeUndefined();
  });
});

describe('feeding', () => {
  const fed = (day: string, kind: 'fertilizing' | 'repotting' = 'fertilizing') => [
    { kind, at: `${day}T10:00:00.000Z`, amountMl: null },
  ];

  it('is due while it grows, three weeks after the last one', () => {
    expect(find(plantFacts({ events: fed('2026-02-15') }), 'feeding_due')).toMatchObject({ evidence: { days: 21 } });
    expect(find(plantFacts({ events: fed('2026-02-16') }), 'feeding_due')).toBeUndefined();
  });

  it('that nobody ever logged is asked for in the first two weeks of each growing season, or once it is due', () => {
    const isAsked = (today: string, keptSince = '2025-06-01', more: Partial<PlantFacts> = {}): boolean =>
      find(
        plantFacts({
          at: `${today}T12:00:00.000Z`,
          today,
          events: [],
          plant: { id: 'plant_1', name: 'Monty', species: 'Monstera deliciosa', keptSince },
          ...more,
        }),
        'feeding_due',
      ) !== undefined;
    const days = ['2026-03-01', '2026-03-14', '2026-03-15', '2026-05-31', '2026-06-01', '2026-06-14', '2026-06-15'];
    expect(days.filter((today) => isAsked(today))).toEqual(['2026-03-01', '2026-03-14', '2026-06-01', '2026-06-14']);
    const kept = ['2026-04-22', '2026-04-23', '2026-05-06', '2026-05-07'];
    expect(kept.filter((today) => isAsked(today, '2026-03-12'))).toEqual(['2026-04-23', '2026-05-06']);
    const winter = ['2025-12-14', '2025-12-15', '2026-01-08', '2026-02-08'];
    expect(winter.filter((today) => isAsked(today, '2025-01-01', { hemisphere: 'tropics' }))).toEqual(['2025-12-14']);
  });

  it.each<[string, Partial<PlantFacts>, string | undefined]>([
    ['a monstera in a northern winter', { season: 'winter' }, 'spring'],
    ['a monstera in a southern July', { season: 'winter', hemisphere: 'south' }, 'spring'],
    ['a monstera in the tropics', { season: 'winter', hemisphere: 'tropics' }, undefined],
    ['an aeonium in summer', { ...of('Aeonium arboreum'), season: 'summer' }, 'autumn'],
    ['an aeonium in winter', { ...of('Aeonium arboreum'), season: 'winter' }, undefined],
  ])('%s', (_title, overrides, until) => {
    const finding = find(plantFacts(overrides), 'feeding_paused');
    if (until === undefined) expect(finding).toBeUndefined();
    else expect(finding?.evidence).toMatchObject({ why: 'season', until });
  });

  it('waits six weeks after fresh soil, from the journal or as the owner said', () => {
    for (const facts of [
      plantFacts({ events: fed('2026-02-01', 'repotting') }),
      plantFacts(at({ repotted_on: '2026-02-01' })),
    ])
      expect(find(facts, 'feeding_paused')).toMatchObject({ evidence: { why: 'repotted', until: '2026-03-15' } });
  });

  it('is never for a carnivore, and waits while the plant suffers', () => {
    const trap = of('Dionaea muscipula', { events: fed('2026-03-01') });
    expect(asksOf(trap)).toContain('stop_feeding');
    expect(asksOf(trap)).not.toContain('feed');
    const cold = diagnose(plantFacts({ ...nights(2, 2, 2), ...at({ site: 'indoors' }) }));
    expect(cold.asks).not.toContain('feed');
    expect(cold.settled).toContainEqual(expect.objectContaining({ dropped: 'feed', rule: 'rest_before_feeding' }));
  });
});

describe('what the owner said', () => {
  const cactus = (thresholds: Thresholds, soil: number) =>
    of('Kroenleinia grusonii', {
      thresholds,
      season: 'summer',
      ...light(20, 40_000),
      metrics: { ...usual.metrics, soil_moisture: measured(soil) },
    });

  it('of limits is not obeyed where it would harm', () => {
    const limits = { soil_moisture: { min: 60, max: 95 } };
    const { findings, asks, settled, watering } = diagnose(cactus(limits, 40));
    expect(findings[0]).toMatchObject({
      code: 'limits_unlike_species',
      evidence: { own_min: 60, own_max: 95, kind_min: 10, kind_max: 60 },
    });
    expect(asks).not.toContain('water_now');
    expect(settled).toContainEqual(expect.objectContaining({ dropped: 'water_now', rule: 'species_before_limits' }));
    expect(watering).toMatchObject({ lower: 10, upper: 60 });
    expect(find(cactus(limits, 80), 'soil_wet'), 'wet for a cactus').toBeDefined();
  });

  it('of limits stands while they are a matter of taste', () => {
    expect(find(cactus({ soil_moisture: { min: 20, max: 65 } }, 40), 'limits_unlike_species')).toBeUndefined();
    expect(diagnose(cactus({ soil_moisture: { min: 20, max: 65 } }, 40)).watering.lower).toBe(20);
    const careful = of('Lavandula angustifolia', { thresholds: { temperature: { min: 2, max: 30 } } });
    expect(find(careful, 'limits_unlike_species'), 'careful limits only alert more').toBeUndefined();
    const lax = of('Goeppertia makoyana', { thresholds: { temperature: { min: 2, max: 32 } } });
    expect(find(lax, 'limits_unlike_species')).toMatchObject({ metric: 'temperature' });
  });

  it('of animals is told with a plant that is toxic to them, and only then', () => {
    expect(asksOf(of('Monstera deliciosa', at({ pets: true })))).toContain('keep_from_pets');
    expect(asksOf(of('Goeppertia makoyana', at({ pets: true })))).not.toContain('keep_from_pets');
    expect(asksOf(of('Monstera deliciosa', at({ pets: null })))).not.toContain('keep_from_pets');
  });

  it('of the place is compared with the species', () => {
    const outside = of('Monstera deliciosa', { ...at({ site: 'balcony' }), season: 'autumn', nights: [] });
    expect(find(outside, 'site_unlike_species')).toMatchObject({ asks: ['bring_inside'], confidence: 'guess' });
    expect(find({ ...outside, ...nights(18, 18) }, 'site_unlike_species'), 'warm nights').toBeUndefined();
    expect(find(of('Lavandula angustifolia', at({ site: 'indoors' })), 'site_unlike_species')?.asks).toEqual([]);
  });

  it('of the species may be nothing, or a genus', () => {
    expect(find(plantFacts({ species: null }), 'species_unknown')?.evidence).toEqual({ species: 'Monstera deliciosa' });
    expect(diagnose(plantFacts({ species: speciesFacts('Phalaenopsis', { isGenus: true }) })).asks).toContain(
      'name_species',
    );
  });
});

describe('an open alert', () => {
  it('always shows, in the words of its family or as what is outside', () => {
    const since = '2026-03-08T10:00:00.000Z';
    const alert = (metric: Metric, side: 'below' | 'above') => plantFacts({ alerts: [{ metric, side, since }] });
    const salty = diagnose(alert('soil_ec', 'above'));
    expect(salty.level).toBe('attention');
    expect(salty.findings[0]).toMatchObject({ code: 'value_outside', metric: 'soil_ec' });
    expect(diagnose(alert('temperature', 'above')).findings[0]).toMatchObject({
      code: 'value_outside',
      evidence: { is_back: true },
    });
  });
});

it('buds are left in peace until harm is near', () => {
  const buds = of('Schlumbergera truncata', { season: 'autumn', ...at({ site: 'indoors' }) });
  expect(asksOf(buds)).toContain('do_not_move');
  const cold = diagnose({ ...buds, ...nights(3, 3, 3) });
  expect(cold.asks).toContain('move_warmer');
  expect(cold.asks).not.toContain('do_not_move');
});
