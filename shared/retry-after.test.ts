import { describe, expect, it } from 'vitest';
import { retryAfterS } from './retry-after.ts';

const NOON = new Date('2026-01-07T12:00:00Z');

describe('Retry-After', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['7', 7],
    ['1.5', 1.5],
    ['0.125', 0.125],
    [' 120 ', 120],
    ['Wed, 07 Jan 2026 12:01:30 GMT', 90],
    ['Wed, 07 Jan 2026 11:59:59 GMT', undefined],
    ['-3', undefined],
    ['1e9', undefined],
    ['soon', undefined],
    ['', undefined],
    ['  ', undefined],
  ])('of %j is %s', (value, seconds) => {
    expect(retryAfterS(new Headers({ 'retry-after': value }), NOON)).toBe(seconds);
  });

  it('is undefined without the header', () => {
    expect(retryAfterS(new Headers(), NOON)).toBeUndefined();
  });
});
