import { describe, expect, it } from 'vitest';
import { attachment } from './attachment.ts';

describe('the name of a download', () => {
  it('is given once where it is ASCII', () => {
    expect(attachment({ full: 'fern-2026-11.csv', ascii: 'fern-2026-11.csv' })).toBe(
      'attachment; filename="fern-2026-11.csv"',
    );
  });

  it('is also given encoded where it has other letters', () => {
    expect(attachment({ full: "kü'(*)chen.csv", ascii: 'kuechen.csv' })).toBe(
      `attachment; filename="kuechen.csv"; filename*=UTF-8''k%C3%BC%27%28%2A%29chen.csv`,
    );
  });
});
