/** Test data: what is found about a plant. */
import type { CareFinding, Diagnosis } from '../diagnosis/diagnosis.ts';

/** Soil that is drier than it should be, as it was measured at noon. */
export const finding = (overrides: Partial<CareFinding> = {}): CareFinding => ({
  code: 'soil_dry',
  metric: 'soil_moisture',
  severity: 'attention',
  confidence: 'sure',
  evidence: { value: 18.4, limit: 20 },
  from: null,
  to: '2026-03-08T12:00:00.000Z',
  asks: ['water_now'],
  ...overrides,
});

/** A plant whose soil is too dry, and that is to be watered today. */
export const diagnosis = (overrides: Partial<Diagnosis> = {}): Diagnosis => ({
  at: '2026-03-08T12:00:00.000Z',
  level: 'attention',
  findings: [finding()],
  settled: [],
  asks: ['water_now'],
  watering: {
    basis: 'soil',
    anchor: '2026-03-01',
    every_days: 7,
    next: '2026-03-08',
    not_before: null,
    amount_ml: 450,
    lower: 20,
    upper: 70,
    soil: 18.4,
  },
  silenced: [],
  ...overrides,
});
