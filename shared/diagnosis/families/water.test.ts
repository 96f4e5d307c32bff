import { describe, expect, it } from 'vitest';
import { measured, metricFacts, plantFacts, speciesFacts } from '../../testing/plant-facts.ts';
import { diagnose } from '../diagnose.ts';
import type { PlantFacts } from '../facts.ts';

const withSoil = (value: number, overrides: Partial<PlantFacts> = {}): PlantFacts => {
  const facts = plantFacts();
  return plantFacts({ metrics: { ...facts.metrics, soil_moisture: measured(value) }, ...overrides });
};
const watering = (day: string, amountMl: number | null = 400, hour = '09') => ({
  kind: 'watering' as const,
  at: `2026-03-${day}T${hour}:00:00.000Z`,
  amountMl,
});
const codesOf = (facts: PlantFacts) => diagnose(facts).findings.map(({ code }) => code);
const drowned = (soil: number) =>
  withSoil(soil, {
    species: speciesFacts('Goeppertia makoyana'),
    thresholds: speciesFacts('Goeppertia makoyana').thresholds,
    events: [watering('02'), watering('04'), watering('06'), watering('07')],
    soil: {
      seen: [
        { at: '2026-03-02T09:30:00.000Z', from: 72, to: 90 },
        { at: '2026-03-04T09:30:00.000Z', from: 80, to: 93 },
        { at: '2026-03-06T09:30:00.000Z', from: 84, to: 94 },
        { at: '2026-03-07T09:30:00.000Z', from: 86, to: 95 },
      ],
      driesPerDay: 4,
      earlierDriesPerDay: [4, 4],
      drop: null,
    },
  });

describe('a pot that is watered into wet soil', () => {
  it('is overwatered, with what was given and what it did; neither habit nor amount is taken over', () => {
    const { findings, asks, watering: next } = diagnose(drowned(91));
    expect(findings[0]).toMatchObject({
      code: 'overwatered',
      severity: 'urgent',
      evidence: { soil: 91, upper: 80, waterings: 4, total_ml: 1600, least_before: 72 },
    });
    expect(asks).toEqual(expect.arrayContaining(['hold_water', 'empty_saucer', 'water_less_often']));
    expect(next).toMatchObject({ next: '2026-03-22', not_before: '2026-03-10', amount_ml: null, basis: 'soil' });
  });

  it('is waited for without a date where nobody knows how fast it dries', () => {
    const facts = drowned(91);
    const { watering: next } = diagnose({
      ...facts,
      soil: { ...facts.soil, driesPerDay: null, earlierDriesPerDay: [] },
    });
    expect(next).toMatchObject({ next: null, not_before: '2026-03-10' });
  });

  it('is a habit that is judged by what it did once the soil has dried', () => {
    expect(codesOf(drowned(60))).toContain('habit_too_often');
  });

  it('is not called so after one thorough watering, which drains for three days', () => {
    const once = (hour: string, day: string) =>
      withSoil(85, {
        events: [watering(day, 600, hour)],
        soil: {
          seen: [{ at: `2026-03-${day}T${hour}:30:00.000Z`, from: 22, to: 88 }],
          driesPerDay: null,
          earlierDriesPerDay: [],
          drop: null,
        },
      });
    expect(codesOf(once('09', '08'))).not.toContain('soil_wet');
    expect(codesOf(once('09', '06'))).not.toContain('soil_wet');
    expect(codesOf(once('09', '05'))).toContain('soil_wet');
  });
});

describe('dry soil', () => {
  it.each([
    [17.9, 'attention'],
    [9.9, 'urgent'],
  ])('at %d %% is %s for a monstera', (soil, severity) => {
    expect(diagnose(withSoil(soil)).findings[0]).toMatchObject({ code: 'soil_dry', severity });
  });

  it('a little below the limit is due, and nothing to be alarmed about', () => {
    const { level, asks, watering: next } = diagnose(withSoil(19.5));
    expect({ level, next: next.next }).toEqual({ level: 'well', next: '2026-03-08' });
    expect(asks).toContain('water_now');
  });

  it('is no harm to a cactus in its winter rest, and urgent at no time', () => {
    const cactus = speciesFacts('Kroenleinia grusonii');
    const resting = withSoil(6, { species: cactus, thresholds: cactus.thresholds, season: 'winter' });
    expect(codesOf(resting)).not.toContain('soil_dry');
    expect(diagnose({ ...resting, season: 'summer' }).findings[0]).toMatchObject({
      code: 'soil_dry',
      severity: 'attention',
    });
  });

  it('is not watered in frost', () => {
    const olive = speciesFacts('Olea europaea');
    const frozen = withSoil(8, {
      species: olive,
      thresholds: olive.thresholds,
      season: 'winter',
      place: { ...plantFacts().place, site: 'garden' },
      nights: [{ day: '2026-03-08', min: -3, mean: -1 }],
    });
    const { asks } = diagnose(frozen);
    expect(asks).toContain('water_after_frost');
    expect(asks).not.toContain('water_now');
  });

  it('is not judged by a value from before the last watering', () => {
    const facts = withSoil(8, { events: [watering('08', 400, '11')] });
    const before = { ...facts.metrics.soil_moisture, measuredAt: '2026-03-08T10:00:00.000Z' };
    const { findings } = diagnose({ ...facts, metrics: { ...facts.metrics, soil_moisture: before } });
    expect(findings.map(({ code }) => code)).toContain('watered_lately');
    expect(findings.map(({ code }) => code)).not.toContain('soil_dry');
  });
});

describe('a watering that the probe did not feel', () => {
  const unfelt = (...days: string[]) =>
    withSoil(9, {
      events: days.map((day) => watering(day, 300)),
      soil: { seen: [], driesPerDay: 1, earlierDriesPerDay: [], drop: null },
    });

  it('is told, and the soil is felt and soaked', () => {
    const { findings, asks } = diagnose(unfelt('07'));
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['water_did_not_reach', 'soil_dry']));
    expect(asks).toEqual(expect.arrayContaining(['feel_soil', 'water_thoroughly']));
    expect(asks).not.toContain('water_now');
  });

  it('makes the probe doubtful the second time: it is not a reason to pour on', () => {
    const { asks, settled } = diagnose(unfelt('06', '07'));
    expect(asks).toEqual(expect.arrayContaining(['feel_soil', 'check_sensor']));
    expect(asks.filter((ask) => ask.startsWith('water_'))).toEqual([]);
    expect(settled).toContainEqual(expect.objectContaining({ dropped: 'water_now', rule: 'sensor_before_plant' }));
  });
});

describe('without a sensor', () => {
  const unmeasured = (overrides: Partial<PlantFacts>) =>
    plantFacts({
      metrics: {
        ...plantFacts().metrics,
        soil_moisture: metricFacts(),
        temperature: metricFacts(),
        humidity: metricFacts(),
        light_level: metricFacts(),
      },
      devices: [],
      soil: { seen: [], driesPerDay: null, earlierDriesPerDay: [], drop: null },
      light: [],
      nights: [],
      air: [],
      ...overrides,
    });

  it('the date is counted from the last watering, else from when it was first kept, and stays there', () => {
    const kept = unmeasured({ events: [], plant: { ...plantFacts().plant, keptSince: '2026-02-20' } });
    for (const today of ['2026-03-08', '2026-03-12'])
      expect(diagnose({ ...kept, today, at: `${today}T12:00:00.000Z` }).watering).toMatchObject({
        anchor: '2026-02-20',
        next: '2026-02-27',
        basis: 'species',
      });
    expect(diagnose(unmeasured({ events: [watering('04')] })).watering).toMatchObject({
      anchor: '2026-03-04',
      next: '2026-03-11',
    });
  });

  it('asks to feel the soil once it is due, and never just to water', () => {
    const { level, asks } = diagnose(
      unmeasured({ events: [], plant: { ...plantFacts().plant, keptSince: '2026-02-20' } }),
    );
    expect(level).toBe('unknown');
    expect(asks).toEqual(expect.arrayContaining(['feel_soil', 'water_when_due']));
    expect(asks).not.toContain('water_now');
  });

  it('takes over a habit that suits the species, and not one that drowns it', () => {
    const weekly = ['01', '08', '15', '22'].map((day) => ({ ...watering('01'), at: `2026-02-${day}T09:00:00.000Z` }));
    expect(diagnose(unmeasured({ events: weekly })).watering).toMatchObject({ basis: 'habit', every_days: 7 });
    const daily = ['04', '05', '06', '07'].map((day) => watering(day));
    expect(diagnose(unmeasured({ events: daily })).watering).toMatchObject({ basis: 'species', every_days: 7 });
    expect(codesOf(unmeasured({ events: daily }))).toContain('habit_too_often');
  });

  it('knows the pot: clay dries sooner, a self-watering one later', () => {
    const days = (pot: Partial<PlantFacts['place']>) =>
      diagnose(unmeasured({ place: { ...plantFacts().place, ...pot } })).watering.every_days;
    expect([
      days({ pot_material: 'clay' }),
      days({}),
      days({ pot_material: 'self_watering' }),
      days({ pot_cm: 8 }),
    ]).toEqual([6, 7, 14, 5]);
  });
});

it('the newest value may move a little without what is said turning around', () => {
  for (const soil of [12, 17.9, 18.1, 19.9, 20.1, 45, 69.9, 70.1, 74]) {
    const [one, other] = [soil - 0.15, soil + 0.15].map((value) => diagnose(withSoil(value)));
    const turned = one?.asks.includes('water_now') && other?.asks.includes('hold_water');
    expect(turned, `${soil}`).toBe(false);
    const days = [one, other].map((diagnosis) =>
      Date.parse(diagnosis?.watering.next ?? diagnosis?.watering.not_before ?? ''),
    );
    expect(Math.abs((days[0] ?? 0) - (days[1] ?? 0)), `${soil}`).toBeLessThanOrEqual(3 * 86_400_000);
  }
});
