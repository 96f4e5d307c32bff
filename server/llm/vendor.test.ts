import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { describe, expect, it } from 'vitest';
import { Deadline } from './deadline.ts';
import { assertStream, clientOptions, ForeignAnswer, isWhole, messagesOf, withoutLimits } from './vendor.ts';

const answerOf = (type: string | undefined) =>
  new Response('', type === undefined ? {} : { headers: { 'content-type': type } });
const QUESTION = { instructions: 'Be kind.', input: 'What now?', maxTokens: 10, model: 'a-model' };

describe('the messages of a question', () => {
  it('are the question alone', () => {
    expect(messagesOf(QUESTION)).toEqual([{ role: 'user', content: 'What now?' }]);
  });

  it.each([
    ['Water it!', 'Water it!'],
    ['', '(nothing)'],
  ])('that is to be repaired go on with the answer %j and what is wrong with it', (answer, said) => {
    expect(messagesOf({ ...QUESTION, repair: { answer, fault: 'it is not JSON' } })).toEqual([
      { role: 'user', content: 'What now?' },
      { role: 'assistant', content: said },
      { role: 'user', content: 'That does not fit: it is not JSON. Give the whole answer again, mended.' },
    ]);
  });
});

describe('an answer', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/jsonl', false],
    ['text/application/json', false],
    ['text/event-stream', false],
    [undefined, false],
  ])('of type %s is whole: %s', (type, whole) => {
    expect(isWhole(answerOf(type))).toBe(whole);
  });

  it.each(['text/event-stream', 'Text/Event-Stream; charset=utf-8'])('of type %s is a stream', (type) => {
    expect(() => assertStream(answerOf(type))).not.toThrow();
  });

  it.each([
    ['text/html', 'an answer of type text/html'],
    ['x-text/event-stream', 'an answer of type x-text/event-stream'],
    [`text/${'x'.repeat(100)}`, `an answer of type text/${'x'.repeat(55)}`],
  ])('of type %s is from somebody else', (type, message) => {
    expect(() => assertStream(answerOf(type))).toThrow(new ForeignAnswer(message));
  });

  it('of no type is from somebody else', () => {
    const untyped = answerOf(undefined);
    untyped.headers.delete('content-type');
    expect(() => assertStream(untyped)).toThrow(new ForeignAnswer('an answer of type unknown'));
  });
});

describe('a schema without limits', () => {
  it('lacks these keywords at every depth, and nothing else', () => {
    const schema = {
      type: 'array',
      maxItems: 5,
      items: [{ type: 'string', maxLength: 9, enum: ['a', null, 3] }],
      properties: { maxLength: { type: 'number', minimum: 1, maximum: 2, description: 'not a limit' } },
      anyOf: [{ maxLength: 3 }, null],
    };
    expect(withoutLimits(schema, ['maxLength', 'minimum'])).toEqual({
      type: 'array',
      maxItems: 5,
      items: [{ type: 'string', enum: ['a', null, 3] }],
      properties: { maxLength: { type: 'number', maximum: 2, description: 'not a limit' } },
      anyOf: [{}, null],
    });
    expect(schema.items[0], 'the given one stays').toHaveProperty('maxLength', 9);
  });
});

describe("the options for the vendors' libraries", () => {
  it('let them neither retry by their own clock, nor log, nor follow redirects', () => {
    expect(clientOptions(new Deadline(5000, new FakeClock()))).toMatchObject({
      maxRetries: 0,
      timeout: 5000,
      logLevel: 'off',
      fetchOptions: { redirect: 'error' },
    });
  });
});
