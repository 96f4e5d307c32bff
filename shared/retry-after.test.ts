import { describe, expect, it, vi } from 'vitest';
import { retryAfterS } from './retry-after.ts';

describe('Retry-After', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['7', 7],
    ['1.5', 1.5],
    [' 120 ', 120],
    ['Wed, 07 Jan 2026 12:01:30 GMT', 90],
    ['Wed, 07 Jan 2026 11:59:59 GMT', undefined],
    ['-3', undefined],
    ['1e9', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('of %j is %s', (value, seconds) => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 7, 12) });
    try {
      expect(retryAfterS(new Headers({ 'retry-after': value }))).toBe(seconds);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is undefined without the header', () => {
    expect(retryAfterS(new Headers())).toBeUndefined();
  });
});
