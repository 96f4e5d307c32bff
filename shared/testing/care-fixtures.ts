/** Test data: a realistic plant, what is known about it, and its plan. */
import type { CareAdvice, CareContext, CareMetric, CarePlan } from '../care/care-plan.ts';
import { METRICS, perMetric } from '../metrics.ts';

const MADE_AT = '2026-03-08T12:00:00.000Z';

export const careMetric = (overrides: Partial<CareMetric> = {}): CareMetric => ({
  unit: '%',
  value: null,
  measured_at: null,
  age_minutes: null,
  thresholds: null,
  ideal: null,
  state: 'unknown',
  last_24h: null,
  last_7d: null,
  ...overrides,
});

/** A Monstera in spring, slightly dry, on a shelf, with a working sensor. */
export function careContext(overrides: Partial<CareContext> = {}): CareContext {
  const measured = { measured_at: '2026-03-08T11:55:00.000Z', age_minutes: 5 };
  return {
    made_at: MADE_AT,
    today: '2026-03-08',
    season: 'spring',
    language: 'en',
    temperature_unit: 'celsius',
    plant: { name: 'Monty', species: 'Monstera deliciosa', kept_since: '2025-06-01' },
    species: {
      name: 'Monstera deliciosa',
      common_name: 'Swiss cheese plant',
      watering: 'surface_dry',
      watering_words: 'Water when the top two to five centimetres feel dry.',
      light: 'indirect',
      light_words: 'Bright light without direct sun.',
      season_words: 'Feed from spring to autumn.',
      pets: 'toxic',
    },
    metrics: {
      ...perMetric((metric) => careMetric({ unit: METRICS[metric].unit })),
      soil_moisture: careMetric({
        ...measured,
        value: 18.4,
        thresholds: { min: 20, max: 70 },
        ideal: { min: 20, max: 70 },
        state: 'below',
        last_24h: { count: 1440, min: 18.4, max: 24.6, mean: 21.5, slope_per_day: -6.2, hours_outside: 5.5 },
        last_7d: { count: 10_080, min: 18.4, max: 61, mean: 39.8, slope_per_day: -6.1, hours_outside: 5.5 },
      }),
      temperature: careMetric({
        ...measured,
        unit: '°C',
        value: 21.6,
        thresholds: { min: 15, max: 29 },
        ideal: { min: 15, max: 29 },
        state: 'inside',
        last_24h: { count: 1440, min: 19.1, max: 23, mean: 21, slope_per_day: 0.1, hours_outside: 0 },
        last_7d: { count: 10_080, min: 18.2, max: 23.4, mean: 20.8, slope_per_day: 0, hours_outside: 0 },
      }),
      humidity: careMetric({
        ...measured,
        value: 46,
        thresholds: { min: 40, max: null },
        ideal: { min: 40, max: null },
        state: 'inside',
        last_24h: { count: 1440, min: 41, max: 52, mean: 46, slope_per_day: 0.4, hours_outside: 0 },
        last_7d: { count: 10_080, min: 38, max: 55, mean: 46.5, slope_per_day: 0.1, hours_outside: 3 },
      }),
      light_level: careMetric({
        ...measured,
        unit: 'lx',
        value: 950,
        thresholds: { min: null, max: 21_500 },
        ideal: { min: null, max: 21_500 },
        state: 'inside',
        last_24h: { count: 1440, min: 0, max: 1900, mean: 480, slope_per_day: null, hours_outside: 0 },
        last_7d: { count: 10_080, min: 0, max: 2400, mean: 510, slope_per_day: 12, hours_outside: 0 },
      }),
    },
    soil_dries_per_day: 6.2,
    brightest_hours_lux: 1500,
    waterings: [
      { at: '2026-03-01T09:00:00.000Z', amount_ml: 500 },
      { at: '2026-02-22T09:00:00.000Z', amount_ml: 400 },
    ],
    days_between_waterings: 7,
    last_fertilized: '2026-02-10',
    last_repotted: null,
    sensors: [
      {
        name: 'Shelf',
        status: 'online',
        last_seen_at: '2026-03-08T11:59:00.000Z',
        battery_pct: 80,
        clock_wrong: false,
        error: null,
      },
    ],
    open_alerts: ['soil_moisture is 18.4, threshold min 20.0'],
    ...overrides,
  };
}

/** Advice for that plant, as a language model would give it. */
export const careAdvice = (overrides: Partial<CareAdvice> = {}): CareAdvice => ({
  summary: 'Monty is a little dry: the soil is at 18.4 %, below its 20 %.',
  watering: { frequency: 'Every 7 days', amount: 'About 500 ml, until water drains', next: '2026-03-08' },
  light: {
    current: 'Bright, about 1,500 lx in the brightest hours',
    ideal: 'Bright indirect',
    recommendation: 'Leave it where it is.',
  },
  humidity: { current: 46, ideal: '40-60%', recommendation: 'Fine as it is.' },
  alerts: ['Soil moisture is below its limit'],
  schedule: [
    { task: 'watering', due: '2026-03-08', every_days: 7, note: 'Until water drains.' },
    { task: 'fertilizing', due: '2026-03-15', every_days: 14, note: 'Half the dose on the label.' },
  ],
  ...overrides,
});

export const carePlan = (overrides: Partial<CarePlan> = {}): CarePlan => ({
  id: 1,
  plant_id: 'plant_1',
  ...careAdvice(),
  generated_at: MADE_AT,
  source: 'anthropic',
  model: 'claude-sonnet-4-20250514',
  tokens_in: 2100,
  tokens_out: 640,
  reason: 'user',
  language: 'en',
  basis: null,
  diagnosis: null,
  made_from: careContext(),
  ...overrides,
});
