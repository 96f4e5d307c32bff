import { describe, expect, it } from 'vitest';
import { carePlan } from '../testing/care-fixtures.ts';
import { diagnosis, finding } from '../testing/diagnosis-fixtures.ts';
import type { AdviceBasis } from './advice-basis.ts';
import { type ChangedFinding, changedFindings, outdatedPoints } from './outdated.ts';

const say = ({ finding: { code }, isGone }: ChangedFinding): string => `${isGone ? '-' : '+'}${code}`;
const well = diagnosis({ level: 'well', findings: [finding({ code: 'doing_well', severity: 'good', metric: null })] });
const dry = diagnosis();
const dark = finding({ code: 'too_dark', metric: 'light_level', asks: ['move_brighter'] });
const feeding = { task: 'fertilizing', due: '2026-03-15', every_days: 14, note: 'Half the dose.' } as const;
const plan = carePlan({ alerts: ['Soil moisture is below its limit', 'It stands too dark', 'Look after it'] });
const basis: AdviceBasis = {
  level: 'attention',
  watering: { every_days: null, amount_ml: null },
  points: [
    { part: 'alerts/0', findings: ['soil_dry'], asks: ['water_now'] },
    { part: 'alerts/1', findings: ['too_dark'], asks: ['move_brighter'] },
    { part: 'light', findings: ['cold_nights'], asks: [] },
  ],
};

const points = (
  then: Parameters<typeof changedFindings>[0],
  now: typeof dry,
  of = plan,
  on: AdviceBasis | null = basis,
) => outdatedPoints({ plan: of, then, now, basis: on, say }).map(({ part, text }) => `${part} ${text}`);

describe('what has changed since a plan', () => {
  it('is what came, what went, and what became more urgent, but not a value that has only moved', () => {
    const changed = (then: typeof dry | null, now: typeof dry) => changedFindings(then, now).map(say);
    expect(changed(well, dry)).toEqual(['+soil_dry']);
    expect(changed(dry, well)).toEqual(['-soil_dry']);
    expect(changed(dry, diagnosis({ findings: [finding({ evidence: { value: 11 } })] }))).toEqual([]);
    expect(changed(dry, diagnosis({ findings: [finding({ severity: 'urgent' })] }))).toEqual(['+soil_dry']);
    expect(changed(null, diagnosis({ findings: [dark] }))).toEqual(['+too_dark']);
  });

  it('is told apart by metric where two sensors have the same trouble', () => {
    const stuck = (metric: 'soil_moisture' | 'humidity') => finding({ code: 'values_stuck', metric });
    expect(
      changedFindings(
        diagnosis({ findings: [stuck('humidity')] }),
        diagnosis({ findings: [stuck('soil_moisture')] }),
      ).map(({ finding: { metric }, isGone }) => [metric, isGone]),
    ).toEqual([
      ['soil_moisture', false],
      ['humidity', true],
    ]);
  });

  it('does not count a hint that has passed, such as that it was watered lately', () => {
    const lately = finding({ code: 'watered_lately', severity: 'notice' });
    expect(changedFindings(diagnosis({ findings: [lately] }), well)).toEqual([]);
  });
});

describe('a point of a plan is out of date', () => {
  it('where it rests on what has changed, and nowhere else', () => {
    expect(points(well, dry)).toEqual([
      'summary +soil_dry',
      'watering +soil_dry',
      'alerts/0 +soil_dry',
      'alerts/2 +soil_dry',
    ]);
    expect(points(dry, diagnosis({ findings: [finding(), dark] }))).toEqual([
      'summary +too_dark',
      'light +too_dark',
      'alerts/1 +too_dark',
      'alerts/2 +too_dark',
    ]);
    expect(points(dry, dry)).toEqual([]);
  });

  it('where a sensor that it was concluded from cannot be believed any more', () => {
    const out = finding({ code: 'probe_out_of_soil', metric: 'soil_moisture', asks: ['put_probe_back'] });
    expect(points(well, diagnosis({ findings: [out] }))).toContain('watering +probe_out_of_soil');
    const silent = finding({ code: 'metric_stale', metric: 'humidity' });
    expect(points(well, diagnosis({ findings: [silent] }))).toContain('humidity +metric_stale');
    const offline = finding({ code: 'all_silent', metric: null });
    expect(points(well, diagnosis({ findings: [offline] }), carePlan({ alerts: [] }))).toEqual(['summary +all_silent']);
  });

  it('where it says that it rests on what its part has nothing to do with', () => {
    const cold = finding({ code: 'cold_nights', metric: 'temperature' });
    expect(points(well, diagnosis({ findings: [cold] }), carePlan({ alerts: [] }))).toEqual([
      'summary +cold_nights',
      'light +cold_nights',
    ]);
  });

  it('everywhere among the alerts, where it does not say what they rest on', () => {
    expect(points(well, dry, plan, null)).toEqual([
      'summary +soil_dry',
      'watering +soil_dry',
      'alerts/0 +soil_dry',
      'alerts/1 +soil_dry',
      'alerts/2 +soil_dry',
    ]);
  });

  it('counting from the first alert of the plan, behind those of now', () => {
    const told = outdatedPoints({ plan, then: well, now: dry, basis, alertsNow: 1, say }).map(({ part }) => part);
    expect(told).toEqual(['summary', 'watering', 'alerts/0', 'alerts/1']);
  });

  it('at the tasks that it concerns', () => {
    const paused = finding({ code: 'feeding_paused', metric: null, severity: 'notice', asks: ['stop_feeding'] });
    expect(points(well, diagnosis({ findings: [paused] }), carePlan({ schedule: [feeding] }))).toEqual([
      'schedule/0 +feeding_paused',
    ]);
  });

  it('where nobody knows what it was made from, but something is wrong now', () => {
    expect(points(null, dry)).toContain('watering +soil_dry');
    expect(points(null, well)).toEqual([]);
  });
});
