import { describe, expect, it } from 'vitest';
import { spoken } from '#spoken';
import { LANGUAGES } from '../settings/display.ts';
import { MESSAGE_KINDS } from '../topics.ts';
import { type FlowFailure, flowFailureText } from './flow-failure.ts';

const last = { node: 'NODE', reason: 'REASON' };
const ended = { what: 'engine_ended', node: 'NODE', isCertain: true, isTwice: false, message: 'REASON' } as const;
const FAILURES: FlowFailure[] = [
  ...[...MESSAGE_KINDS, null].flatMap((kind) =>
    (['set_aside', 'rejected', 'node_failed'] as const).map(
      (mishap): FlowFailure => ({ what: 'messages', count: 31, of: 47, kind, mishap, last }),
    ),
  ),
  { what: 'node_not_started', node: 'NODE', problem: 'REASON' },
  { what: 'flows_not_started' },
  ended,
  { ...ended, isCertain: false },
  { ...ended, isTwice: true },
  { ...ended, node: null },
  { what: 'type_missing', node: 'NODE', type: 'TYPE' },
];
const figures = (text: string): string[] => (text.match(/31|47|NODE|REASON|TYPE|\/flows|\/editor/g) ?? []).toSorted();

describe('why flows fail', () => {
  it('is said in every language otherwise, with the same figures and names', () => {
    for (const failure of FAILURES) {
      const texts = LANGUAGES.map((language) => flowFailureText(failure, language));
      expect(new Set(texts).size).toBe(LANGUAGES.length);
      for (const text of texts) {
        expect(text).not.toMatch(/undefined|null|\.$/);
        expect(figures(text)).toEqual(figures(texts[0] ?? ''));
      }
    }
  });

  it('is told apart in every language', () => {
    for (const language of LANGUAGES)
      expect(new Set(FAILURES.map((failure) => flowFailureText(failure, language))).size).toBe(FAILURES.length);
  });

  it('stands in sentences of every language, with where to look', () => {
    const said = LANGUAGES.map((language) => spoken(language).messages.system);
    for (const { wentBack, failsOn, safeMode } of said) {
      for (const text of [wentBack(31, 47, 'REASON'), failsOn(31, 'REASON'), safeMode('REASON')])
        expect(text).toMatch(/^\p{Lu}.*\.$/u);
      expect(figures(wentBack(31, 47, 'REASON'))).toEqual(['/flows', '31', '47', 'REASON']);
      expect(figures(safeMode('REASON'))).toEqual(['/editor', 'REASON']);
    }
  });
});
