import fc from 'fast-check';
import { expect, it } from 'vitest';
import { payloadOfText, textOfPayload } from './payload-text.ts';

it('keeps a payload as the text that it is', () => {
  expect(textOfPayload(Buffer.from('{"temperature":21.5,"name":"Bärlauch ✓"}'))).toBe(
    '{"temperature":21.5,"name":"Bärlauch ✓"}',
  );
  expect(textOfPayload(Buffer.from(''))).toBe('');
});

it('gives back every payload byte by byte, and makes text without zeros of it', () => {
  const odd = ['data:application/octet-stream;base64,AA==', 'a\0b', '\uFEFF{}'].map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.constantFrom(...odd)), (bytes) => {
      const text = textOfPayload(bytes);
      expect(text).not.toContain('\0');
      expect(payloadOfText(text).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});
