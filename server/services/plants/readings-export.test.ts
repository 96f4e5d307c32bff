import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { exportReadings, type RawReading } from './readings-export.ts';

const FROM = new Date('2026-03-01T00:00:00Z');
const TO = new Date('2026-03-02T00:00:00Z');
const databases = useTestDatabases();
let database: Database;

/** One reading a second. */
const addReadings = (plantId: string, deviceId: string, count: number): Promise<unknown> =>
  database.query(
    `INSERT INTO telemetry (device_id, plant_id, time, soil_moisture)
     SELECT $1, $2, $3::timestamptz + n * interval '1 second', n FROM generate_series(0, $4 - 1) AS n`,
    [deviceId, plantId, FROM, count],
  );
async function valuesOf(plantId: string, from = FROM, to = TO): Promise<(number | null)[]> {
  const values: (number | null)[] = [];
  for await (const { soil_moisture } of (await exportReadings(
    database,
    plantId,
    from,
    to,
  )) as AsyncIterable<RawReading>)
    values.push(soil_moisture);
  return values;
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

beforeEach(async () => {
  database = await databases.pool();
});

describe('the export of readings', () => {
  it('lets others have their turn within a page', async () => {
    await addReadings('plant_1', 'dev_1', 1999);
    const readings = await exportReadings(database, 'plant_1', FROM, TO);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!readings.destroyed) setImmediate(count);
    };
    setImmediate(count);
    expect(await readings.toArray()).toHaveLength(1999);
    expect(turns).toBeGreaterThanOrEqual(7);
  });

  it.each([0, 1, 1999, 2000, 2001, 4000, 4500])('has each of %d readings once, oldest first', async (count) => {
    await addReadings('plant_1', 'dev_1', count);
    expect(await valuesOf('plant_1')).toEqual(upTo(count));
  });

  it('has those of one plant, from the beginning to before the end', async () => {
    await addReadings('plant_1', 'dev_1', 10);
    await addReadings('plant_2', 'dev_2', 3);
    expect(await valuesOf('plant_2')).toEqual([0, 1, 2]);
    const at = (seconds: number): Date => new Date(FROM.getTime() + seconds * 1000);
    expect(await valuesOf('plant_1', at(2), at(5))).toEqual([2, 3, 4]);
  });

  it('keeps no connection while a slow reader takes its time, nor when it leaves; a second one can go on', async () => {
    await addReadings('plant_1', 'dev_1', 4500);
    const readings = await exportReadings(database, 'plant_1', FROM, TO);
    const iterator = readings[Symbol.asyncIterator]();
    await iterator.next();
    expect(database.idleCount).toBe(database.totalCount);
    readings.destroy();
    expect(await valuesOf('plant_1')).toHaveLength(4500);
  });

  it('is refused before its first row if the database cannot be reached', async () => {
    const away = { query: () => Promise.reject(new Error('away')) } as unknown as Database;
    await expect(exportReadings(away, 'plant_1', FROM, TO)).rejects.toThrow('away');
  });
});
