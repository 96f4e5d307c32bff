import type { Reading } from '@plantops/shared/messages.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabases } from '../../testing/database.ts';
import { copyText } from '../copy-text.ts';
import { type Database, inTransaction, type Queryable } from '../pool.ts';
import {
  indexStagedReadings,
  insertStagedRows,
  lockForRestore,
  replaceTables,
  type StagedTables,
  stageTables,
} from './restored-tables.ts';
import { insertReadings } from './telemetry.ts';

const databases = useTestDatabases();
let database: Database;
beforeEach(async () => {
  database = await databases.pool();
});

const reading = (deviceId: string, time: string, humidity: number): Reading => ({
  deviceId,
  plantId: 'old',
  time: new Date(time),
  receivedAt: new Date(time),
  clockWrong: false,
  values: { humidity },
});
const month = (time: string): number => Date.parse(time);
/** What a file has: a plant with its device, and these readings of it. */
async function fill(connection: Queryable, times: readonly string[]): Promise<void> {
  await insertStagedRows(connection, 'plants', ['id', 'name'], JSON.stringify([{ id: 'new', name: 'Fern' }]));
  const device = {
    id: 'd1',
    mac_address: 'm',
    mqtt_username: 'd1',
    mqtt_password_hash: 'h',
    mqtt_broker_hash: 'b',
    plant_id: 'new',
  };
  await insertStagedRows(connection, 'devices', Object.keys(device), JSON.stringify([device]));
  const columns = ['time', 'device_id', 'plant_id', 'humidity'];
  const rows = times.map((time) => copyText({ time, device_id: 'd1', plant_id: 'new', humidity: 50 }, columns));
  await insertStagedRows(connection, 'telemetry', columns, rows.join(''));
}
/** A connection of its own in a transaction, for as long as `work` takes. */
async function beside(work: (connection: Queryable) => Promise<void>): Promise<void> {
  const connection = await database.connect();
  try {
    await connection.query('BEGIN');
    await work(connection);
  } finally {
    connection.release(true);
  }
}
/** Restores such a file. @param meanwhile is done when the tables are filled, before they take the place of the others */
const restore = (
  times: readonly string[],
  months: readonly string[],
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<StagedTables> =>
  inTransaction(database, async (connection) => {
    const tables = await stageTables(connection, months.map(month));
    await fill(connection, times);
    await indexStagedReadings(connection, tables);
    await meanwhile();
    await lockForRestore(connection, 'EXCLUSIVE');
    await lockForRestore(connection, 'ACCESS EXCLUSIVE');
    await replaceTables(connection, tables);
    return tables;
  });
const rowsOf = async (sql: string): Promise<unknown[]> => (await database.query<Record<string, unknown>>(sql)).rows;
const readings = (): Promise<unknown[]> =>
  rowsOf('SELECT device_id, plant_id, time::text, humidity FROM telemetry ORDER BY time, device_id');
const partitions = async (): Promise<string[]> =>
  (
    await rowsOf(`SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
                 WHERE inhparent = 'telemetry'::regclass ORDER BY 1`)
  ).map((row) => (row as { relname: string }).relname);

describe('tables that are restored', () => {
  it('take the place of those in use: readings in the partitions of their months, others where the rest is', async () => {
    await insertReadings(database, [reading('d0', '2025-02-03T00:00:00Z', 1)]);
    const times = ['2025-02-01 00:00:00+00', '2025-02-28 23:59:59.999+00', '2031-05-05 00:00:00+00'];
    const before = await partitions();
    for (let round = 0; round < 2; round += 1) {
      await restore(times, ['2025-02-01T00:00:00Z']);
      expect(await readings()).toEqual(times.map((time) => ({ device_id: 'd1', plant_id: 'new', time, humidity: 50 })));
      expect(await partitions()).toEqual([...new Set([...before, 'telemetry_2025_02'])].sort());
    }
    expect(
      await rowsOf(`SELECT tableoid::regclass::text AS name, count(*) FROM telemetry GROUP BY 1 ORDER BY 1`),
    ).toEqual([
      { name: 'telemetry_2025_02', count: 2 },
      { name: 'telemetry_other', count: 1 },
    ]);
    expect(await insertReadings(database, [reading('d1', '2025-02-01T00:00:00Z', 50)])).toEqual(['duplicate']);
    expect(await insertReadings(database, [reading('d1', '2025-02-02T00:00:00Z', 50)])).toEqual(['stored']);
    expect(await rowsOf(`SELECT indexname FROM pg_indexes WHERE tablename = 'telemetry_2025_02' ORDER BY 1`)).toEqual([
      { indexname: 'telemetry_2025_02_pkey' },
      { indexname: 'telemetry_2025_02_plant_id_time_idx' },
    ]);
    expect(await rowsOf(`SELECT conname FROM pg_constraint WHERE conname = 'in_month'`)).toEqual([]);
  });

  it('leave the readings that came meanwhile, each with the plant that its device has now', async () => {
    await insertReadings(database, [reading('d1', '2026-01-01T00:00:00Z', 10)]);
    await restore(['2025-12-31 00:00:00+00'], ['2025-12-01T00:00:00Z'], () =>
      insertReadings(database, [
        reading('d1', '2026-01-02T00:00:00Z', 20),
        reading('gone', '2026-01-02T00:00:00Z', 30),
        reading('import-7', '2026-01-02T00:00:00Z', 40),
      ]),
    );
    expect(await readings()).toEqual([
      { device_id: 'd1', plant_id: 'new', time: '2025-12-31 00:00:00+00', humidity: 50 },
      { device_id: 'd1', plant_id: 'new', time: '2026-01-02 00:00:00+00', humidity: 20 },
      { device_id: 'gone', plant_id: null, time: '2026-01-02 00:00:00+00', humidity: 30 },
    ]);
    expect(await rowsOf('SELECT device_id, humidity FROM latest_readings')).toEqual([
      { device_id: 'd1', humidity: 20 },
    ]);
  });

  it('leave more readings than are stored at once, and those of a transaction that was under way before', async () => {
    await beside(async (early) => {
      await early.query(`INSERT INTO telemetry (time, device_id, humidity) VALUES ('2026-01-02Z', 'early', 5)`);
      await restore([], [], async () => {
        await early.query('COMMIT');
        await database.query(`INSERT INTO telemetry (time, device_id, humidity)
          SELECT '2026-01-03Z'::timestamptz + n * interval '1 s', 'd1', n % 100 FROM generate_series(1, 2345) n`);
      });
    });
    expect(await rowsOf('SELECT device_id, plant_id, count(*) FROM telemetry GROUP BY 1, 2 ORDER BY 1')).toEqual([
      { device_id: 'd1', plant_id: 'new', count: 2345 },
      { device_id: 'early', plant_id: null, count: 1 },
    ]);
  });

  it('are not there any more if it comes to nothing, and neither was anything changed', async () => {
    await insertReadings(database, [reading('d0', '2026-01-01T00:00:00Z', 10)]);
    const before = [await partitions(), await readings()];
    await expect(
      restore(['2026-01-01 00:00:00+00'], ['2026-01-01T00:00:00Z'], () => Promise.reject(new Error('stopped'))),
    ).rejects.toThrow('stopped');
    expect([await partitions(), await readings()]).toEqual(before);
    expect(await rowsOf(`SELECT relname FROM pg_class WHERE relname LIKE 'restored%'`)).toEqual([]);
  });

  it('take the place once nobody reads those in use, and who reads meanwhile is never the one that is refused', async () => {
    let restoring: Promise<unknown> | undefined;
    await beside(async (reader) => {
      await reader.query('SELECT count(*) FROM telemetry');
      restoring = restore([], []);
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE%ACCESS%'`;
      await expect.poll(() => rowsOf(waiting), { timeout: 10_000 }).toHaveLength(1);
      // It waits for the restore, which waits for the reader: PostgreSQL ends one of the two after a second.
      await reader.query('SELECT count(*) FROM plants');
      await reader.query('COMMIT');
    });
    await restoring;
    expect(await rowsOf('SELECT id FROM plants')).toEqual([{ id: 'new' }]);
  });
});
