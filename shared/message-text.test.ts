import { describe, expect, it } from 'vitest';
import { messageText } from './message-text.ts';

describe('a payload as text', () => {
  it.each([
    ['text as it is', 'dry', 'dry'],
    ['bytes as text', new TextEncoder().encode('{"a":1}'), '{"a":1}'],
    [
      'an object as JSON',
      { time: new Date(0), list: [1, null, true] },
      '{"time":"1970-01-01T00:00:00.000Z","list":[1,null,true]}',
    ],
    ['a number', 42, '42'],
    ['nothing', undefined, 'undefined'],
    ['bytes within an object as their number', { photo: new Uint8Array(5_000_000) }, '{"photo":"<5000000 bytes>"}'],
    ['a large number that JSON has no form for', { n: 10n }, '{"n":"10"}'],
    ['what PostgreSQL cannot hold, without that', 'a\0b\uD800', 'a\uFFFDb\uFFFD'],
  ])('%s', (_, payload, text) => {
    expect(messageText(payload)).toBe(text);
  });

  it.each([
    ['a field', { mqtt_password: 'abc', user: 'me' }, '{"mqtt_password":"•••","user":"me"}'],
    ['an object of secrets', { credentials: { mqtt_username: 'u', word: 'abc' } }, '{"credentials":"•••"}'],
    ['a field deep inside', { a: [{ apiKey: 'abc' }] }, '{"a":[{"apiKey":"•••"}]}'],
    ['a field of JSON that is text', '{"api_key": "a\\"bc", "n": 1}', '{"api_key": "•••", "n": 1}'],
    ['a field of JSON that is bytes', new TextEncoder().encode('{"token":123}'), '{"token":"•••"}'],
  ])('a secret is left out: %s', (_, payload, text) => {
    expect(messageText(payload)).toBe(text);
    expect(messageText(payload)).not.toContain('abc');
  });

  it('is cut, however large the payload is', () => {
    const long = `${'x'.repeat(2048)}…`;
    expect(messageText('x'.repeat(5000))).toBe(long);
    expect(messageText(new TextEncoder().encode('x'.repeat(5000)))).toBe(long);
    const many = messageText(Array.from({ length: 100_000 }, () => 'four'));
    expect(many.length).toBeLessThanOrEqual(2049);
    expect(messageText({ text: 'x'.repeat(5000) })).toBe(`{"text":"${'x'.repeat(500)}…"}`);
  });

  it('ends where an object contains itself, and says where one cannot be read', () => {
    const round: Record<string, unknown> = {};
    round.self = round;
    expect(messageText(round)).toBe(`${'{"self":'.repeat(8)}"…"${'}'.repeat(8)}`);
    const broken = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(messageText(broken)).toBe('(cannot be shown)');
  });
});
