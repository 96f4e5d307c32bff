import { describe, expect, it } from 'vitest';
import { answerText, vendorWords } from './vendor-words.ts';

describe('the words of a vendor', () => {
  it.each([
    ['{"ok":false,"description":"Bad Request: chat not found"}', 'Bad Request: chat not found'],
    ['{"message":"Unknown Webhook","code":10015}', 'Unknown Webhook'],
    [
      '{"user":"invalid","errors":["user identifier is invalid","token is invalid"]}',
      'user identifier is invalid; token is invalid',
    ],
    ['{"error":{"message":"quota exceeded"}}', 'quota exceeded'],
    ['invalid_token\n', 'invalid_token'],
  ])('in %s are %s', (body, words) => {
    expect(vendorWords(body)).toBe(words);
  });

  it.each(['', '   ', '<!doctype html><title>502</title>', '{}', '[]', 'null', '404', '{"error":7}'])(
    'are none in %j',
    (body) => {
      expect(vendorWords(body)).toBeUndefined();
    },
  );

  it('are one line of at most 200 characters', () => {
    expect(vendorWords('one\r\n\0two')).toBe('one two');
    expect(vendorWords('🌿'.repeat(300))).toMatch(/^🌿{99}…$/u);
  });

  it('hold nothing secret, also where one secret is part of another', () => {
    expect(vendorWords('no token abc-def or abc', ['abc', 'abc-def', ''])).toBe('no token **** or ****');
  });
});

it('no more of an answer is read than may be of use', async () => {
  let chunks = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new Uint8Array(8192).fill(120));
    },
  });
  expect((await answerText(new Response(endless))).length).toBeLessThanOrEqual(3 * 8192);
  expect(chunks).toBeLessThan(6);
});
