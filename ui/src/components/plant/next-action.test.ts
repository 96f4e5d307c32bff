import type { Ask, Level } from '@plantops/shared/diagnosis/codes.ts';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../api/generated';
import { fern, verdict } from '../../testing/samples';
import { actionPlace } from './next-action';

const finding = (asks: Ask[]): Verdict['findings'][number] => ({
  code: 'soil_dry',
  metric: 'soil_moisture',
  severity: 'attention',
  confidence: 'sure',
  evidence: {},
  from: null,
  to: null,
  asks,
});
const placeOf = (level: Level, findings: Ask[][], asks: Ask[]) =>
  actionPlace(fern({ verdict: verdict({ level, findings: findings.map(finding), asks }) }));

describe('the place of the next action', () => {
  it.each<[Ask, string]>([
    ['water_now', 'watering'],
    ['water_when_due', 'watering'],
    ['feed', 'fertilizing'],
    ['repot', 'repotting'],
    ['put_probe_back', 'devices'],
    ['charge_battery', 'devices'],
    ['check_limits', 'ranges'],
    ['name_species', 'details'],
    ['move_brighter', 'care'],
    ['hold_water', 'care'],
  ])('of %s is %s', (ask, place) => {
    expect(placeOf('attention', [[ask]], [ask])).toBe(place);
  });

  it('is of the first finding, without what was dropped for something else', () => {
    expect(placeOf('urgent', [['water_now', 'check_sensor'], ['feed']], ['feed', 'check_sensor'])).toBe('devices');
    expect(placeOf('urgent', [['water_now']], ['put_probe_back'])).toBe('devices');
  });

  it('is none where the plant does well, is not judged, or nothing is asked for', () => {
    expect(placeOf('well', [['leave_it']], ['leave_it'])).toBeUndefined();
    expect(actionPlace(fern({ verdict: null }))).toBeUndefined();
    expect(placeOf('unknown', [], [])).toBeUndefined();
  });
});
