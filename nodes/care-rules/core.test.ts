import { describe, expect, it } from 'vitest';
import { careContext, careMetric } from '@plantops/shared/testing/care-fixtures.ts';
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { SEASONS } from '@plantops/shared/care/care-words.ts';
import { METRICS, perMetric } from '@plantops/shared/metrics.ts';
import { planByRules } from './core.ts';

const usual = careContext();
const { metrics } = usual;
const species = usual.species ?? expect.fail('the usual plant has a species');
const withSoil = (
  soil: Partial<CareContext['metrics']['soil_moisture']>,
  rest: Partial<CareContext> = {},
): CareContext =>
  careContext({ metrics: { ...metrics, soil_moisture: { ...metrics.soil_moisture, ...soil } }, ...rest });
const nothingMeasured = perMetric((metric) => careMetric({ unit: METRICS[metric].unit }));
const wellWatered = { value: 45, state: 'inside' as const };
const taskOf = (context: CareContext, task: string) =>
  planByRules(context).schedule.filter((entry) => entry.task === task);

describe('a plan by rules', () => {
  it.each([
    ['too dry', usual, /^Monty is too dry: the soil is at 18\.4%, below its 20%\. Water it today\./],
    [
      'too dry, in German',
      careContext({ language: 'de' }),
      /^Monty ist zu trocken: Die Erde ist bei 18,4 %, unter den gewünschten 20 %\. Gieße heute\./,
    ],
    ['too wet', withSoil({ value: 80, state: 'above' }), /^Monty is too wet: the soil is at 80%, above its 70%\./],
    [
      'too cold',
      careContext({
        metrics: {
          ...metrics,
          soil_moisture: { ...metrics.soil_moisture, ...wellWatered },
          temperature: { ...metrics.temperature, value: 9, state: 'below' },
        },
      }),
      /^Monty is too cold: 9 °C, below its 15 °C\./,
    ],
    [
      'too warm, in °F',
      careContext({
        temperature_unit: 'fahrenheit',
        metrics: {
          ...metrics,
          soil_moisture: { ...metrics.soil_moisture, ...wellWatered },
          temperature: { ...metrics.temperature, value: 32, state: 'above' },
        },
      }),
      /^Monty is too warm: 89\.6 °F, above its 84\.2 °F\./,
    ],
    [
      'in the dark',
      withSoil(wellWatered, { brightest_hours_lux: 200 }),
      /^Monty stands too dark: even the brightest hours reach only 200 lx\./,
    ],
    [
      'in dry air',
      careContext({
        metrics: {
          ...metrics,
          soil_moisture: { ...metrics.soil_moisture, ...wellWatered },
          humidity: { ...metrics.humidity, value: 25, state: 'below' },
        },
      }),
      /^The air around Monty is too dry, at 25%\./,
    ],
    [
      'well',
      withSoil(wellWatered),
      /^Monty is doing well: soil moisture 45%, temperature 21\.6 °C, air humidity 46%\. The next watering is in about 4 days\./,
    ],
    [
      'well, in German',
      withSoil(wellWatered, { language: 'de' }),
      /^Monty geht es gut: Bodenfeuchte 45 %, Temperatur 21,6 °C, Luftfeuchte 46 %\. Das nächste Gießen ist in etwa 4 Tagen dran\./,
    ],
    [
      'unknown, for nothing was measured',
      careContext({ metrics: nothingMeasured }),
      /^There are no readings of Monty yet: this plan goes by what Swiss cheese plant usually needs\./,
    ],
    [
      'unknown, as its species is',
      careContext({ metrics: nothingMeasured, species: null }),
      /its species is not known/,
    ],
    [
      'unknown, for the sensor is silent',
      careContext({ metrics: { ...nothingMeasured, soil_moisture: { ...metrics.soil_moisture, age_minutes: 600 } } }),
      /^The sensor of Monty has been silent for 10 hours/,
    ],
    [
      'silent for days, in German',
      careContext({
        language: 'de',
        metrics: { ...nothingMeasured, soil_moisture: { ...metrics.soil_moisture, age_minutes: 4320 } },
      }),
      /^Der Sensor von Monty schweigt seit 3 Tagen/,
    ],
    [
      'too dry, though nobody set limits and its species is unknown',
      careContext({
        species: null,
        metrics: { ...nothingMeasured, soil_moisture: careMetric({ age_minutes: 5, value: 5 }) },
      }),
      /^Monty is too dry: the soil is at 5%, below its 25%\..*species is not known/,
    ],
    [
      'too dry by its species, where only the other limit is its own',
      withSoil({ value: 10, state: 'inside', thresholds: { min: null, max: 70 } }),
      /^Monty is too dry: the soil is at 10%, below its 20%\./,
    ],
    [
      'in too much sun',
      withSoil(wellWatered, { brightest_hours_lux: 30_000 }),
      /^Monty gets too much sun: 30,000 lx, above its 21,500 lx\./,
    ],
    [
      'in air that is too moist',
      careContext({
        metrics: {
          ...metrics,
          soil_moisture: { ...metrics.soil_moisture, ...wellWatered },
          humidity: { ...metrics.humidity, value: 95, thresholds: { min: 40, max: 80 }, state: 'above' },
        },
      }),
      /^The air around Monty is too moist, at 95%\./,
    ],
    [
      'well but for the soil, which is not known',
      withSoil({ age_minutes: 600 }),
      /^What is known of Monty is as it should be: temperature 21\.6 °C, air humidity 46%\. How moist the soil is now is not known\./,
    ],
    [
      'well of what its light says',
      careContext({ metrics: { ...nothingMeasured, light_level: metrics.light_level } }),
      /as it should be: light 950 lx\./,
    ],
    [
      'watered since the soil was measured',
      careContext({
        waterings: [{ at: '2026-03-08T11:58:00.000Z', amount_ml: 400 }],
        metrics: { ...nothingMeasured, soil_moisture: metrics.soil_moisture },
      }),
      /^How moist the soil of Monty is since it was watered was not measured yet\. The next watering is in about 7 days\./,
    ],
  ])('says first what matters most: the plant is %s', (_how, context, says) => {
    expect(planByRules(context).summary).toMatch(says);
  });

  it.each([
    ['today when the soil is below its limit', usual, '2026-03-08'],
    ['when the soil will have dried, by how fast it does', withSoil({ value: 38.6, state: 'inside' }), '2026-03-11'],
    [
      'no day before the soil has dried a little when it is too wet',
      withSoil({ value: 71, state: 'above' }, { soil_dries_per_day: 40 }),
      '2026-03-10',
    ],
    [
      'by habit where the soil does not tell how fast it dries',
      withSoil(wellWatered, {
        soil_dries_per_day: null,
        waterings: [{ at: '2026-03-04T09:00:00.000Z', amount_ml: null }],
      }),
      '2026-03-11',
    ],
    [
      'not today while the soil is moist, though habit says so',
      withSoil(wellWatered, {
        soil_dries_per_day: null,
        waterings: [{ at: '2026-02-01T09:00:00.000Z', amount_ml: null }],
      }),
      '2026-03-09',
    ],
    [
      'by the species where nothing else tells',
      careContext({ metrics: nothingMeasured, waterings: [], days_between_waterings: null, soil_dries_per_day: null }),
      '2026-03-15',
    ],
    [
      'later in winter',
      careContext({
        metrics: nothingMeasured,
        waterings: [],
        days_between_waterings: null,
        soil_dries_per_day: null,
        season: 'winter',
      }),
      '2026-03-19',
    ],
    [
      'not again when it was watered since the soil was measured',
      careContext({ waterings: [{ at: '2026-03-08T11:58:00.000Z', amount_ml: 400 }] }),
      '2026-03-15',
    ],
    [
      'no further ahead than 45 days, however slowly the soil dries',
      withSoil(wellWatered, { soil_dries_per_day: 1e-12 }),
      '2026-04-22',
    ],
    ['by the last watering when the reading is old', withSoil({ age_minutes: 600 }), '2026-03-08'],
  ])('waters next %s', (_how, context, next) => {
    expect(planByRules(context).watering.next).toBe(next);
    expect(planByRules(context).schedule[0]).toMatchObject({ task: 'watering', due: next });
  });

  it('gives what is usually given, else what the way to water asks for', () => {
    expect(planByRules(usual).watering.amount).toMatch(/^About 500 ml/);
    expect(planByRules(careContext({ waterings: [] })).watering.amount).toMatch(/^Thoroughly, until water drains/);
  });

  it('judges light by the brightest hours, not by a dark night', () => {
    const night = { ...metrics.light_level, value: 0, state: 'below' as const, thresholds: { min: 500, max: null } };
    const plan = planByRules(
      withSoil(wellWatered, {
        metrics: { ...metrics, soil_moisture: { ...metrics.soil_moisture, ...wellWatered }, light_level: night },
      }),
    );
    expect(plan.light).toEqual({
      current: 'Medium, about 1,500 lx in the brightest hours',
      ideal: 'Bright light without direct sun',
      recommendation: 'Leave it where it is.',
    });
    expect(plan.alerts).toEqual([]);
    expect(planByRules(careContext({ brightest_hours_lux: null })).light.current).toBe('Not measured');
    const sunLover = careContext({
      species: { ...species, light: 'full_sun' },
      brightest_hours_lux: 17_000,
      metrics: {
        ...metrics,
        light_level: {
          ...night,
          thresholds: { min: 500, max: 50_000 },
          last_24h: { count: 9, min: 0, max: 18_000, mean: 4000, slope_per_day: null, hours_outside: 10 },
        },
      },
    });
    expect(planByRules(sunLover).light).toMatchObject({
      current: 'Direct sun, about 17,000 lx in the brightest hours',
      recommendation: 'Leave it where it is.',
    });
    expect(planByRules(careContext({ species: null, brightest_hours_lux: 40 })).light.recommendation).toMatch(
      /closer to a window/,
    );
    expect(planByRules(careContext({ brightest_hours_lux: 300, season: 'winter' })).light.recommendation).toMatch(
      /closer to a window.*until spring/,
    );
  });

  it('shows the measured humidity and the range that is wanted', () => {
    expect(planByRules(usual).humidity).toEqual({
      current: 46,
      ideal: 'at least 40%',
      recommendation: 'Fine as it is.',
    });
    expect(planByRules(careContext({ metrics: nothingMeasured })).humidity).toMatchObject({
      current: null,
      ideal: '40-60%',
    });
    expect(
      planByRules(careContext({ metrics: { ...metrics, humidity: { ...metrics.humidity, age_minutes: 900 } } }))
        .humidity,
    ).toEqual({
      current: null,
      ideal: 'at least 40%',
      recommendation: 'Air humidity was last measured 15 hours ago: check the sensor',
    });
  });

  it('warns of what is outside its range, of sensors and of old readings, most urgent first', () => {
    const sensor = {
      name: 'Shelf',
      status: 'online' as const,
      last_seen_at: null,
      battery_pct: 9,
      clock_wrong: true,
      error: null,
    };
    expect(planByRules(careContext({ sensors: [sensor] })).alerts).toEqual([
      'Soil moisture is 18.4%, below 20%, for 5.5 of the last 24 hours',
      'The battery of Shelf is at 9%: charge or change it',
      'The clock of Shelf is wrong',
    ]);
    expect(planByRules(withSoil({ age_minutes: 300 })).alerts).toEqual([
      'Soil moisture was last measured 5 hours ago: check the sensor',
    ]);
    expect(
      planByRules(
        withSoil(
          { age_minutes: 300 },
          { sensors: [{ ...sensor, name: null, status: 'offline' as const, battery_pct: null, clock_wrong: false }] },
        ),
      ).alerts,
    ).toEqual(['A sensor is offline: check its power and network']);
  });

  it('feeds while the plant grows, from the last feeding on, and repots in spring what has long been in its pot', () => {
    expect(taskOf(usual, 'fertilizing')).toEqual([expect.objectContaining({ due: '2026-03-08', every_days: 21 })]);
    expect(taskOf(careContext({ last_fertilized: '2026-03-01' }), 'fertilizing')[0]?.due).toBe('2026-03-22');
    expect(taskOf(careContext({ last_fertilized: null, last_repotted: '2026-03-01' }), 'fertilizing')[0]?.due).toBe(
      '2026-04-12',
    );
    expect(taskOf(careContext({ season: 'winter' }), 'fertilizing')).toEqual([]);
    expect(taskOf(careContext({ season: 'winter' }), 'check')[0]?.note).toMatch(/No feeding until spring\.$/);
    expect(taskOf(usual, 'repotting')).toEqual([]);
    expect(taskOf(careContext({ last_repotted: '2023-04-01' }), 'repotting')).toHaveLength(1);
    expect(taskOf(careContext({ last_repotted: '2023-04-01', season: 'autumn' }), 'repotting')).toEqual([]);
  });

  it('never feeds carnivores, waters them with rainwater, and lets them rest out of the water', () => {
    const flytrap = { ...species, name: 'Dionaea muscipula', watering: 'keep_wet' as const };
    for (const season of SEASONS) expect(taskOf(careContext({ species: flytrap, season }), 'fertilizing')).toEqual([]);
    expect(planByRules(careContext({ species: flytrap })).watering.amount).toMatch(
      /stands in two to three centimetres of water\. Use rainwater/,
    );
    expect(planByRules(careContext({ species: flytrap, season: 'winter', waterings: [] })).watering.amount).toMatch(
      /no water should stand in the saucer\. Use rainwater/,
    );
  });

  it('feeds what grows in winter then, and lets it rest in summer', () => {
    const cyclamen = { ...species, name: 'Cyclamen persicum' };
    expect(taskOf(careContext({ species: cyclamen, season: 'winter' }), 'fertilizing')).toHaveLength(1);
    expect(taskOf(careContext({ species: cyclamen, season: 'summer' }), 'fertilizing')).toEqual([]);
    expect(taskOf(careContext({ species: cyclamen, season: 'summer' }), 'check')[0]?.note).not.toMatch(/spring/);
  });

  it('warns of roots in soil that is too wet', () => {
    expect(planByRules(withSoil({ value: 80, state: 'above', last_24h: null })).alerts).toEqual([
      'Soil moisture is 80%, above 70%: let it dry, for roots rot in soil that stays wet',
    ]);
  });

  it('without a soil sensor begins with feeling the soil', () => {
    expect(taskOf(careContext({ metrics: nothingMeasured }), 'check').map(({ due }) => due)).toEqual([
      '2026-03-08',
      '2026-03-10',
    ]);
  });
});
