import { describe, expect, it } from 'vitest';
import { diagnosis, finding } from '../testing/diagnosis-fixtures.ts';
import type { CareFinding } from './diagnosis.ts';
import { verdictOf, verdictSchema } from './verdict.ts';

describe('a verdict', () => {
  it('has the level and the first findings of a diagnosis, in their order', () => {
    const codes = ['probe_out_of_soil', 'too_dark', 'air_dry', 'toxic_to_pets'] as const;
    const verdict = verdictOf(
      diagnosis({
        level: 'attention',
        findings: codes.map((code) => finding({ code })),
        at: '2026-01-07T12:00:00.000Z',
      }),
    );
    expect(verdictSchema.parse(verdict)).toMatchObject({ level: 'attention', at: '2026-01-07T12:00:00.000Z' });
    expect(verdict).toMatchObject({ asks: ['water_now'], next_watering: '2026-03-08' });
    expect(verdict.findings.map(({ code }) => code)).toEqual(codes.slice(0, 3));
  });

  it('leaves out notices, unless one is the first to say: lists of hundreds of plants carry it', () => {
    const told = (severities: readonly CareFinding['severity'][]) =>
      verdictOf(diagnosis({ findings: severities.map((severity) => finding({ severity })) })).findings.map(
        ({ severity }) => severity,
      );
    expect(told(['attention', 'notice', 'notice', 'attention'])).toEqual(['attention', 'attention']);
    expect(told(['notice', 'notice', 'good'])).toEqual(['notice', 'good']);
  });
});
