import { type MetricValues, perMetric } from '@plantops/shared/metrics.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { type Ranges, readCareStatistics } from './care-statistics.ts';
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
