import { describe, expect, it } from 'vitest';
import { sizeText } from './size-text.ts';

const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

describe('a size', () => {
  it.each([
    [0, 'en', '0 byte'],
    [999, 'en', '999 byte'],
    [1000, 'en', '1 kB'],
    [1_540_000, 'de', '1,5 MB'],
    [1_540_000, 'fr', '1,5 Mo'],
    [78_057_000_000, 'en', '78 GB'],
    [78_057_000_000, 'fr', '78 Go'],
    [3e15, 'es', '3000 TB'],
  ])('of %s bytes is said in %s as "%s"', (bytes, language, text) => {
    expect(plain(sizeText(bytes, language))).toBe(text);
  });
});
