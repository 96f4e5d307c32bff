import { describe, expect, it } from 'vitest';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { nothingMeasured, usual, wellWatered, withSoil } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

describe('a plan by rules', () => {
  it.each([
    ['today when the soil is below its limit', usual, '2026-03-08'],
    ['when the soil will be dry at its present rate', withSoil({ value: 38.6, state: 'inside' }), '2026-03-11'],
    [
      'no day before the soil has dried a little when it is too wet',
      withSoil({ value: 71, state: 'above' }, { soil_dries_per_day: 40 }),
      '2026-03-10',
    ],
    [
      'by habit if it is unknown how fast the soil dries',
      withSoil(wellWatered, {
        soil_dries_per_day: null,
        waterings: [{ at: '2026-03-04T09:00:00.000Z', amount_ml: null }],
      }),
      '2026-03-11',
    ],
    [
      'not today while the soil is moist, even if habit says so',
      withSoil(wellWatered, {
        soil_dries_per_day: null,
        waterings: [{ at: '2026-02-01T09:00:00.000Z', amount_ml: null }],
      }),
      '2026-03-09',
    ],
    [
      'by the species if nothing else is known',
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
      'not again if it was watered since the soil was measured',
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

  it('recommends the usual amount, or else the amount for the way of watering', () => {
    expect(planByRules(usual).watering.amount).toMatch(/^About 500 ml/);
    expect(planByRules(careContext({ waterings: [] })).watering.amount).toMatch(/^Thoroughly, until water drains/);
  });
});
