/** Diagnoses of plants, for tests of what follows from them. */
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

/** One that is well, and was fed five weeks ago. */
export const FED_LONG_AGO = diagnosis({
  level: 'well',
  findings: [
    finding({
      code: 'feeding_due',
      metric: null,
      severity: 'notice',
      evidence: { days: 35, every_days: 21 },
      asks: ['feed'],
    }),
  ],
  asks: ['feed'],
});
