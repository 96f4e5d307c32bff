import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../settings/display.ts';
import { causesOf, causeText, MESSAGE_CAUSE_CODES, storedCauses } from './causes.ts';

describe('why a message was rejected', () => {
  it.each(MESSAGE_CAUSE_CODES)('%s is said in every language, with its evidence and with what to do', (code) => {
    const cause = { code, metric: null, evidence: { sent: 'SENT', why: 'WHY', node: 'NODE' } };
    const [english, ...others] = LANGUAGES.map((language) => causeText(cause, language));
    for (const { title, advice } of [english, ...others].filter((one) => one !== undefined)) {
      expect(title).toMatch(/^\p{Lu}.*\.$/u);
      expect(advice).toMatch(/^\p{Lu}/u);
      expect(`${title} ${advice}`).not.toMatch(/undefined|null/);
    }
    const evidence = (text = '') => text.match(/SENT|WHY|NODE/g)?.toSorted();
    for (const { title, advice } of others) {
      expect(title).not.toBe(english?.title);
      expect(advice).not.toBe(english?.advice);
      expect(evidence(title)).toEqual(evidence(english?.title));
    }
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
