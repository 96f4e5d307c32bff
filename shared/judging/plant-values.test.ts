import { beforeEach, describe, expect, it } from 'vitest';
import type { MetricValues } from '../metrics.ts';
import { PlantValues } from './plant-values.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000);
const FERN = { id: 'fern' };
let plants: PlantValues;
beforeEach(() => {
  plants = new PlantValues();
});
/** Folds a reading in. @returns the figures that the plant is judged by */
function fold(values: MetricValues, minutes: number, deviceId = 'one', plant: { id: string; combine?: object } = FERN) {
  const folded = plants.fold({ deviceId, time: at(minutes), values }, plant);
  return Object.fromEntries(Object.entries(folded).map(([metric, { value }]) => [metric, value]));
}

describe('one probe', () => {
  it('passes straight through', () => {
    expect(plants.fold({ deviceId: 'one', time: at(0), values: { humidity: 40 } }, FERN)).toEqual({
      humidity: { value: 40, at: at(0), deviceId: 'one' },
    });
    expect(fold({ humidity: 41, temperature: 20 }, 1)).toEqual({ humidity: 41, temperature: 20 });
  });

  it('says nothing by a reading that is older than its last', () => {
    fold({ humidity: 40 }, 5);
    expect(fold({ humidity: 90, temperature: 20 }, 4)).toEqual({ temperature: 20 });
    expect(plants.judged('fern', {}).humidity?.value).toBe(40);
  });
});

describe('several probes', () => {
  it('become one value as the owner chose', () => {
    fold({ soil_moisture: 10 }, 0, 'dry');
    expect(fold({ soil_moisture: 45 }, 1, 'wet')).toEqual({ soil_moisture: 27.5 });
    expect(fold({ soil_moisture: 11 }, 2, 'dry', { id: 'fern', combine: { soil_moisture: 'min' } })).toEqual({
      soil_moisture: 11,
    });
    expect(plants.judged('fern', { soil_moisture: 'max' })).toEqual({
      soil_moisture: { value: 45, at: at(2), deviceId: 'wet' },
    });
  });

  it('give the same value when a reading is folded again', () => {
    fold({ soil_moisture: 10 }, 0, 'dry');
    fold({ soil_moisture: 45 }, 1, 'wet');
    expect(fold({ soil_moisture: 45 }, 1, 'wet')).toEqual({ soil_moisture: 27.5 });
  });

  it('leave one out that stays silent, and take it in when it is back', () => {
    fold({ soil_moisture: 45 }, 0, 'sleeper');
    expect(fold({ soil_moisture: 10 }, 16, 'steady')).toEqual({ soil_moisture: 10 });
    expect(fold({ soil_moisture: 44 }, 17, 'sleeper')).toEqual({ soil_moisture: 27 });
  });

  it('each have their own rhythm, which is asked for', () => {
    plants = new PlantValues((deviceId, metric) => ({
      toldS: deviceId === 'sleeper' && metric === 'soil_moisture' ? 3600 : 60,
      learnedS: null,
    }));
    fold({ soil_moisture: 45, humidity: 40 }, 0, 'sleeper');
    expect(fold({ soil_moisture: 10, humidity: 60 }, 16, 'steady')).toEqual({ soil_moisture: 27.5, humidity: 60 });
  });

  it('are shown together to live readers, one alone is not', () => {
    fold({ soil_moisture: 10 }, 0, 'dry');
    expect(plants.shown({ values: { soil_moisture: 10 } }, { id: 'fern', combine: {} })).toBeUndefined();
    fold({ soil_moisture: 46, temperature: 20 }, 1, 'wet');
    expect(plants.shown({ values: { temperature: 20, soil_moisture: 46 } }, { id: 'fern', combine: {} })).toEqual({
      soil_moisture: 28,
      temperature: 20,
    });
  });

  it('count where they are now', () => {
    fold({ soil_moisture: 10 }, 0, 'dry');
    fold({ soil_moisture: 40 }, 1, 'wet');
    const stored = { deviceId: 'wet', plantId: 'palm', latest: {} };
    plants.replace({ plantIds: ['fern', 'palm'], deviceIds: ['wet'] }, [
      stored,
      { deviceId: 'dry', plantId: 'fern', latest: {} },
    ]);
    expect(plants.judged('fern', {}).soil_moisture?.value).toBe(10);
    expect(plants.judged('palm', {}).soil_moisture?.value).toBe(40);
    plants.replace({ plantIds: ['palm'], deviceIds: ['wet'] }, []);
    expect(plants.judged('palm', {})).toEqual({});
  });

  it('are read from what is stored, without losing what came since', () => {
    fold({ soil_moisture: 12 }, 5, 'dry');
    plants.replace('all', [
      { deviceId: 'dry', plantId: 'fern', latest: { soil_moisture: { value: 10, at: at(0) } } },
      { deviceId: 'wet', plantId: 'fern', latest: { soil_moisture: { value: 40, at: at(-6) } } },
    ]);
    expect(plants.judged('fern', {}).soil_moisture?.value).toBe(26);
    plants.replace('all', []);
    expect(plants.judged('fern', {})).toEqual({});
  });
});

describe('a jump', () => {
  it.each<[string, MetricValues, MetricValues]>([
    ['a temperature sensor that lost its power', { temperature: 21 }, { temperature: 85 }],
    ['soil that is soaked and dry again', { soil_moisture: 21 }, { soil_moisture: 85 }],
    ['a broken contact', { soil_moisture: 45 }, { soil_moisture: 0 }],
    ['an open input', { humidity: 45 }, { humidity: 100 }],
    ['soil that freezes', { soil_temperature: 20 }, { soil_temperature: -40 }],
    ['lye', { ph: 6.5 }, { ph: 14 }],
  ])('of %s waits, and is forgotten with the next usual reading', (_, usual, odd) => {
    fold(usual, 0);
    expect(fold(odd, 1)).toEqual({});
    expect(fold(odd, 1), 'the same reading once more confirms nothing').toEqual({});
    expect(plants.judged('fern', {})).toMatchObject(
      Object.fromEntries(Object.entries(usual).map(([metric, value]) => [metric, { value }])),
    );
    expect(fold(usual, 2)).toEqual(usual);
    expect(fold(odd, 3)).toEqual({});
  });

  it('counts at once when a second reading confirms it', () => {
    fold({ temperature: 21 }, 0);
    expect(fold({ temperature: 85 }, 1)).toEqual({});
    expect(fold({ temperature: 83.5 }, 2)).toEqual({ temperature: 83.5 });
    expect(fold({ temperature: 84 }, 3)).toEqual({ temperature: 84 });
  });

  it('that goes elsewhere waits again', () => {
    fold({ temperature: -30 }, 0);
    expect(fold({ temperature: 85 }, 1)).toEqual({});
    expect(fold({ temperature: 30 }, 2)).toEqual({});
    expect(fold({ temperature: 31 }, 3)).toEqual({ temperature: 31 });
  });

  it.each<[string, MetricValues, MetricValues, number]>([
    ['light, which may', { light_level: 0 }, { light_level: 90_000 }, 1],
    ['a watering', { soil_moisture: 18 }, { soil_moisture: 64 }, 1],
    ['a pot that dried out', { soil_moisture: 60 }, { soil_moisture: 12 }, 1],
    ['a window in winter', { temperature: 22 }, { temperature: 1 }, 1],
    ['mist', { humidity: 45 }, { humidity: 92 }, 1],
    ['a day later', { soil_moisture: 80 }, { soil_moisture: 5 }, 24 * 60],
    ['the end of the range from near by', { humidity: 95 }, { humidity: 100 }, 1],
  ])('is none: %s', (_, before, after, minutes) => {
    fold(before, 0);
    expect(fold(after, minutes)).toEqual(after);
  });

  it('of the first reading is none', () => {
    expect(fold({ temperature: 85 }, 0)).toEqual({ temperature: 85 });
  });

  it('of one probe leaves the others to judge by, and is shown', () => {
    fold({ temperature: 21 }, 0, 'one');
    fold({ temperature: 23 }, 0, 'two');
    expect(fold({ temperature: 85 }, 1, 'two')).toEqual({});
    expect(plants.judged('fern', {}).temperature?.value).toBe(22);
    expect(plants.shown({ values: { temperature: 85 } }, { id: 'fern', combine: {} })).toEqual({ temperature: 53 });
    expect(fold({ temperature: 21 }, 2, 'one')).toEqual({ temperature: 22 });
  });

  it('in one metric leaves the others of the reading alone', () => {
    fold({ temperature: 21, humidity: 50 }, 0);
    expect(fold({ temperature: 85, humidity: 51 }, 1)).toEqual({ humidity: 51 });
  });
});
