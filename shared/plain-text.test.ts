import { describe, expect, it } from 'vitest';
import { FREE_TEXT, PLAIN_TEXT } from './plain-text.ts';

describe('text that can be kept', () => {
  it.each(['', 'Fern', 'Grünlilie 🌿', "O'Brien <b>", '非'])('%j is plain', (text) => {
    expect([PLAIN_TEXT.test(text), FREE_TEXT.test(text)]).toEqual([true, true]);
  });

  it.each(['a\nb', 'a\r\nb', '\tb', 'a\n'])('%j has lines, so it is free text only', (text) => {
    expect([PLAIN_TEXT.test(text), FREE_TEXT.test(text)]).toEqual([false, true]);
  });

  it.each(['a\u0000b', '\u0000', 'b\u0007', '\u0085b', 'a\ud83c', '\udf3fb', 'a\n\u0000\nb'])(
    '%j is neither, wherever it stands',
    (text) => {
      expect([PLAIN_TEXT.test(text), FREE_TEXT.test(text)]).toEqual([false, false]);
    },
  );
});
