import { describe, expect, it } from 'vitest';
import { buildOf } from './dashboard-build.ts';

describe('the build of the dashboard', () => {
  it('is what its page says', () => {
    expect(buildOf('<head><meta charset="utf-8" /><meta name="plantops-build" content="4f2a90c1d3e5"></head>')).toBe(
      '4f2a90c1d3e5',
    );
  });

  it.each(['', '<meta name="plantops-build" content="">', '<meta name="plantops-base" content="/plants">'])(
    'is not known from %j',
    (page) => {
      expect(buildOf(page)).toBeNull();
    },
  );
});
