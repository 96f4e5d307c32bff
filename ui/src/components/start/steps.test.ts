import { perMetric } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { stepsOf } from './steps.ts';

const LATEST = {
  time: '2026-05-02T00:00:00.000Z',
  ...perMetric(() => null),
  soil_moisture: 40,
  measured_at: perMetric(() => null),
};
const FERN = { name: 'Fern', latest: null };
const BOARD = { name: null, mac_address: '02:00:00:00:00:01' };
const doneOf = (...what: Parameters<typeof stepsOf>): boolean[] => stepsOf(...what).map(({ isDone }) => isDone);

describe('the first steps', () => {
  it('are done according to what exists, in any order', () => {
    expect(doneOf([], [])).toEqual([false, false, false]);
    expect(doneOf([FERN], [])).toEqual([true, false, false]);
    expect(doneOf([], [BOARD])).toEqual([false, true, false]);
  });

  it('are not complete before a plant has a reading', () => {
    expect(doneOf([FERN], [BOARD])).toEqual([true, true, false]);
    expect(doneOf([FERN, { name: 'Fig', latest: LATEST }], [BOARD])).toEqual([true, true, true]);
  });

  it('name what they brought; a device without a name by its MAC address', () => {
    expect(stepsOf([FERN], [BOARD]).map(({ result }) => result)).toEqual(['Fern', '02:00:00:00:00:01', '']);
  });
});
