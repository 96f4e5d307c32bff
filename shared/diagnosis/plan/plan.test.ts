import { describe, expect, it } from 'vitest';
import { careAdviceSchema } from '../../care/care-plan.ts';
import { measured, plantFacts, speciesFacts } from '../../testing/plant-facts.ts';
import { diagnose } from '../diagnose.ts';
import type { PlantFacts } from '../facts.ts';
import { planFrom } from './plan.ts';

const planned = (facts: PlantFacts, language: 'en' | 'de' = 'en') =>
  planFrom(diagnose(facts), facts, language, 'celsius');
const usual = plantFacts();
const withSoil = (value: number, overrides: Partial<PlantFacts> = {}) =>
  plantFacts({ metrics: { ...usual.metrics, soil_moisture: measured(value) }, ...overrides });

describe('a plan', () => {
  it('of a plant that is well says so with its figures, and when water is due', () => {
    const plan = planned(
      plantFacts({
        events: [...usual.events, { kind: 'fertilizing', at: '2026-03-01T10:00:00.000Z', amountMl: null }],
      }),
    );
    expect(plan).toEqual({
      summary: 'Monty is doing well: soil 45%, 21 °C, air humidity 50%. The next watering is in about 5 days (Mar 13).',
      watering: {
        frequency: 'About every 6 days, when the soil has dried to 20%',
        amount: 'About 400 ml; empty the saucer afterwards',
        next: '2026-03-13',
      },
      light: {
        current: 'Bright, about 2.5 mol/m² of light a day',
        ideal: 'Bright light without direct sun',
        recommendation: 'Leave it where it is.',
      },
      humidity: { current: 50, ideal: 'at least 40%', recommendation: 'Fine as it is.' },
      alerts: [],
      schedule: [
        { task: 'watering', due: '2026-03-13', every_days: 6, note: 'About 400 ml; empty the saucer afterwards' },
        {
          task: 'fertilizing',
          due: '2026-03-22',
          every_days: 21,
          note: 'Liquid fertilizer at half the dose on its label, on moist soil.',
        },
        {
          task: 'check',
          due: '2026-03-10',
          every_days: 7,
          note: 'Look under the leaves for pests, and wipe off dust.',
        },
      ],
    });
  });

  it('speaks the reader’s language', () => {
    const plan = planned(withSoil(9), 'de');
    expect(plan.summary).toBe(
      'Monty ist zu trocken: Die Erde ist bei 9 %, unter den 20 %, bei denen sie Wasser will. Gieße heute. Gießen ist heute dran.',
    );
    expect(plan.alerts).toEqual(['Zu trocken: Erde bei 9 %. Gieße heute.']);
  });

  it('of a wet pot gives no amount and no habit', () => {
    const plan = planned(
      withSoil(88, { events: [], soil: { ...usual.soil, driesPerDay: null, earlierDriesPerDay: [] } }),
    );
    expect(plan.watering).toEqual({
      frequency: 'Not before the soil has dried; then when it is down to 20%',
      amount: 'Nothing for now; pour away what stands in the saucer',
      next: '2026-03-10',
    });
  });

  it('of a wet pot names a day that stays where it is until it has come', () => {
    const wet = (today: string) =>
      planned(
        withSoil(88, {
          at: `${today}T12:00:00.000Z`,
          today,
          events: [{ kind: 'watering', at: '2026-03-07T09:00:00.000Z', amountMl: 400 }],
          soil: { ...usual.soil, driesPerDay: null, earlierDriesPerDay: [] },
        }),
      ).watering.next;
    expect(['2026-03-08', '2026-03-09', '2026-03-10'].map(wet)).toEqual(['2026-03-10', '2026-03-10', '2026-03-13']);
    const found = diagnose(usual);
    const held = (today: string) =>
      planFrom(
        { ...found, asks: ['hold_water'], watering: { ...found.watering, next: null, not_before: null } },
        { ...usual, today },
        'en',
        'celsius',
      ).watering.next;
    expect(['2026-03-07', '2026-03-08'].map(held), 'without a day at all').toEqual(['2026-03-09', '2026-03-09']);
  });

  it('says nothing of the light before two whole days of it were measured', () => {
    const first = planned(
      plantFacts({ light: usual.light.slice(-1).map((day) => ({ ...day, hours: 3, brightLux: 563 })) }),
    );
    expect(first.light).toMatchObject({
      current: 'about 563 lx in the brightest hours so far',
      recommendation: 'Whether that is enough is known after two whole days.',
    });
  });

  it('does not call light or air fine that are not', () => {
    const dark = planned(plantFacts({ light: usual.light.map((day) => ({ ...day, dli: 0.2, brightLux: 300 })) }));
    expect(dark.light).toMatchObject({
      current: 'Little light, about 0.2 mol/m² of light a day',
      recommendation: 'Move it closer to a window.',
    });
    const dry = planned(plantFacts({ air: [], metrics: { ...usual.metrics, humidity: measured(18.8) } }));
    expect(dry.humidity.recommendation).toMatch(/dry.*humidifier/);
    const stuck = planned(plantFacts({ metrics: { ...usual.metrics, light_level: measured(1000, { swing: 0 }) } }));
    expect(stuck.light.current).toBe('Measured, but not to be believed');
  });

  it('keeps an overdue date, and says that it is overdue', () => {
    const metrics = { ...usual.metrics };
    const facts = plantFacts({
      metrics: {
        ...metrics,
        soil_moisture: { ...metrics.soil_moisture, isFresh: false, measuredAt: '2026-03-01T12:00:00.000Z' },
      },
      events: [{ kind: 'watering', at: '2026-02-20T09:00:00.000Z', amountMl: 400 }],
      soil: { seen: [], driesPerDay: null, earlierDriesPerDay: [], drop: null },
    });
    const plan = planned(facts);
    expect(plan.watering).toMatchObject({
      next: '2026-02-27',
      frequency: 'Usually about every 7 days; check the soil today',
    });
    expect(plan.summary).toMatch(/check the soil today/);
    expect(plan.schedule[1]).toMatchObject({ task: 'check', due: '2026-03-08' });
  });

  it('waters carnivores with rainwater, and never feeds them', () => {
    const trap = speciesFacts('Dionaea muscipula');
    const plan = planned(
      plantFacts({
        species: trap,
        thresholds: trap.thresholds,
        metrics: { ...usual.metrics, soil_moisture: measured(85) },
      }),
    );
    expect(plan.watering.amount).toMatch(/rainwater/);
    expect(plan.schedule.map(({ task }) => task)).not.toContain('fertilizing');
  });

  it('keeps to its lengths for names that are too long, and with every sensor in trouble', () => {
    const device = usual.devices[0] ?? expect.fail('the usual plant has a device');
    const facts = plantFacts({
      plant: { ...usual.plant, name: 'Long '.repeat(60) },
      devices: Array.from({ length: 20 }, (_, index) => ({
        ...device,
        name: `Sensor ${index} ${'x'.repeat(80)}`,
        error: 'e'.repeat(300),
      })),
    });
    const plan = planned(facts);
    expect(careAdviceSchema.safeParse(plan).error?.issues ?? []).toEqual([]);
    expect(plan.alerts).toHaveLength(8);
  });
});
