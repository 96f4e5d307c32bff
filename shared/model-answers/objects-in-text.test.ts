import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectInText, withoutThoughts } from './objects-in-text.ts';
import { jsonAt } from './tolerant-json.ts';

describe('an object in a text', () => {
  it('is any JSON, as it is, between any words without braces and brackets', () => {
    const words = fc.string().map((text) => text.replaceAll(/[[\]{}<>"'`“”„‘’«»|]/g, ''));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), words, words, (object, before, after) => {
        const plan = { ...object, summary: 'Fine.' };
        expect(objectInText(`${before} ${JSON.stringify(plan)} ${after}`, ['summary'])).toEqual(
          JSON.parse(JSON.stringify(plan)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is looked for in any text without a failure', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\'\\u0a<think>/* \n') }), (text) => {
        objectInText(text, ['summary']);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing but braces', '{'.repeat(60_000)],
    ['nothing but names', '{"a":'.repeat(12_000)],
    ['nothing but quotes', '{"'.repeat(30_000)],
    ['nothing but thoughts', '<think>'.repeat(8000)],
  ])('is not found in %s, and that takes no while', (_what, text) => {
    const startedAt = performance.now();
    expect(objectInText(text, ['summary'])).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('that is cut off is not completed', () => {
    expect(jsonAt('{"a": 1, "b": [2, 3', 0)).toBeUndefined();
    expect(objectInText('{"summary": "It is', ['summary'])).toBeUndefined();
  });

  it('with most of the fields is taken where none has all', () => {
    expect(objectInText('{"a": 1} {"a": 1, "b": 2} {"c": 3}', ['a', 'b', 'c'])).toEqual({ a: 1, b: 2 });
  });
});

describe('a text without thoughts', () => {
  it.each([
    ['<think>hm</think>Yes', 'Yes'],
    ['hm</think>\n\nYes', 'Yes'],
    ['<think>hm', ''],
    ['<Reasoning>hm</Reasoning>Yes<think>more</think>.', 'Yes.'],
    ['Yes', 'Yes'],
    ['a < b and c > d', 'a < b and c > d'],
  ])('%j is %j', (text, rest) => {
    expect(withoutThoughts(text)).toBe(rest);
  });
});
