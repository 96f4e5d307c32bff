import type { Metric } from '@plantops/shared/metrics.ts';
import { SIMULATED_MAC_PREFIX } from '@plantops/shared/simulated-devices.ts';
import { speciesThresholds } from '@plantops/shared/species/species.ts';
import { describe, expect, it } from 'vitest';
import { readingAt } from './curves.ts';
import { deviceProfile, MOST_DEVICES } from './profiles.ts';

const QUARTER_MS = 15 * 60_000;
const DAYS = 30;

describe('the profiles', () => {
  it('have unique MAC addresses with the prefix of simulated devices', () => {
    const addresses = [1, 2, 255, 256, MOST_DEVICES].map((number) => deviceProfile(number, 1, 0).macAddress);
    expect(new Set(addresses).size).toBe(5);
    expect(addresses.every((address) => address.startsWith(SIMULATED_MAC_PREFIX))).toBe(true);
  });

  it('give plants to four of the first six devices, and to no others', () => {
    const planted = Array.from({ length: 18 }, (_, index) => deviceProfile(index + 1, 1, 0)).filter(
      ({ plant }) => plant,
    );
    expect(planted.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [1, 0.1],
    [2, 0],
    [3, 0],
    [4, 0],
  ])('plant %d tolerates the readings at its spot, except for a share of %d of the time', (number, mostOutside) => {
    const profile = deviceProfile(number, 1, 0);
    const thresholds = speciesThresholds(profile.plant?.species ?? '');
    expect(thresholds).toBeDefined();
    const start = Date.UTC(2026, 0, 1);
    const times = Array.from({ length: (DAYS * 86_400_000) / QUARTER_MS }, (_, index) => start + index * QUARTER_MS);
    const outside = times.filter((time) => {
      return Object.entries(readingAt(profile, time)).some(([metric, value]) => {
        const limits = thresholds?.[metric as Metric];
        return value < (limits?.min ?? -Infinity) || value > (limits?.max ?? Infinity);
      });
    });
    expect(outside.length / times.length).toBeLessThanOrEqual(mostOutside);
  });
});
