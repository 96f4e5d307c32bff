/** What messages of the care flow look like: for help pages, and for tests of the message types. */
import type { CareAdvice, CareContext, CarePlan } from '../care/care-plan.ts';
import { METRICS, perMetric } from '../metrics.ts';

const MADE_AT = '2026-03-08T12:00:00.000Z';

export const EXAMPLE_CONTEXT: CareContext = {
  made_at: MADE_AT,
  today: '2026-03-08',
  season: 'spring',
  language: 'en',
  temperature_unit: 'celsius',
  plant: { name: 'Fern', species: 'Nephrolepis exaltata', kept_since: '2025-06-01' },
  species: null,
  metrics: perMetric((metric) => ({
    unit: METRICS[metric].unit,
    value: null,
    measured_at: null,
    age_minutes: null,
    thresholds: null,
    ideal: null,
    state: 'unknown' as const,
    last_24h: null,
    last_7d: null,
  })),
  soil_dries_per_day: 6.2,
  brightest_hours_lux: null,
  waterings: [{ at: '2026-03-04T08:00:00.000Z', amount_ml: 300 }],
  days_between_waterings: null,
  last_fertilized: null,
  last_repotted: null,
  sensors: [],
  open_alerts: [],
};

export const EXAMPLE_ADVICE: CareAdvice = {
  summary: 'It is doing well.',
  watering: { frequency: 'About every 5 days', amount: 'About 300 ml', next: '2026-03-09' },
  light: { current: 'Unknown', ideal: 'Bright, without direct sun', recommendation: 'Leave it where it is.' },
  humidity: { current: null, ideal: '50-70%', recommendation: 'Fine as it is.' },
  alerts: [],
  schedule: [{ task: 'watering', due: '2026-03-09', every_days: 5, note: 'Until water drains.' }],
};

export const EXAMPLE_PLAN: CarePlan = {
  id: 12,
  plant_id: 'plant_3f2a',
  ...EXAMPLE_ADVICE,
  generated_at: MADE_AT,
  source: 'rules',
  model: null,
  tokens_in: 0,
  tokens_out: 0,
  reason: 'user',
  language: 'en',
  diagnosis: null,
  made_from: EXAMPLE_CONTEXT,
};
