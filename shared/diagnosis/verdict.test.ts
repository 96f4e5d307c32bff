import { describe, expect, it } from 'vitest';
import { diagnosis, finding } from '../testing/diagnosis-fixtures.ts';
import type { CareFinding } from './diagnosis.ts';
import { measured, metricFacts, plantFacts } from '../testing/plant-facts.ts';
import { verdictOf, verdictSchema } from './verdict.ts';

const facts = plantFacts();

describe('a verdict', () => {
  it('has the level and the first findings of a diagnosis, in their order', () => {
    const codes = ['probe_out_of_soil', 'too_dark', 'air_dry', 'toxic_to_pets'] as const;
    const verdict = verdictOf(
      diagnosis({
        level: 'attention',
        findings: codes.map((code) => finding({ code })),
        at: '2026-01-07T12:00:00.000Z',
      }),
      facts,
    );
    expect(verdictSchema.parse(verdict)).toMatchObject({ level: 'attention', at: '2026-01-07T12:00:00.000Z' });
    expect(verdict).toMatchObject({ asks: ['water_now'], next_watering: '2026-03-08' });
    expect(verdict.findings.map(({ code }) => code)).toEqual(codes.slice(0, 3));
  });

  it('leaves out notices, unless one is the first to say: lists of hundreds of plants carry it', () => {
    const told = (severities: readonly CareFinding['severity'][]) =>
      verdictOf(diagnosis({ findings: severities.map((severity) => finding({ severity })) }), facts).findings.map(
        ({ severity }) => severity,
      );
    expect(told(['attention', 'notice', 'notice', 'attention'])).toEqual(['attention', 'attention']);
    expect(told(['notice', 'notice', 'good'])).toEqual(['notice', 'good']);
  });

  it('names what is doubted: silenced as a whole, or shown together with a probe that is', () => {
    const said = diagnosis({
      silenced: ['light_level'],
      findings: [
        ...Array.from({ length: 4 }, () => finding()),
        finding({ code: 'probe_out_of_soil', metric: 'soil_moisture', evidence: { others: true } }),
        finding({ code: 'metric_stale', metric: 'humidity', evidence: { hours: 4 } }),
      ],
    });
    expect(verdictOf(said, facts).doubted).toEqual(['soil_moisture', 'light_level']);
    expect(verdictOf(diagnosis(), facts).doubted).toEqual([]);
  });

  it.each([
    [21, 100, 'damp', 0],
    [21, 75, 'moist', 0.6],
    [21.5, 50, 'good', 1.3],
    [21, 35, 'dry', 1.6],
    [30, 20, 'parched', 3.4],
  ] as const)('says of air of %d °C and %d %% that it is %s', (temperature, humidity, state, kpa) => {
    const metrics = { ...facts.metrics, temperature: measured(temperature), humidity: measured(humidity) };
    expect(verdictOf(diagnosis(), { metrics }).air).toEqual({ state, deficit_kpa: kpa });
  });

  it('says nothing of the air by values that are old, missing or not believed', () => {
    const old = { ...measured(21), isFresh: false };
    expect(verdictOf(diagnosis(), { metrics: { ...facts.metrics, temperature: old } }).air).toBeNull();
    expect(verdictOf(diagnosis(), { metrics: { ...facts.metrics, humidity: metricFacts() } }).air).toBeNull();
    expect(verdictOf(diagnosis({ silenced: ['humidity'] }), facts).air).toBeNull();
    expect(verdictOf(diagnosis(), facts).air).toMatchObject({ state: 'good' });
  });
});
