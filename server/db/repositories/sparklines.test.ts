import { perMetric } from '@plantops/shared/metrics.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { insertPlant } from './plants.ts';
import { readSparklines } from './sparklines.ts';
import { insertReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;
const FROM = new Date('2026-01-01T00:00:00Z');
const TO = new Date('2026-01-02T00:00:00Z');
const after = (seconds: number): Date => new Date(FROM.getTime() + seconds * 1000);
const measure = (plantId: string, seconds: number, values: object) =>
  insertReadings(database, [
    { deviceId: `dev_${plantId}`, plantId, time: after(seconds), receivedAt: FROM, clockWrong: false, values },
  ]);
const read = (ids: string[]) => readSparklines(database, ids, FROM, TO, 1800);

beforeEach(async () => {
  database = await databases.pool();
  for (const id of ['plant_1', 'plant_2', 'plant_3'])
    await insertPlant(database, id, { name: id, species: null, thresholds: {} });
});

describe('sparklines', () => {
  it('are the means per bucket of each plant, oldest first, without empty buckets', async () => {
    await measure('plant_1', 4000, { humidity: 10, temperature: -1 });
    await measure('plant_1', 0, { humidity: 20 });
    await measure('plant_1', 1799, { humidity: 20.005, soil_moisture: 3 });
    await measure('plant_2', 5, { light_level: 800 });
    await measure('plant_3', 5, { light_level: 900 });
    const none = perMetric(() => null);
    expect(await read(['plant_1', 'plant_2'])).toEqual(
      new Map([
        [
          'plant_1',
          [
            { ...none, time: FROM.toISOString(), humidity: 20, soil_moisture: 3 },
            { ...none, time: after(3600).toISOString(), humidity: 10, temperature: -1 },
          ],
        ],
        ['plant_2', [{ ...none, time: FROM.toISOString(), light_level: 800 }]],
      ]),
    );
  });

  it('include the start of the period but not its end', async () => {
    for (const seconds of [-1, 0, 86_399, 86_400])
      await measure('plant_1', seconds, { humidity: seconds === 0 || seconds === 86_399 ? 1 : 99 });
    expect((await read(['plant_1'])).get('plant_1')?.map(({ humidity }) => humidity)).toEqual([1, 1]);
  });

  it('are empty for a plant without readings, and missing for an unknown plant', async () => {
    expect(await read(['plant_1', 'plant_none'])).toEqual(new Map([['plant_1', []]]));
  });
});
