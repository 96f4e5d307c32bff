/** Care plans in tests, and how far one that is being made has come. */
import { perMetric } from '@plantops/shared/metrics.ts';
import { diagnosis } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import type { CarePlan, CareProgress, CurrentCarePlan } from '../api/generated';
import { at } from './samples';

export const carePlan = (id: number, plantId = 'fern', more: Partial<CarePlan> = {}): CarePlan => ({
  id,
  plant_id: plantId,
  summary: `Plan ${id} of ${plantId}.`,
  watering: { frequency: 'Every 7 days', amount: '200 ml', next: '2026-01-09' },
  light: { current: 'Bright', ideal: 'Indirect', recommendation: 'Leave it.' },
  humidity: { current: 50, ideal: '60-80%', recommendation: 'Mist it.' },
  alerts: [],
  schedule: [{ task: 'watering', due: '2026-01-09', every_days: 7, note: 'Until water runs out.' }],
  generated_at: at('08:00'),
  source: 'rules',
  model: null,
  tokens_in: 0,
  tokens_out: 0,
  reason: 'user',
  language: 'en',
  diagnosis: null,
  made_from: {
    made_at: at('08:00'),
    today: '2026-01-07',
    season: 'winter',
    language: 'en',
    temperature_unit: 'celsius',
    plant: { name: plantId, species: null, kept_since: '2026-01-01' },
    species: null,
    metrics: perMetric(() => ({
      unit: '%',
      value: null,
      measured_at: null,
      age_minutes: null,
      thresholds: null,
      ideal: null,
      state: 'unknown' as const,
      last_24h: null,
      last_7d: null,
    })),
    soil_dries_per_day: null,
    brightest_hours_lux: null,
    waterings: [],
    days_between_waterings: null,
    last_fertilized: null,
    last_repotted: null,
    sensors: [],
    open_alerts: [],
  },
  ...more,
});

export const currentPlan = (id: number, plantId = 'fern', more: Partial<CurrentCarePlan> = {}): CurrentCarePlan => ({
  ...carePlan(id, plantId),
  is_kept: false,
  diagnosis_now: diagnosis({ level: 'well', findings: [], asks: [], at: at('12:00') }),
  alerts_now: 0,
  figures: { light: [], nights: [], air: [] },
  outdated: [],
  last_failure: null,
  progress: null,
  last_done: { watering: null, fertilizing: null, repotting: null, pruning: null },
  calendar_url: `/api/plants/${plantId}/care.ics?key=secret`,
  ...more,
});

export const careProgress = (plantId: string, more: Partial<CareProgress> = {}): CareProgress => ({
  plant_id: plantId,
  step: 'llm',
  source: 'anthropic',
  started_at: at('12:00'),
  characters: 0,
  failure: null,
  ...more,
});
