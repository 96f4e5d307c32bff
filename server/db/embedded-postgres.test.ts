import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { processStartTime } from '../process/directory-claim.ts';
import { chooseServicePlace } from '../process/service-account.ts';
import type { ProcessExit } from '../process/supervised-process.ts';
import { freePort, killHard, startServerProcess, temporaryDataDir } from '../testing/place.ts';
import { type EmbeddedPostgres, type PostgresConnection, startEmbeddedPostgres } from './embedded-postgres.ts';

const log = pino({ level: 'silent' });
let dataDir: string;
let remove: () => void;
let database: EmbeddedPostgres | undefined;
/** Where a stopped database and its programs wait for the next test: making them takes longest. */
let home: ReturnType<typeof temporaryDataDir>;

beforeAll(() => {
  home = temporaryDataDir();
});
afterAll(() => home.remove());

beforeEach(() => {
  ({ dataDir, remove } = temporaryDataDir());
});
afterEach(async () => {
  await database?.stop();
  database = undefined;
  if (!isAtHome()) move(dataDir, home.dataDir);
  remove();
});

const placeOf = (directory: string): string =>
  chooseServicePlace({ dataDir: directory, name: 'postgres', preferredUser: 'postgres' }).directory;
const isAtHome = (): boolean => existsSync(path.join(placeOf(home.dataDir), 'cluster'));

function move(from: string, to: string, isWanted = (_: string): boolean => true): void {
  for (const name of readdirSync(placeOf(from)).filter(isWanted))
    renameSync(path.join(placeOf(from), name), path.join(placeOf(to), name));
}

/** Brings the database into the test's directory. The first to ask makes it. */
async function bringDatabase(): Promise<void> {
  if (!isAtHome()) await (await startEmbeddedPostgres({ dataDir: home.dataDir, log })).stop();
  move(home.dataDir, dataDir);
}

async function query(connection: PostgresConnection, sql: string): Promise<unknown[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

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

test('with a port, lets the roles that read in over it, and nobody else', async () => {
  await bringDatabase();
  const port = await freePort();
  database = await startEmbeddedPostgres({ dataDir, port, log });
  await query(database.connection, `CREATE ROLE plantops_reading NOLOGIN`);
  await query(database.connection, `CREATE ROLE reader LOGIN PASSWORD 'p' IN ROLE plantops_reading`);
  await query(database.connection, `CREATE ROLE other LOGIN PASSWORD 'p'`);
  const over = { host: '127.0.0.1', port, password: 'p', database: 'plantops' };
  expect(await query({ ...over, user: 'reader' }, 'SELECT current_user AS name')).toEqual([{ name: 'reader' }]);
  for (const user of ['other', 'plantops'])
    await expect(query({ ...over, user }, 'SELECT'), user).rejects.toThrow(/pg_hba/);
  await expect(query({ ...over, user: 'reader', database: 'postgres' }, 'SELECT')).rejects.toThrow(/pg_hba/);
  expect(database.psqlCommand).toContain(`-p ${port}`);
  await database.stop();
  database = undefined;
  const taken = net.createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await expect(startEmbeddedPostgres({ dataDir, port, log })).rejects.toThrow(
    /DATABASE_PORT cannot be .*another program/,
  );
  taken.close();
});

test('after kill -9 of the server, the next start takes over its database and nothing is lost', async () => {
  await bringDatabase();
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
    await client.query('CREATE TABLE kept_too AS SELECT 43 AS answer');
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
  expect(await query(database.connection, 'SELECT answer FROM kept_too')).toEqual([{ answer: 43 }]);
});

test('a database crash is reported, and the database restarts by itself', async () => {
  await bringDatabase();
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
  const long = path.join(dataDir, 'x'.repeat(100));
  await bringDatabase();
  move(dataDir, long);
  database = await startEmbeddedPostgres({ dataDir: long, log });
  expect(database.connection.host.length).toBeLessThan(85);
  expect(await query(database.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.stop();
  database = undefined;
  move(long, dataDir);
});

test('data of another major version is refused with instructions', async () => {
  const cluster = path.join(placeOf(dataDir), 'cluster');
  mkdirSync(cluster);
  writeFileSync(path.join(cluster, 'PG_VERSION'), '15\n');
  // Its programs need not be copied once more.
  move(home.dataDir, dataDir, (name) => name.startsWith('server-'));
  await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
    /made by PostgreSQL 15, and this PlantOps comes with 17.*DATABASE_URL/s,
  );
});
