import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processStartTime } from '../process/directory-claim.ts';
import { chooseServicePlace } from '../process/service-account.ts';
import type { ProcessExit } from '../process/supervised-process.ts';
import { killHard, startServerProcess, temporaryDataDir } from '../testing/place.ts';
import { type EmbeddedPostgres, type PostgresConnection, startEmbeddedPostgres } from './embedded-postgres.ts';

const log = pino({ level: 'silent' });
let dataDir: string;
let remove: () => void;
let database: EmbeddedPostgres | undefined;

beforeEach(() => {
  ({ dataDir, remove } = temporaryDataDir());
});

afterEach(async () => {
  await database?.stop();
  database = undefined;
  remove();
});

async function query(connection: PostgresConnection, sql: string): Promise<unknown[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const placeOf = (directory: string): string =>
  chooseServicePlace({ dataDir: directory, name: 'postgres', preferredUser: 'postgres' }).directory;

test('keeps stored data across a restart, and ignores an interrupted initdb', async () => {
  const place = placeOf(dataDir);
  mkdirSync(path.join(place, 'cluster.draft'));
  writeFileSync(path.join(place, 'cluster.draft', 'PG_VERSION'), 'half');

  database = await startEmbeddedPostgres({ dataDir, log });
  await query(database.connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await database.stop();
  database = await startEmbeddedPostgres({ dataDir, log });

  expect(await query(database.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(
    await query(
      database.connection,
      `SELECT current_setting('listen_addresses') AS tcp, upper('é') AS upper, current_setting('server_encoding') AS encoding`,
    ),
  ).toEqual([{ tcp: '', upper: 'É', encoding: 'UTF8' }]);
});

test('after kill -9 of the server, the next start takes over its database and nothing is lost', async () => {
  const first = await startServerProcess(
    {
      startEmbeddedPostgres: new URL('embedded-postgres.ts', import.meta.url).href,
      pino: import.meta.resolve('pino'),
      'default as pg': import.meta.resolve('pg'),
    },
    `
    const database = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: pino({ level: 'silent' }) });
    const client = new pg.Client(database.connection);
    await client.connect();
    await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
    console.log('ready');`,
  );
  await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
    /in use by a PlantOps server that is running \(process \d+\)/,
  );
  const postmaster = Number.parseInt(
    readFileSync(path.join(placeOf(dataDir), 'cluster', 'postmaster.pid'), 'utf8'),
    10,
  );
  await killHard(first);
  expect(processStartTime(postmaster)).toBeDefined();

  database = await startEmbeddedPostgres({ dataDir, log });

  expect(processStartTime(postmaster)).toBeUndefined();
  expect(await query(database.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a database crash is reported, and the database restarts by itself', async () => {
  database = await startEmbeddedPostgres({ dataDir, log });
  const { connection } = database;
  const exits: ProcessExit[] = [];
  database.onExit((exit) => exits.push(exit));

  process.kill(
    Number.parseInt(readFileSync(path.join(placeOf(dataDir), 'cluster', 'postmaster.pid'), 'utf8'), 10),
    'SIGKILL',
  );

  await expect.poll(() => exits.map(({ signal }) => signal)).toEqual(['SIGKILL']);
  await expect
    .poll(() => query(connection, 'SELECT 1 AS one').catch(() => 'not yet'), { timeout: 10_000 })
    .toEqual([{ one: 1 }]);
});

test('if the path is too long for a socket, the socket is in the temporary directory', async () => {
  database = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'x'.repeat(100)), log });
  expect(database.connection.host.length).toBeLessThan(85);
  expect(await query(database.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('data of another major version is refused with instructions', async () => {
  const cluster = path.join(placeOf(dataDir), 'cluster');
  mkdirSync(cluster);
  writeFileSync(path.join(cluster, 'PG_VERSION'), '15\n');
  await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
    /made by PostgreSQL 15, and this PlantOps comes with 17.*DATABASE_URL/s,
  );
});
