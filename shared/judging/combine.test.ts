import { describe, expect, it } from 'vitest';
import { combined, combineSchema, freshForMs, type ProbeValue } from './combine.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const probe = (deviceId: string, value: number, minutesAgo = 0, intervalS: number | null = 60): ProbeValue => ({
  deviceId,
  value,
  at: new Date(NOON - minutesAgo * 60_000),
  freshForMs: freshForMs(intervalS),
});

describe('the value of a plant', () => {
  it('is that of its only probe, however old', () => {
    expect(combined([probe('one', 41.5, 900)])).toEqual({
      value: 41.5,
      at: new Date(NOON - 900 * 60_000),
      deviceId: 'one',
    });
    expect(combined([])).toBeUndefined();
  });

  it.each([
    ['mean', 27.5, 'wet'],
    ['min', 10, 'dry'],
    ['max', 45, 'wet'],
  ] as const)('is the %s of several, at the time of the newest', (how, value, deviceId) => {
    expect(combined([probe('dry', 10, 1), probe('wet', 45)], how)).toEqual({ value, at: new Date(NOON), deviceId });
  });

  it('is the mean unless the owner says otherwise', () => {
    expect(combined([probe('a', 10), probe('b', 20), probe('c', 60)])?.value).toBe(30);
  });

  it('leaves out a probe that missed three of its own readings', () => {
    expect(combined([probe('dead', 45, 3.1), probe('alive', 10)])?.value).toBe(10);
    expect(combined([probe('late', 45, 3), probe('alive', 10)])?.value).toBe(27.5);
    expect(combined([probe('sleeps', 45, 80, 1800), probe('alive', 10)])?.value).toBe(27.5);
    expect(combined([probe('dead', 1, 4), probe('dead too', 2, 5), probe('alive', 10)], 'min')?.value).toBe(10);
  });

  it('stays what it was while all are silent', () => {
    expect(combined([probe('a', 10, 600), probe('b', 20, 601)])).toMatchObject({ value: 15 });
  });

  it('counts a probe of unknown rhythm as one that sends every five minutes', () => {
    expect(combined([probe('new', 45, 15, null), probe('alive', 10)])?.value).toBe(27.5);
    expect(combined([probe('new', 45, 15.1, null), probe('alive', 10)])?.value).toBe(10);
  });

  it('of equal probes is exactly theirs', () => {
    expect(combined([probe('a', 0.1), probe('b', 0.1), probe('c', 0.1)])?.value).toBe(0.1);
  });
});

describe('the choice of the owner', () => {
  it('is for each metric one of three', () => {
    expect(combineSchema.parse({ soil_moisture: 'min', humidity: 'mean' })).toEqual({
      soil_moisture: 'min',
      humidity: 'mean',
    });
    expect(combineSchema.safeParse({ soil_moisture: 'median' }).success).toBe(false);
    expect(combineSchema.safeParse({ moisture: 'min' }).success).toBe(false);
  });
});
