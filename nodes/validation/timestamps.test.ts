import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { otherTimeIn, readTime } from './timestamps.ts';

describe('readTime', () => {
  // Far from UTC, so that a wrong reading of a time without a zone shows.
  beforeEach(() => {
    vi.stubEnv('TZ', 'Pacific/Auckland');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['2026-03-01T11:59:00Z'],
    ['2026-03-01T11:59:00.000Z'],
    ['2026-03-01T12:59:00+01:00'],
    ['2026-03-01T12:59:00+0100'],
    ['2026-03-01T12:59:00+01'],
    ['2026-03-01T06:29:00-05:30'],
    ['2026-03-01T11:59:00'],
    ['2026-03-01T11:59'],
    ['2026-03-01 11:59:00'],
    ['2026-03-01 11:59:00 UTC'],
    ['2026-03-01 11:59:00 +0000'],
    ['2026-03-01t11:59:00z'],
    ['20260301T115900Z'],
    ['2026/03/01 11:59:00'],
    ['2026-03-01T12:59:00+01:00[Europe/Berlin]'],
    [' 2026-03-01T11:59:00,000Z '],
    [1_772_366_340],
    [1_772_366_340_000],
    [1_772_366_340_000_000],
    [1_772_366_340_000_000_000],
    ['1772366340'],
    ['1772366340000'],
    ['1772366340.0'],
  ])('reads %j', (timestamp) => {
    expect(readTime(timestamp)).toBe(Date.UTC(2026, 2, 1, 11, 59));
  });

  it.each([
    ['2026-03-01T11:59:00.5Z', 500],
    ['2026-03-01T11:59:00.123456+00:00', 123],
    ['2026-03-31T11:59:00Z', 30 * 86_400_000],
    [1_772_366_340.25, 250],
  ])('reads %j to the millisecond', (timestamp, ms) => {
    expect(readTime(timestamp)).toBe(Date.UTC(2026, 2, 1, 11, 59) + ms);
  });

  it.each([
    undefined,
    null,
    true,
    '',
    'yesterday',
    '2026-03-01',
    '2026-02-30T10:00:00Z',
    '2026-02-30T10:00:00',
    '2026-13-01T10:00:00',
    '2026-00-01T10:00:00Z',
    '2026-03-01T24:30:00Z',
    '2026-03-01T25:00:00+01:00',
    '2026-03-01T10:60:00',
    '01.03.2026 11:59',
    '2026-03-01T11:59:00 Europe/Berlin',
    {},
    Number.NaN,
  ])('reads no time in %j', (timestamp) => {
    expect(readTime(timestamp)).toBeNaN();
  });
});

describe('the time under another name', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    ['ts', 1_772_366_340],
    ['Time', '2026-03-01T11:59:00'],
    ['measured_at', '2026-03-01T11:59:00Z'],
    ['createdAt', '2026-03-01T12:59:00+01:00'],
    ['timestamp_ms', 1_772_366_340_000],
    ['time', '2026-03-02T01:59:00'],
  ])('%s: %j is taken', (name, value) => {
    expect(otherTimeIn({ temperature: 21, [name]: value }, now)).toEqual({ name, value });
  });

  it.each([
    ['time', '11:59'],
    ['time', 3600],
    ['epoch', 12],
    ['ts', '2031-01-01T00:00:00Z'],
    ['uptime', 1_772_366_340],
    ['last_time', 1_772_366_340],
  ])('%s: %j is none', (name, value) => {
    expect(otherTimeIn({ temperature: 21, [name]: value }, now)).toBeUndefined();
  });
});
