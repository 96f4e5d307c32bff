import { expect, it } from 'vitest';
import { careContext, careMetric } from '@plantops/shared/testing/care-fixtures.ts';
import { nothingMeasured, usual, wellWatered, withSoil } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

const { metrics } = usual;

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
    'unknown, because nothing was measured',
    careContext({ metrics: nothingMeasured }),
    /^There are no readings of Monty yet: this plan goes by what Swiss cheese plant usually needs\./,
  ],
  ['unknown, like its species', careContext({ metrics: nothingMeasured, species: null }), /its species is not known/],
  [
    'unknown, because the sensor is silent',
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
    'too dry for its species, when only the other limit was set for it',
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
    'well except for the soil, which is unknown',
    withSoil({ age_minutes: 600 }),
    /^What is known of Monty is as it should be: temperature 21\.6 °C, air humidity 46%\. How moist the soil is now is not known\./,
  ],
  [
    'well as far as its light shows',
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
])('a plan by rules begins with what matters most: the plant is %s', (_how, context, says) => {
  expect(planByRules(context).summary).toMatch(says);
});
