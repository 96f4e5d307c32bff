import { describe, expect, it } from 'vitest';
import { causesOf, causeText, MESSAGE_CAUSE_CODES, storedCauses } from './causes.ts';

describe('why a message was rejected', () => {
  it.each(MESSAGE_CAUSE_CODES)('%s is said in both languages, with its evidence and with what to do', (code) => {
    const cause = { code, metric: null, evidence: { sent: 'SENT', why: 'WHY', node: 'NODE' } };
    const [english, german] = [causeText(cause, 'en'), causeText(cause, 'de')];
    for (const { title, advice } of [english, german]) {
      expect(title).toMatch(/^[A-Z].*\.$/);
      expect(advice).toMatch(/^[A-Z]/);
      expect(`${title} ${advice}`).not.toMatch(/undefined|null/);
    }
    expect(german.title).not.toBe(english.title);
    expect(german.advice).not.toBe(english.advice);
    const evidence = (text: string) => text.match(/SENT|WHY|NODE/g);
    expect(evidence(german.title)?.toSorted()).toEqual(evidence(english.title)?.toSorted());
  });

  it('is what was remarked about its fields', () => {
    const causes = causesOf({
      remarks: [{ code: 'value_set_aside', field: 'humidity', sent: '"wet"', why: 'text' }],
    });
    expect(causes).toEqual([{ code: 'value_set_aside', metric: 'humidity', evidence: { sent: '"wet"', why: 'text' } }]);
    expect(causeText(causes?.[0] as never, 'de').title).toContain('Luftfeuchte');
  });

  it('is what was wrong with it as a whole, or not known in codes', () => {
    expect(causesOf({ cause: { code: 'not_json', evidence: {} } })).toEqual([
      { code: 'not_json', metric: null, evidence: {} },
    ]);
    expect(causesOf({})).toBeNull();
  });

  it('that another version has stored otherwise is not known', () => {
    const [known] = causesOf({ cause: { code: 'no_metric', evidence: {} } }) ?? [];
    expect(storedCauses([known])).toEqual([known]);
    expect([storedCauses(null), storedCauses('x'), storedCauses([{ code: 'of_tomorrow' }])]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
