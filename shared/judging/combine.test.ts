import { describe, expect, it } from 'vitest';
import { combined, combineSchema, freshForMs, type Combination, type ProbeRhythm, type ProbeValue } from './combine.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const probe = (deviceId: string, value: number, minutesAgo = 0): ProbeValue => ({
  deviceId,
  value,
  at: new Date(NOON - minutesAgo * 60_000),
});
/** Of probes that send once a minute, but for those that are named. */
const valueOf = (probes: ProbeValue[], how?: Combination, rhythms: Record<string, ProbeRhythm> = {}) =>
  combined(probes, how, (deviceId) => freshForMs(rhythms[deviceId] ?? { toldS: 60, learnedS: null }));

describe('the value of a plant', () => {
  it('is that of its only probe, however old', () => {
    expect(valueOf([probe('one', 41.5, 900)])).toEqual({
      value: 41.5,
      at: new Date(NOON - 900 * 60_000),
      deviceId: 'one',
    });
    expect(valueOf([])).toBeUndefined();
  });

  it.each([
    ['mean', 27.5, 'wet'],
    ['min', 10, 'dry'],
    ['max', 45, 'wet'],
  ] as const)('is the %s of several, at the time of the newest', (how, value, deviceId) => {
    expect(valueOf([probe('dry', 10, 1), probe('wet', 45)], how)).toEqual({ value, at: new Date(NOON), deviceId });
  });

  it('is the mean unless the owner says otherwise', () => {
    expect(valueOf([probe('a', 10), probe('b', 20), probe('c', 60)])?.value).toBe(30);
  });

  it('leaves out a probe that missed three of its own readings', () => {
    expect(valueOf([probe('dead', 45, 3.1), probe('alive', 10)])?.value).toBe(10);
    expect(valueOf([probe('late', 45, 3), probe('alive', 10)])?.value).toBe(27.5);
    expect(valueOf([probe('dead', 1, 4), probe('dead too', 2, 5), probe('alive', 10)], 'min')?.value).toBe(10);
  });

  it('stays what it was while all are silent', () => {
    expect(valueOf([probe('a', 10, 600), probe('b', 20, 601)])).toMatchObject({ value: 15 });
  });

  it.each<[string, ProbeRhythm, number]>([
    ['sleeps for half an hour, as it says', { toldS: 1800, learnedS: null }, 90],
    ['sleeps for half an hour, as was learned', { toldS: null, learnedS: 1800 }, 90],
    ['is heard every minute and measures every ten', { toldS: 60, learnedS: 600 }, 30],
    ['sends every five seconds, as it says', { toldS: 5, learnedS: 5 }, 0.25],
    ['sent some readings in a row', { toldS: null, learnedS: 0.5 }, 3],
    ['is new', { toldS: null, learnedS: null }, 15],
  ])('counts a probe that %s for three of its intervals', (_, rhythm, minutes) => {
    expect(valueOf([probe('other', 45, minutes), probe('alive', 10)], 'mean', { other: rhythm })?.value).toBe(27.5);
    expect(valueOf([probe('other', 45, minutes + 0.01), probe('alive', 10)], 'mean', { other: rhythm })?.value).toBe(
      10,
    );
  });

  it('of equal probes is exactly theirs', () => {
    expect(valueOf([probe('a', 0.1), probe('b', 0.1), probe('c', 0.1)])?.value).toBe(0.1);
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
