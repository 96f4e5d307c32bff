import { describe, expect, it } from 'vitest';
import type { Ask, DiagnosisCode, Severity } from './codes.ts';
import { found } from './families/found.ts';
import { settle } from './settle.ts';

const asking = (code: DiagnosisCode, severity: Severity, ...asks: Ask[]) => found(code, { severity, asks });

describe('requests that exclude each other', () => {
  it('are settled by rule, and say who won', () => {
    const { asks, settled } = settle([
      asking('overwatered', 'urgent', 'hold_water', 'empty_saucer'),
      asking('watering_due', 'notice', 'water_when_due'),
      asking('feeding_due', 'notice', 'feed'),
    ]);
    expect(asks).toEqual(['hold_water', 'empty_saucer']);
    expect(settled).toEqual([
      {
        dropped: 'water_when_due',
        from: 'watering_due',
        kept: 'hold_water',
        because: 'overwatered',
        rule: 'wet_before_habit',
      },
      { dropped: 'feed', from: 'feeding_due', kept: 'hold_water', because: 'overwatered', rule: 'rest_before_feeding' },
    ]);
  });

  it.each<[string, ReturnType<typeof asking>[], Ask[], string]>([
    [
      'a plant is moved once, as the worse finding asks',
      [asking('hot_days', 'urgent', 'move_cooler'), asking('cold_nights', 'attention', 'move_warmer')],
      ['move_cooler'],
      'one_move',
    ],
    [
      'of two equal ones the cold is fled',
      [asking('hot_days', 'attention', 'move_cooler'), asking('cold_nights', 'attention', 'move_warmer')],
      ['move_warmer'],
      'one_move',
    ],
    [
      'buds yield to harm',
      [asking('cold_nights', 'attention', 'move_warmer'), asking('buds_setting', 'notice', 'do_not_move')],
      ['move_warmer'],
      'harm_before_comfort',
    ],
    [
      'comfort yields to buds',
      [asking('buds_setting', 'notice', 'do_not_move'), asking('site_unlike_species', 'notice', 'move_brighter')],
      ['do_not_move'],
      'harm_before_comfort',
    ],
    [
      'limits yield to the species',
      [asking('limits_unlike_species', 'attention', 'check_limits', 'water_now')],
      ['check_limits'],
      'species_before_limits',
    ],
    [
      'a watering that was not felt is no ground for another',
      [asking('soil_dry', 'attention', 'water_now'), asking('water_did_not_reach', 'attention', 'feel_soil')],
      ['feel_soil'],
      'sensor_before_plant',
    ],
  ])('%s', (_title, findings, asks, rule) => {
    const { asks: kept, settled } = settle(findings);
    expect(kept).toEqual(asks);
    expect(settled.map((settlement) => settlement.rule)).toEqual([rule]);
  });

  it('leave alone what agrees, and what another finding asks for all the same', () => {
    expect(
      settle([
        asking('soil_dry', 'attention', 'water_now'),
        asking('limits_unlike_species', 'attention', 'check_limits', 'water_now'),
        asking('air_dry', 'notice', 'raise_humidity'),
      ]),
    ).toEqual({ asks: ['water_now', 'check_limits', 'raise_humidity'], settled: [] });
  });
});
