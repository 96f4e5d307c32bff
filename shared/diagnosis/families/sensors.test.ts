import { describe, expect, it } from 'vitest';
import type { Metric } from '../../metrics.ts';
import { measured, metricFacts, plantFacts } from '../../testing/plant-facts.ts';
import { diagnose } from '../diagnose.ts';
import type { MetricFacts, PlantFacts } from '../facts.ts';

const usual = plantFacts();
const withMetric = (metric: Metric, facts: Partial<MetricFacts>, overrides: Partial<PlantFacts> = {}): PlantFacts =>
  plantFacts({ metrics: { ...usual.metrics, [metric]: { ...usual.metrics[metric], ...facts } }, ...overrides });
const probe = (value: number, name: string, findings: string[] = []) => ({
  deviceId: name,
  name,
  value,
  measuredAt: '2026-03-08T11:55:00.000Z',
  isFresh: true,
  findings,
});
const pulled = (value: number, to: number) =>
  withMetric(
    'soil_moisture',
    { value },
    { soil: { ...usual.soil, drop: { at: '2026-03-08T09:00:00.000Z', from: 40, to } } },
  );

describe('a probe', () => {
  it.each([
    [0, 0],
    [3, 3],
    [20, 20],
  ])('that falls to %d %% at once is out of the soil: nobody is told to water', (value, to) => {
    const { findings, asks, silenced, watering } = diagnose(pulled(value, to));
    expect(findings[0]).toMatchObject({ code: 'probe_out_of_soil', evidence: { before: 40, after: to } });
    expect(silenced).toEqual(['soil_moisture']);
    expect(asks).toEqual(expect.arrayContaining(['put_probe_back', 'feel_soil']));
    expect(asks).not.toContain('water_now');
    expect(watering.soil).toBeNull();
  });

  it('that has regained its fall is back, and its return was no watering', () => {
    const back = pulled(38, 0);
    const facts = { ...back, soil: { ...back.soil, seen: [{ at: '2026-03-08T10:00:00.000Z', from: 0, to: 38 }] } };
    const { findings, watering } = diagnose(facts);
    expect(findings.map(({ code }) => code)).not.toContain('probe_out_of_soil');
    expect(watering.anchor).toBe('2026-03-03');
  });

  it('that a finding of its device doubts is doubted here', () => {
    const noted = withMetric('soil_moisture', { probes: [probe(0, 'Shelf', ['probe_out_of_soil'])] });
    expect(diagnose(noted).findings[0]).toMatchObject({ code: 'probe_out_of_soil', evidence: { device: 'Shelf' } });
  });

  it.each<[string, Metric, number, string[]]>([
    ['probe_out_of_soil', 'soil_moisture', 1, ['probe_out_of_soil']],
    ['values_stuck', 'soil_moisture', 44, ['stuck_value']],
    ['value_impossible', 'temperature', 85, []],
  ])(
    'that is doubted (%s) beside a sound one is named alone: the sound one is believed',
    (code, metric, value, noted) => {
      const sound = usual.metrics[metric].value ?? expect.fail('the usual plant is measured');
      const { findings, silenced, asks, watering } = diagnose(
        withMetric(metric, { probes: [probe(value, 'Shelf', noted), probe(sound, 'Sill')] }),
      );
      expect(silenced).toEqual([]);
      expect(watering.soil).toBe(45);
      expect(findings.filter((finding) => finding.severity === 'attention')).toMatchObject([
        { code, metric, evidence: { device: 'Shelf', value, others: true } },
      ]);
      expect(asks).not.toContain('feel_soil');
      const none = diagnose(withMetric(metric, { value, probes: [probe(value, 'Shelf', noted)] }));
      expect(none.silenced, 'without a sound one').toEqual([metric]);
    },
  );

  it('that contradicts another is believed as little as that one', () => {
    for (const value of [14, 48, 82]) {
      const torn = withMetric('soil_moisture', { value, probes: [probe(82, 'Sill'), probe(14, 'Shelf')] });
      const { findings, asks, silenced } = diagnose(torn);
      expect(findings[0]).toMatchObject({ code: 'probes_disagree', evidence: { low: 14, high: 82 } });
      expect(silenced).toEqual(['soil_moisture']);
      expect(asks).not.toContain('water_now');
      expect(asks).not.toContain('hold_water');
    }
    const close = withMetric('soil_moisture', { probes: [probe(40, 'Sill'), probe(50, 'Shelf')] });
    expect(diagnose(close).silenced).toEqual([]);
  });
});

describe('a figure', () => {
  const still = (value: number, days: number): Partial<MetricFacts> => ({
    ...measured(value, { swing: 0 }),
    days: measured(value, { swing: 0 }).days.slice(-days),
  });

  it('that stands still for days is not believed; darkness may for a while, and so may soil in whole points', () => {
    expect(diagnose(withMetric('temperature', still(21, 3))).silenced).toEqual(['temperature']);
    expect(diagnose(withMetric('temperature', still(21, 1))).silenced, 'half a day').toEqual([]);
    expect(diagnose(withMetric('light_level', still(1000, 4))).silenced).toEqual(['light_level']);
    expect(diagnose(withMetric('light_level', still(0, 4))).silenced).toEqual([]);
    expect(diagnose(withMetric('light_level', still(0, 8))).silenced).toEqual(['light_level']);
    expect(diagnose(withMetric('soil_moisture', still(33, 3))).silenced).toEqual([]);
    expect(diagnose(withMetric('soil_moisture', still(33, 5))).silenced).toEqual(['soil_moisture']);
    expect(diagnose(withMetric('soil_moisture', still(33.3, 3))).silenced).toEqual(['soil_moisture']);
  });

  it('that stands still in every metric leaves nothing to call well', () => {
    const metrics = { ...usual.metrics };
    for (const [metric, value] of [
      ['soil_moisture', 42],
      ['temperature', 21],
      ['humidity', 50],
      ['light_level', 1000],
    ] as const)
      metrics[metric] = { ...metrics[metric], ...still(value, 3) };
    const { level, silenced, findings } = diagnose(plantFacts({ metrics }));
    expect(level).toBe('attention');
    expect(silenced).toHaveLength(4);
    expect(findings.map(({ code }) => code)).not.toContain('doing_well');
  });

  it.each<[Metric, number]>([
    ['temperature', 85],
    ['temperature', -49],
    ['humidity', 0],
  ])('%s of %d cannot be', (metric, value) => {
    const { findings, silenced } = diagnose(withMetric(metric, { value }));
    expect(findings[0]).toMatchObject({ code: 'value_impossible', metric, evidence: { value } });
    expect(silenced).toEqual([metric]);
  });
});

describe('silence', () => {
  const old = { isFresh: false, measuredAt: '2026-03-07T12:00:00.000Z' };

  it('of one metric is told of it, of all once', () => {
    expect(diagnose(withMetric('soil_moisture', old)).findings[0]).toMatchObject({
      code: 'metric_stale',
      evidence: { hours: 24 },
    });
    const metrics = { ...usual.metrics };
    for (const metric of ['soil_moisture', 'temperature', 'humidity', 'light_level'] as const)
      metrics[metric] = { ...metrics[metric], ...old };
    const { findings, level } = diagnose(plantFacts({ metrics }));
    expect(findings.filter(({ severity }) => severity === 'attention').map(({ code }) => code)).toEqual(['all_silent']);
    expect(level).toBe('attention');
  });

  it('of a sensor that is not let in is told with its reason, once, before and after its values are old', () => {
    const [usualDevice] = usual.devices;
    const shutOut = { ...usualDevice!, isOnline: false, findings: ['two_boards', 'account_paused'] };
    const told = (facts: Parameters<typeof plantFacts>[0]) =>
      diagnose(plantFacts(facts)).findings.filter(({ asks }) => asks.includes('check_sensor'));
    expect(told({ devices: [shutOut] })).toMatchObject([
      { code: 'device_trouble', severity: 'attention', evidence: { finding: 'account_paused', error: null } },
    ]);
    const metrics = { ...usual.metrics };
    for (const metric of ['soil_moisture', 'temperature', 'humidity', 'light_level'] as const)
      metrics[metric] = { ...metrics[metric], ...old };
    expect(told({ metrics, devices: [shutOut] })).toMatchObject([{ code: 'all_silent', evidence: { shut_out: true } }]);
    const away = { ...usualDevice!, id: 'device_2', isOnline: false };
    const both = told({ metrics, devices: [shutOut, away] });
    expect(both.map(({ code }) => code).toSorted()).toEqual(['all_silent', 'device_trouble']);
    expect(both.find(({ code }) => code === 'all_silent')?.evidence).not.toHaveProperty('shut_out');
  });

  it('of a plant without a sensor is no fault', () => {
    const metrics = { ...usual.metrics };
    for (const metric of ['soil_moisture', 'temperature', 'humidity', 'light_level'] as const)
      metrics[metric] = metricFacts();
    const none = plantFacts({ metrics, devices: [] });
    expect(diagnose(none).findings[0]).toMatchObject({ code: 'never_measured', severity: 'notice' });
    expect(diagnose({ ...none, devices: usual.devices }).findings[0]).toMatchObject({
      code: 'never_measured',
      severity: 'attention',
    });
  });

  it('is near where a battery is', () => {
    const at = (batteryPct: number) =>
      diagnose(plantFacts({ devices: usual.devices.map((device) => ({ ...device, batteryPct })) }));
    expect(at(15).findings.map(({ code }) => code)).not.toContain('battery_low');
    expect(at(14)).toMatchObject({ level: 'well', asks: expect.arrayContaining(['charge_battery']) });
    expect(at(4).level).toBe('attention');
  });
});
