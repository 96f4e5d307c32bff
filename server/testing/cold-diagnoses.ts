/** Diagnoses of a plant as it gets colder, for tests. */
import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';

/** A plant that is well. */
export const WELL = diagnosis({ level: 'well', findings: [], asks: [] });
/** One that stands too cold. */
export const COLD = diagnosis({
  findings: [
    finding({
      code: 'cold_now',
      metric: 'temperature',
      evidence: { value: 7, limit: 10, hours: 3 },
      asks: ['move_warmer'],
    }),
  ],
  asks: ['move_warmer'],
  watering: { ...WELL.watering, next: '2026-03-12' },
});
/** The same, in frost. */
export const FROST = diagnosis({
  findings: [
    finding({
      code: 'frost',
      metric: 'temperature',
      severity: 'urgent',
      evidence: { least: -2, limit: 10, now: 1 },
      asks: ['move_warmer'],
    }),
  ],
  asks: ['move_warmer'],
});
