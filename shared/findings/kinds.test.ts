import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../settings/display.ts';
import { UNUSABLE } from '../remarks.ts';
import { FINDING_CODES, FINDING_KINDS, findingText } from './kinds.ts';

/** The name of each figure that the words of a kind use. */
function evidenceOf(code: (typeof FINDING_CODES)[number]): Record<string, string> {
  const used: Record<string, string> = {};
  const evidence = new Proxy({}, { get: (_, name) => (used[String(name)] = `<${String(name)}>`) });
  findingText(code, { metric: 'soil_moisture', evidence }, 'en');
  return used;
}

describe('the words of findings', () => {
  it.each(FINDING_CODES)(
    'of %s say what was noticed and what to do, in each language with the same figures',
    (code) => {
      const evidence = evidenceOf(code);
      for (const language of LANGUAGES)
        for (const metric of ['soil_moisture', null] as const) {
          const { title, advice } = findingText(code, { metric, evidence }, language);
          for (const said of [title, advice]) {
            expect(said).toMatch(/[.!?:`]$/);
            expect(said).not.toMatch(/undefined|\[object|NaN/);
          }
          for (const figure of Object.values(evidence)) expect(`${title} ${advice}`).toContain(figure);
        }
      const told = LANGUAGES.map((language) => findingText(code, { metric: null, evidence }, language).title);
      expect(new Set(told).size).toBe(LANGUAGES.length);
    },
  );

  it.each(FINDING_CODES)('%s does not last for ever by mistake', (code) => {
    const { endsAfterS } = FINDING_KINDS[code];
    expect(endsAfterS === null || (endsAfterS >= 60 && endsAfterS <= 30 * 86_400)).toBe(true);
  });

  it.each([
    ...UNUSABLE.map((why) => ['value_set_aside', why] as const),
    ...UNUSABLE.map((why) => ['vitals_set_aside', why] as const),
    ...(['oversize_packet', 'protocol_error', 'not_authorised', 'of_tomorrow'] as const).map(
      (why) => ['broker_refused', why] as const,
    ),
  ])('of %s because of %s have advice of their own in each language', (code, why) => {
    const noted = { metric: 'humidity', evidence: { sent: 'x', field: 'rssi_dbm', why } } as const;
    const told = LANGUAGES.map((language) => findingText(code, noted, language));
    expect(new Set(told.map(({ title }) => title)).size).toBe(LANGUAGES.length);
    expect(new Set(told.map(({ advice }) => advice)).size).toBe(LANGUAGES.length);
    for (const { title, advice } of told) {
      expect(advice.length).toBeGreaterThan(20);
      if (why.includes('_') && why !== 'of_tomorrow') expect(title).not.toContain(why);
    }
  });
});
