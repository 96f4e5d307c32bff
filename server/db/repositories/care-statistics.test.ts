import { type MetricValues, perMetric } from '@plantops/shared/metrics.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { type Ranges, readCareStatistics, readLastingStates } from './care-statistics.ts';
import { insertReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;
const NOW = new Date('2026-03-08T12:00:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const RANGES: Ranges = {
  ...perMetric(() => null),
  soil_moisture: { min: 20, max: 60 },
  temperature: { min: null, max: 30 },
  light_level: { min: 500, max: null },
};

const measure = (minutesAgo: number, values: MetricValues, plantId = 'plant_1') =>
  insertReadings(database, [
    { deviceId: `dev_${plantId}`, plantId, time: ago(minutesAgo), receivedAt: NOW, clockWrong: false, values },
  ]);

beforeEach(async () => {
  database = await databases.pool();
});

describe('statistics', () => {
  it('cover the readings since then: min, max, mean, slope per day and hours outside the range', async () => {
    // Every half hour for ten hours, falling by one point an hour from 25 to 15: the last five hours are below 20.
    for (let index = 0; index <= 20; index += 1) await measure(600 - index * 30, { soil_moisture: 25 - index / 2 });
    await measure(5000, { soil_moisture: 90 });
    await measure(10, { soil_moisture: 1 }, 'plant_2');
    const { soil_moisture, humidity } = await readCareStatistics(database, 'plant_1', ago(24 * 60), RANGES);
    expect(soil_moisture).toEqual({ count: 21, min: 15, max: 25, mean: 20, slope_per_day: -24, hours_outside: 4.76 });
    expect(humidity).toBeNull();
  });

  it('have no slope from too few readings or too short a time', async () => {
    for (let index = 0; index < 9; index += 1) await measure(index * 60, { temperature: index });
    for (let index = 0; index < 20; index += 1) await measure(index + 1, { humidity: index });
    const { temperature, humidity } = await readCareStatistics(database, 'plant_1', ago(24 * 60), RANGES);
    expect(temperature).toMatchObject({ count: 9, slope_per_day: null, hours_outside: 0 });
    expect(humidity).toMatchObject({ count: 20, slope_per_day: null, hours_outside: 0 });
  });

  it('are null for a plant without readings', async () => {
    expect(await readCareStatistics(database, 'plant_9', ago(24 * 60), RANGES)).toEqual(perMetric(() => null));
  });
});

describe('the state of the last hour', () => {
  const states = () => readLastingStates(database, 'plant_1', NOW, RANGES);
  const everyTenMinutes = async (from: number, to: number, values: MetricValues): Promise<void> => {
    for (let minutes = from; minutes >= to; minutes -= 10) await measure(minutes, values);
  };

  it('is the side that each metric has been on for over an hour', async () => {
    await everyTenMinutes(90, 0, { soil_moisture: 10, temperature: 31, light_level: 600 });
    expect(await states()).toEqual({
      ...perMetric(() => 'unknown'),
      soil_moisture: 'below',
      temperature: 'above',
      light_level: 'inside',
    });
  });

  it.each([
    ['it changed sides within the hour', 40, 10],
    ['it changed sides within the hour and only one reading is back', 10, 10],
  ])('is unknown when %s', async (_when, from, to) => {
    await everyTenMinutes(90, 0, { soil_moisture: 30 });
    for (let minutes = from; minutes >= to; minutes -= 10) await measure(minutes + 5, { soil_moisture: 10 });
    expect((await states()).soil_moisture).toBe('unknown');
  });

  it('is unknown when there was no reading before the hour, or none since', async () => {
    await everyTenMinutes(50, 0, { soil_moisture: 10 });
    await everyTenMinutes(200, 70, { temperature: 40 });
    expect(await states()).toMatchObject({ soil_moisture: 'unknown', temperature: 'unknown' });
  });

  it('uses only the last reading before the hour, whatever came earlier', async () => {
    await everyTenMinutes(170, 110, { soil_moisture: 40 });
    await everyTenMinutes(100, 0, { soil_moisture: 70 });
    expect((await states()).soil_moisture).toBe('above');
  });

  it('is unknown for a plant without readings', async () => {
    expect(await states()).toEqual(perMetric(() => 'unknown'));
  });
});
