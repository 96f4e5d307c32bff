/** Kinds of plants and pots that most rules are wrong about. */
import { describe, expect, it } from 'vitest';
import { addDays } from '../../plain-date.ts';
import { measured, metricFacts, plantFacts, speciesFacts } from '../../testing/plant-facts.ts';
import { diagnose } from '../diagnose.ts';
import type { CareEvent, PlantFacts } from '../facts.ts';
import type { Place } from '../place.ts';

const usual = plantFacts();
const DRY_CURVE: PlantFacts['soil'] = { seen: [], driesPerDay: null, earlierDriesPerDay: [], drop: null };
const of = (name: string, overrides: Partial<PlantFacts> = {}): PlantFacts => {
  const species = speciesFacts(name);
  return plantFacts({ species, thresholds: species.thresholds, ...overrides });
};
const at = (place: Partial<Place>): Pick<PlantFacts, 'place'> => ({ place: { ...usual.place, ...place } });
const soilOf = (value: number, swing = 1) => ({
  metrics: { ...usual.metrics, soil_moisture: measured(value, { swing }) },
});
const watered = (...days: number[]): CareEvent[] =>
  days.map((day) => ({ kind: 'watering', at: `${addDays(usual.today, -day)}T08:00:00.000Z`, amountMl: 300 }));
const codesOf = (facts: PlantFacts) => diagnose(facts).findings.map(({ code }) => code);
const asksOf = (facts: PlantFacts) => diagnose(facts).asks;
const find = (facts: PlantFacts, code: string) => diagnose(facts).findings.find((finding) => finding.code === code);
const nights = (min: number) => ({ nights: usual.nights.map((night) => ({ ...night, min })) });

describe('a probe between bark', () => {
  const bark = (...days: number[]) => of('Phalaenopsis', { ...soilOf(5), soil: DRY_CURVE, events: watered(...days) });

  it('is not believed once it has felt none of the waterings of weeks', () => {
    expect(codesOf(bark(2))).toContain('soil_dry');
    expect(codesOf(bark(1, 2)), 'dry peat lets the water of two days run past').not.toContain('probe_numb');
    expect(find(bark(2, 9), 'probe_numb')).toMatchObject({ evidence: { waterings: 2, least: 4, most: 6 } });
    expect(codesOf(bark(2, 9))).not.toContain('soil_dry');
    expect(diagnose(bark(2, 9, 16)).watering).toMatchObject({ basis: 'habit', every_days: 7, soil: null });
  });

  it('is believed where it felt one, or the soil is not that dry', () => {
    const felt = { ...DRY_CURVE, seen: [{ at: `${addDays(usual.today, -2)}T08:10:00.000Z`, from: 4, to: 40 }] };
    expect(codesOf(of('Phalaenopsis', { ...soilOf(5), soil: felt, events: watered(2, 9) }))).not.toContain(
      'probe_numb',
    );
    expect(codesOf(of('Phalaenopsis', { ...soilOf(30), soil: DRY_CURVE, events: watered(2, 9) }))).not.toContain(
      'probe_numb',
    );
  });
});

describe('a pot over a reservoir', () => {
  const reservoir = (name: string) =>
    of(name, { ...soilOf(93), ...at({ pot_material: 'self_watering' }), soil: DRY_CURVE, events: watered(3, 17, 31) });

  it('is wet as it should be, and filled as usual', () => {
    expect(codesOf(reservoir('Monstera deliciosa'))).not.toContain('soil_wet');
    expect(diagnose(reservoir('Monstera deliciosa')).watering).toMatchObject({ next: '2026-03-19', upper: null });
  });

  it('drowns what must dry out', () => {
    expect(codesOf(reservoir('Kroenleinia grusonii'))).toContain('soil_wet');
  });
});

describe('a bulb that sleeps', () => {
  const asleep = (overrides: Partial<PlantFacts> = {}) =>
    of('Hippeastrum', {
      season: 'autumn',
      today: '2026-10-10',
      at: '2026-10-10T12:00:00.000Z',
      ...at({ site: 'indoors' }),
      metrics: {
        ...usual.metrics,
        soil_moisture: measured(4, { today: '2026-10-10' }),
        temperature: measured(12, { today: '2026-10-10' }),
      },
      soil: DRY_CURVE,
      events: [],
      ...overrides,
    });

  it('is left dry and dark until its season ends', () => {
    expect(codesOf(asleep())).toContain('dormant');
    expect(codesOf(asleep())).not.toContain('soil_dry');
    expect(diagnose(asleep()).watering.next).toBe('2026-12-01');
  });

  it('is awake in another season, and in a warm room', () => {
    expect(codesOf(asleep({ season: 'spring' }))).toContain('soil_dry');
    const warm = asleep();
    const metrics = { ...warm.metrics, temperature: measured(21, { today: '2026-10-10' }) };
    expect(codesOf(asleep({ metrics }))).toContain('soil_dry');
  });
});

describe('other kinds', () => {
  it('a lily is told of first where there are cats, a peace lily as a note', () => {
    const pets = at({ pets: true });
    expect(find(of('Lilium', pets), 'toxic_to_pets')).toMatchObject({
      severity: 'attention',
      evidence: { deadly: true },
    });
    expect(find(of('Spathiphyllum wallisii', pets), 'toxic_to_pets')).toMatchObject({ severity: 'notice' });
  });

  it('a hardy plant is wrapped outside, a tender one is brought in', () => {
    const frozen = { ...nights(-27), ...at({ site: 'balcony', pot_cm: 20 }) };
    expect(asksOf(of('Juniperus procumbens', frozen))).toContain('protect_from_frost');
    expect(asksOf(of('Monstera deliciosa', frozen))).toContain('bring_inside');
  });

  it('a genus is warned for its tender kinds, where they differ much', () => {
    const genus = (tender: number) => {
      const species = speciesFacts('Juniperus procumbens', { isGenus: true, tender });
      return plantFacts({ species, thresholds: {}, ...nights(-4), ...at({ site: 'balcony' }) });
    };
    expect(find(genus(12), 'cold_for_some')).toMatchObject({ confidence: 'guess', evidence: { least: -4, limit: 12 } });
    expect(codesOf(genus(-10))).not.toContain('cold_for_some');
  });

  it('damp air suits what wants it, as in a terrarium, and rots a cactus', () => {
    const damp = { metrics: { ...usual.metrics, humidity: measured(96) } };
    expect(codesOf(of('Fittonia albivenis', damp))).not.toContain('air_moist');
    expect(codesOf(of('Kroenleinia grusonii', damp))).toContain('air_moist');
  });

  it('a tillandsia has no soil to feel', () => {
    const bare = of('Tillandsia ionantha', {
      metrics: { ...usual.metrics, soil_moisture: metricFacts() },
      soil: DRY_CURVE,
      events: watered(2, 5, 8, 11),
    });
    expect(asksOf(bare)).not.toContain('feel_soil');
    expect(codesOf(bare)).not.toContain('habit_too_often');
  });

  it('a carnivore is told of minerals in its water', () => {
    const minerals = (value: number) =>
      of('Dionaea muscipula', {
        metrics: {
          ...usual.metrics,
          soil_ec: { ...measured(value, { swing: 5 }), hoursAbove: { day: 20, week: 40 } },
        },
      });
    expect(find(minerals(700), 'value_outside')).toMatchObject({ metric: 'soil_ec', evidence: { limit: 300 } });
    expect(find(minerals(120), 'value_outside')).toBeUndefined();
  });

  it('a greenhouse that is too hot is opened, not carried', () => {
    const hot = { metrics: { ...usual.metrics, temperature: measured(43) } };
    expect(asksOf(of('Cucumis sativus', { ...hot, ...at({ site: 'greenhouse' }) }))).toContain('shade_greenhouse');
  });
});

describe('a date that would move on with each look', () => {
  it('is not named for soil that stays moist by itself, nor for a pot that takes months', () => {
    const held = of('Solanum lycopersicum', { ...soilOf(50), soil: DRY_CURVE, events: [] });
    expect(diagnose(held).watering.next).toBeNull();
    expect(codesOf(held)).toContain('kept_moist');
    const slow = of('Ficus lyrata', { ...soilOf(93), soil: { ...DRY_CURVE, driesPerDay: 0.3 }, events: watered(6) });
    expect(diagnose(slow).watering).toMatchObject({ next: null, not_before: '2026-03-11' });
  });
});

describe('what is given', () => {
  const given = (...amounts: number[]) =>
    diagnose(
      of('Monstera deliciosa', {
        events: amounts.map((amountMl, index) => ({
          kind: 'watering',
          at: `${addDays(usual.today, -3 - 7 * index)}T08:00:00.000Z`,
          amountMl,
        })),
      }),
    ).watering.amount_ml;

  it('is without slips of a finger', () => {
    expect(given(50_000)).toBeNull();
    expect(given(300, 50_000, 320)).toBe(320);
    expect(given(300, 4000, 320, 310)).toBe(310);
  });
});
