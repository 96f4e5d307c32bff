import { describe, expect, it } from 'vitest';
import { formatBucket, formatBucketShort, formatWindowEnd } from './bucket-words';
import { preferences } from './preferences';

const DAY_S = 86_400;
/** The tests play in January 2026. */
const at = (time: string): number => Date.parse(`${time}Z`);
const plain = (words: string): string => words.replaceAll(/[\u2009\u202f\u00a0]/g, ' ');

describe('the label of a bucket', () => {
  it.each([
    [15, '2026-01-07T11:58:15', 'Wed, Jan 7, 11:58:15 AM'],
    [300, '2026-01-07T11:55:00', 'Wed, Jan 7, 11:55 AM'],
    [3600, '2025-12-31T23:00:00', 'Wed, Dec 31, 2025, 11:00 PM'],
    [DAY_S, '2026-01-07T00:00:00', 'Wed, Jan 7, 2026'],
    [2 * DAY_S, '2025-12-31T00:00:00', 'Dec 31, 2025 – Jan 1, 2026'],
    [7 * DAY_S, '2026-01-05T00:00:00', 'Jan 5 – 11, 2026'],
    [Math.round((365 * DAY_S) / 12), '2026-02-01T00:00:00', 'Feb 2026'],
    [Math.round((365 * DAY_S) / 4), '2026-01-01T00:00:00', 'Jan – Mar 2026'],
    [365 * DAY_S, '2025-01-01T00:00:00', '2025'],
  ])('of %d s is as precise as that', (bucketS, time, words) => {
    preferences.timeZone = 'UTC';
    expect(plain(formatBucket(at(time), bucketS))).toBe(words);
  });

  it('is of the day of the chosen time zone, whose midnight is another day in UTC', () => {
    preferences.timeZone = 'Europe/Berlin';
    expect(plain(formatBucket(at('2026-06-30T22:00:00'), DAY_S))).toBe('Wed, Jul 1, 2026');
    expect(plain(formatBucket(at('2025-12-31T22:30:00'), 300))).toBe('Wed, Dec 31, 2025, 11:30 PM');
  });

  it('is short on the axis, where a day has no minutes either', () => {
    preferences.timeZone = 'UTC';
    const time = at('2026-01-07T11:55:00');
    expect(plain(formatBucketShort(time, 300, true))).toBe('11:55 AM');
    expect(plain(formatBucketShort(time, 15, true))).toBe('11:55:00 AM');
    expect(plain(formatBucketShort(time, 3600, false))).toBe('Jan 7, 11:55 AM');
    expect(plain(formatBucketShort(time, DAY_S, false))).toBe('Jan 7, 2026');
  });

  it("is a day with its year at the ends of a year's chart, and a moment at those of a day's", () => {
    preferences.timeZone = 'UTC';
    expect(plain(formatWindowEnd(at('2025-01-07T12:00:00'), DAY_S))).toBe('Jan 7, 2025');
    expect(plain(formatWindowEnd(at('2026-01-07T12:00:00'), 300))).toBe('Wed, Jan 7, 12:00 PM');
    expect(plain(formatWindowEnd(at('2025-12-20T12:00:00'), 3600))).toBe('Sat, Dec 20, 2025, 12:00 PM');
  });
});
