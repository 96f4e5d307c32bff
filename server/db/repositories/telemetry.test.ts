import type { Reading } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, type MetricValues, perMetric } from '@plantops/shared/metrics.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { isBadData } from '../errors.ts';
import type { Database } from '../pool.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { findDevices } from './devices.ts';
import { listReceiptTimes } from './receipt-times.ts';
import { insertReadings, keyBefore, readHistory, type ReadingKey, readRawReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;

const NOT_MEASURED = perMetric(() => null);
const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const reading = (
  deviceId: string,
  seconds: number,
  values: MetricValues,
  plantId: string | null = 'plant_1',
): Reading => ({ deviceId, plantId, time: at(seconds), receivedAt: at(seconds), clockWrong: false, values });

beforeEach(async () => {
  database = await databases.pool();
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) SELECT id, id, id, 'h', 'h' FROM unnest(ARRAY['dev_1', 'dev_2']) AS id`,
  );
});

const countRows = async (): Promise<number> =>
  (await database.query<{ count: number }>('SELECT count(*) AS count FROM telemetry')).rows[0]?.count ?? -1;
const latestOf = async (id: string) => (await findDevices(database, [id]))[0]?.latest;

describe('insertReadings', () => {
  it('stores readings unchanged, with null for metrics that were not measured', async () => {
    expect(
      await insertReadings(database, [
        reading('dev_1', 0.123, { humidity: 50.5, light_level: 0 }),
        reading('dev_2', 0, { temperature: -3 }, null),
      ]),
    ).toEqual(['stored', 'stored']);
    const { rows } = await database.query('SELECT * FROM telemetry ORDER BY device_id');
    expect(rows).toEqual([
      {
        time: at(0.123),
        device_id: 'dev_1',
        plant_id: 'plant_1',
        ...NOT_MEASURED,
        raw: null,
        humidity: 50.5,
        light_level: 0,
      },
      {
        time: at(0),
        device_id: 'dev_2',
        plant_id: null,
        ...NOT_MEASURED,
        raw: null,
        temperature: -3,
      },
    ]);
  });

  it('stores the same device and time once: the first in a batch, the earlier across batches', async () => {
    expect(
      await insertReadings(database, [
        reading('dev_1', 0, { humidity: 1 }),
        reading('dev_1', 0, { humidity: 2 }),
        reading('dev_2', 0, { humidity: 3 }),
        reading('dev_1', 1, { humidity: 4 }),
      ]),
    ).toEqual(['stored', 'duplicate', 'stored', 'stored']);
    expect(
      await insertReadings(database, [
        reading('dev_1', 1, { humidity: 5 }),
        reading('dev_1', 2, { humidity: 6 }),
        reading('dev_1', 1, { humidity: 7 }),
      ]),
    ).toEqual(['duplicate', 'stored', 'duplicate']);
    expect(await insertReadings(database, [reading('dev_1', 2, { humidity: 8 })])).toEqual(['duplicate']);
    expect(
      (
        await database.query<{ humidity: number }>(
          `SELECT humidity FROM telemetry WHERE device_id = 'dev_1' ORDER BY time`,
        )
      ).rows.map(({ humidity }) => humidity),
    ).toEqual([1, 4, 6]);
  });

  it('keeps the raw values of calibrated probes beside the values, also of those that fill a row', async () => {
    await insertReadings(database, [{ ...reading('dev_1', 0, { soil_moisture: 50 }), raw: { soil_moisture: 2250 } }]);
    await insertReadings(database, [{ ...reading('dev_1', 0, { humidity: 40 }), raw: { humidity: 39.1 } }]);
    const { rows } = await database.query('SELECT soil_moisture, humidity, raw FROM telemetry');
    expect(rows).toEqual([{ soil_moisture: 50, humidity: 40, raw: { soil_moisture: 2250, humidity: 39.1 } }]);
  });

  it('fills what is still empty in the row of the same device and time, in one batch and across batches', async () => {
    const first = reading('dev_1', 0, { temperature: 21.5 });
    const second = reading('dev_1', 0, { soil_moisture: 31, temperature: 22 });
    const third = reading('dev_1', 0, { soil_moisture: 32, humidity: 60 });
    expect(await insertReadings(database, [first, second])).toEqual(['stored', { merged: { soil_moisture: 31 } }]);
    expect(await insertReadings(database, [third, second, reading('dev_2', 0, { humidity: 1 })])).toEqual([
      { merged: { humidity: 60 } },
      'duplicate',
      'stored',
    ]);
    expect(await insertReadings(database, [third, second, first])).toEqual(['duplicate', 'duplicate', 'duplicate']);
    const { rows } = await database.query(`SELECT * FROM telemetry WHERE device_id = 'dev_1'`);
    const values = { ...NOT_MEASURED, temperature: 21.5, soil_moisture: 31, humidity: 60 };
    expect(rows).toEqual([{ time: at(0), device_id: 'dev_1', plant_id: 'plant_1', raw: null, ...values }]);
    expect(await latestOf('dev_1')).toMatchObject(values);
  });

  it('fills no row with a reading whose time is that of its receipt', async () => {
    const received = { ...reading('dev_1', 0, { soil_moisture: 31 }), clockWrong: true };
    await insertReadings(database, [reading('dev_1', 0, { temperature: 21.5 })]);
    expect(await insertReadings(database, [received])).toEqual(['duplicate']);
    expect(await insertReadings(database, [{ ...received, clockOffsetMs: 5000 }])).toEqual([
      { merged: { soil_moisture: 31 } },
    ]);
  });

  it('distinguishes times that differ by a millisecond', async () => {
    const times = Array.from({ length: 50 }, (_, index) =>
      reading('dev_1', 1000.9 + index / 1000, { humidity: index }),
    );
    expect(await insertReadings(database, times.slice(0, 25))).toEqual(Array.from({ length: 25 }, () => 'stored'));
    expect(await insertReadings(database, times)).toEqual(
      times.map((_, index) => (index >= 25 ? 'stored' : 'duplicate')),
    );
  });

  it('stores each reading once when two servers insert the same ones simultaneously', async () => {
    for (let round = 0; round < 8; round += 1) {
      const batch = Array.from({ length: 500 }, (_, index) =>
        reading(`dev_${1 + (index % 2)}`, round * 500 + index, { humidity: 50 }),
      );
      const results = await Promise.all(
        [batch, batch.toReversed(), batch, batch.toReversed()].map((each) => insertReadings(database, each)),
      );
      expect(results.flat().filter((stored) => stored === 'stored')).toHaveLength(500);
    }
    expect(await countRows()).toBe(4000);
  });

  it('moves the newest value of each metric only forward', async () => {
    await insertReadings(database, [reading('dev_1', 100, { humidity: 50, temperature: 20 })]);
    await insertReadings(database, [
      reading('dev_1', 90, { humidity: 1, soil_moisture: 30 }),
      reading('dev_1', 110, { temperature: 21 }),
    ]);
    expect(await latestOf('dev_1')).toEqual({
      time: at(110).toISOString(),
      ...NOT_MEASURED,
      soil_moisture: 30,
      temperature: 21,
      humidity: 50,
      measured_at: {
        ...NOT_MEASURED,
        soil_moisture: at(90).toISOString(),
        temperature: at(110).toISOString(),
        humidity: at(100).toISOString(),
      },
    });
  });

  it('takes the newest value of a batch in any order', async () => {
    await insertReadings(database, [
      reading('dev_1', 3, { humidity: 3 }),
      reading('dev_1', 5, { humidity: 5 }),
      reading('dev_1', 4, { humidity: 4, temperature: 4 }),
    ]);
    expect(await latestOf('dev_1')).toMatchObject({ humidity: 5, temperature: 4 });
  });

  it('keeps the history of a deleted device, but shows no newest value of it', async () => {
    expect(await insertReadings(database, [reading('dev_gone', 0, { humidity: 50 })])).toEqual(['stored']);
    expect(await countRows()).toBe(1);
    expect((await database.query('SELECT FROM latest_readings')).rowCount).toBe(0);
  });

  it('refuses a batch with an invalid row as bad data, and stores none of it', async () => {
    const failure = await insertReadings(database, [
      reading('dev_1', 0, { humidity: 50 }),
      reading('dev\0', 1, { humidity: 50 }),
    ]).catch((error: unknown) => error);
    expect(isBadData(failure)).toBe(true);
    expect(await countRows()).toBe(0);
  });
});

describe('readHistory', () => {
  it('gives mean, min and max per bucket, counted from the start, without empty buckets', async () => {
    await insertReadings(database, [
      reading('dev_1', 0, { humidity: 10 }),
      reading('dev_2', 30, { humidity: 20, temperature: 5 }),
      reading('dev_1', 59.999, { humidity: 60 }),
      reading('dev_1', 60, { humidity: 70 }),
      reading('dev_1', 185, { humidity: 80 }),
    ]);
    const none = Object.fromEntries(
      METRIC_NAMES.flatMap((metric) => [metric, `${metric}_min`, `${metric}_max`]).map((column) => [column, null]),
    );
    expect(await readHistory(database, 'plant_1', at(0), at(240), 60)).toEqual([
      {
        ...none,
        time: at(0).toISOString(),
        humidity: 30,
        humidity_min: 10,
        humidity_max: 60,
        temperature: 5,
        temperature_min: 5,
        temperature_max: 5,
      },
      { ...none, time: at(60).toISOString(), humidity: 70, humidity_min: 70, humidity_max: 70 },
      { ...none, time: at(180).toISOString(), humidity: 80, humidity_min: 80, humidity_max: 80 },
    ]);
  });

  it('includes the start, excludes the end, and shows no other plant', async () => {
    await insertReadings(database, [
      reading('dev_1', 10, { humidity: 1 }),
      reading('dev_1', 20, { humidity: 2 }),
      reading('dev_2', 15, { humidity: 3 }, 'plant_2'),
      reading('dev_2', 16, { humidity: 4 }, null),
    ]);
    expect(
      (await readHistory(database, 'plant_1', at(10), at(20), 60)).map(({ time, humidity }) => [time, humidity]),
    ).toEqual([[at(10).toISOString(), 1]]);
  });
});

describe('readRawReadings', () => {
  it('reads raw readings of a plant page by page, oldest first, each once', async () => {
    await insertReadings(database, [
      reading('dev_2', 5, { humidity: 2 }),
      reading('dev_1', 5, { humidity: 1 }),
      reading('dev_1', 1, { humidity: 0 }),
      reading('dev_1', 9, { humidity: 9 }),
      reading('dev_1', 2, { humidity: 7 }, 'plant_2'),
    ]);
    const page = (after: ReadingKey | undefined) =>
      readRawReadings(database, { plantId: 'plant_1', after: after ?? keyBefore(at(1)), to: at(9), limit: 2 });
    const first = await page(undefined);
    expect(first.readings).toMatchObject([
      { time: at(1), device_id: 'dev_1', humidity: 0, temperature: null },
      { time: at(5), device_id: 'dev_1', humidity: 1 },
    ]);
    const second = await page(first.end);
    expect(second.readings.map(({ humidity }) => humidity)).toEqual([2]);
    expect(second.end).toBeUndefined();
  });

  it('terminates when times have microseconds', async () => {
    await database.query(
      `INSERT INTO telemetry (time, device_id, plant_id) SELECT '2026-01-01 00:00:01'::timestamptz + n * interval '1 microsecond', 'dev_1', 'plant_1' FROM generate_series(1, 5) AS n`,
    );
    let count = 0;
    let after: ReadingKey | undefined = keyBefore(at(0));
    do {
      const { readings, end } = await readRawReadings(database, { plantId: 'plant_1', after, to: at(9), limit: 2 });
      count += readings.length;
      after = end;
    } while (after && count < 100);
    expect(count).toBe(5);
  });
});

describe('the times given to readings without a time', () => {
  const receipt = (packetId: number, seconds: number) => ({
    packetId,
    deviceId: 'dev_1',
    payloadHash: 'h',
    time: at(seconds),
    delivery: seconds,
  });

  it('are stored with their readings, keeping the last per packet id', async () => {
    await insertReadings(
      database,
      [reading('dev_1', 1, { humidity: 1 }), reading('dev_1', 2, { humidity: 2 })],
      [receipt(1, 1), receipt(1, 2), receipt(2, 1)],
    );
    await insertReadings(database, [reading('dev_1', 3, { humidity: 3 })], [receipt(2, 3)]);
    expect((await listReceiptTimes(database)).sort((a, b) => a.packetId - b.packetId)).toEqual([
      receipt(1, 2),
      receipt(2, 3),
    ]);
  });
});
