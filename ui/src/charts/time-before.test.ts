import { describe, expect, it } from 'vitest';
import { earlier, later } from './time-before';

const at = (time: string): number => Date.parse(time);
const iso = (time: number): string => new Date(time).toISOString();

describe('the time before', () => {
  it('is the same time by the clock, also across its change', () => {
    expect(iso(earlier(at('2026-03-31T06:00:00Z'), 'week', 'Europe/Berlin'))).toBe('2026-03-24T07:00:00.000Z');
    expect(iso(later(at('2026-03-24T07:00:00Z'), 'week', 'Europe/Berlin'))).toBe('2026-03-31T06:00:00.000Z');
    expect(iso(earlier(at('2026-01-07T12:00:00Z'), 'week', 'UTC'))).toBe('2025-12-31T12:00:00.000Z');
  });

  it('is the same day by the calendar, also after a leap day', () => {
    expect(iso(earlier(at('2025-03-01T12:00:00Z'), 'year', 'UTC'))).toBe('2024-03-01T12:00:00.000Z');
    expect(iso(earlier(at('2024-02-29T12:00:00Z'), 'year', 'UTC'))).toBe('2023-02-28T12:00:00.000Z');
    expect(iso(later(at('2023-07-01T22:00:00Z'), 'year', 'Europe/Berlin'))).toBe('2024-07-01T22:00:00.000Z');
  });
});
