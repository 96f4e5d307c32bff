import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { EnvironmentError } from '../config/environment.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { freePort } from '../testing/place.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { reachDatabase } from './reach-database.ts';

const PASSWORD = 'canary-secret';
const databases = useTestDatabases();
const servers: net.Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const urlOf = ({ host, database }: PostgresConnection, user = 'plantops', password = PASSWORD): URL =>
  new URL(`postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}`);

async function inDatabase(connection: PostgresConnection, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ ...connection });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** @returns what the owner is told, which never holds the password */
async function problemOf(url: URL, options: Parameters<typeof reachDatabase>[2] = {}): Promise<string> {
  const failure: unknown = await reachDatabase(url, silentLog, { patienceMs: 0, ...options }).then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  );
  if (!(failure instanceof EnvironmentError)) throw failure;
  expect(failure.message).not.toContain(PASSWORD);
  return failure.message;
}

/** A server that is no PostgreSQL. */
async function serve(greet: (socket: net.Socket) => void): Promise<URL> {
  const server = net.createServer((socket) => greet(socket.on('error', () => undefined)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`postgres://u:${PASSWORD}@127.0.0.1:${(server.address() as net.AddressInfo).port}/x`);
}

it('accepts a database that the server can use, also one of an earlier start', async () => {
  await expect(reachDatabase(urlOf(await databases.empty()), silentLog)).resolves.toBeUndefined();
  await expect(reachDatabase(urlOf(await databases.migrated()), silentLog)).resolves.toBeUndefined();
});

it('names an address where nothing listens, and a host without an address', async () => {
  const port = await freePort();
  expect(await problemOf(new URL(`postgres://u:${PASSWORD}@127.0.0.1:${port}/x`))).toMatch(
    new RegExp(
      `^DATABASE_URL cannot be used: the database at 127\\.0\\.0\\.1:${port} is not there.*correct the address`,
    ),
  );
  expect(await problemOf(new URL(`postgres://u:${PASSWORD}@plantops.invalid/x`))).toMatch(
    /^DATABASE_URL cannot be used: the database at plantops\.invalid:5432 has a host that no address is known for/,
  );
});

it('names what ends every connection, and is no PostgreSQL', async () => {
  const url = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  expect(await problemOf(url)).toMatch(/^DATABASE_URL cannot be used: .* ends the connection .*Is it a PostgreSQL\?$/);
});

it('names what does not answer', async () => {
  const url = await serve(() => undefined);
  expect(await problemOf(url, { attemptMs: 100 })).toMatch(
    /^DATABASE_URL cannot be used: .* does not answer.*is it a PostgreSQL\?$/,
  );
});

it('names a database that is not there', async () => {
  const connection = await databases.empty();
  expect(await problemOf(urlOf({ ...connection, database: 'gone' }))).toMatch(
    /^DATABASE_URL cannot be used: .* has no such database \(database "gone" does not exist\)/,
  );
});

it('names a password that is wrong or missing', async () => {
  const connection = await databases.empty();
  const client = new pg.Client({ ...connection });
  await client.connect();
  const file = (await client.query<{ hba_file: string }>('SHOW hba_file')).rows[0]!.hba_file;
  writeFileSync(file, `local all stranger scram-sha-256\n${readFileSync(file, 'utf8')}`);
  await client.query("CREATE ROLE stranger LOGIN PASSWORD 'another'");
  await client.query('SELECT pg_reload_conf()');
  await client.end();
  await expect
    .poll(() => problemOf(urlOf(connection, 'stranger')))
    .toMatch(
      /^DATABASE_URL cannot be used: .* does not let the server in \(password authentication failed.*Check the user/,
    );
  expect(await problemOf(urlOf(connection, 'stranger', ''))).toMatch(/ asks for a password, and there is none/);
});

it('names a user who may not make tables, until another has made them', async () => {
  const connection = await databases.empty();
  await inDatabase(connection, `CREATE ROLE guest LOGIN PASSWORD '${PASSWORD}'`);
  expect(await problemOf(urlOf(connection, 'guest'))).toMatch(
    /^DATABASE_URL cannot be used: .* does not let this user make tables/,
  );
  await migrate(connection, silentLog);
  await inDatabase(connection, 'GRANT USAGE ON SCHEMA public TO guest');
  await expect(reachDatabase(urlOf(connection, 'guest'), silentLog)).resolves.toBeUndefined();
});

it('names a database that takes no changes', async () => {
  const connection = await databases.empty();
  await inDatabase(connection, `ALTER DATABASE ${connection.database} SET default_transaction_read_only = on`);
  expect(await problemOf(urlOf(connection))).toMatch(/^DATABASE_URL cannot be used: .* takes no changes/);
});

it('names a version that is too old', async () => {
  expect(await problemOf(urlOf(await databases.empty()), { oldestMajor: 99 })).toMatch(
    /^DATABASE_URL cannot be used: .* is PostgreSQL \d+\.\d+; 99 or later is needed$/,
  );
});

it('waits for one that starts at the same time, and says once that it does', async () => {
  const { host, port, database } = await databases.empty();
  const laterPort = await freePort();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const later = net.createServer((near) => {
    const far = net.connect(`${host}/.s.PGSQL.${port}`);
    near.pipe(far).pipe(near);
  });
  servers.push(later);
  const reached = reachDatabase(new URL(`postgres://plantops@127.0.0.1:${laterPort}/${database}`), log);
  await expect
    .poll(() => lines)
    .toEqual([expect.stringMatching(/DATABASE_URL .* is not there.*Waiting for it for 5 s/)]);
  later.listen(laterPort, '127.0.0.1');
  await expect(reached).resolves.toBeUndefined();
  expect(lines).toHaveLength(1);
});
