/** On a real PostgreSQL, with an extension of the same name that has versions and does nothing. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { temporaryDataDir } from '../testing/place.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { lacksTimescaleLibrary, updateTimescale } from './update-timescale.ts';

const place = temporaryDataDir();
const told: string[] = [];
const log = pino({ level: 'info' }, { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) });
let postgres: EmbeddedPostgres;
let extensions: string;
let admin: pg.Client;

/** Puts a version on the machine: it becomes the one that new databases get. */
function install(version: string, ...from: string[]): void {
  writeFileSync(path.join(extensions, 'timescaledb.control'), `default_version = '${version}'\nrelocatable = true\n`);
  writeFileSync(path.join(extensions, `timescaledb--${version}.sql`), '');
  for (const before of from) writeFileSync(path.join(extensions, `timescaledb--${before}--${version}.sql`), '');
}

beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ dataDir: place.dataDir, log: pino({ level: 'silent' }) });
  const root = path.dirname(postgres.connection.host);
  const server = readdirSync(root).find((name) => name.startsWith('server-')) ?? '';
  extensions = path.join(root, server, 'share', 'postgresql', 'extension');
  admin = new pg.Client(postgres.connection);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await postgres.stop();
  place.remove();
});
beforeEach(async () => {
  vi.restoreAllMocks();
  told.length = 0;
  await admin.query('DROP EXTENSION IF EXISTS timescaledb');
  install('2.22.1');
});

const used = async (): Promise<unknown> =>
  (await admin.query<{ v: string }>(`SELECT extversion AS v FROM pg_extension WHERE extname = 'timescaledb'`)).rows[0]
    ?.v;

it('a database without TimescaleDB stays without', async () => {
  await updateTimescale(postgres.connection, log);
  expect([await used(), told]).toEqual([undefined, []]);
});

it('a database at the version that is installed is left alone', async () => {
  await admin.query('CREATE EXTENSION timescaledb');
  await updateTimescale(postgres.connection, log);
  expect([await used(), told]).toEqual(['2.22.1', []]);
});

it.each(['2.22.10', '2.23.0'])('a newer version, %s, is taken at the next start, and told', async (version) => {
  await admin.query('CREATE EXTENSION timescaledb');
  install(version, '2.22.1');
  await updateTimescale(postgres.connection, log);
  expect([await used(), told]).toEqual([version, [`TimescaleDB was updated from 2.22.1 to ${version}`]]);
});

it('the update is the first statement of its session, as TimescaleDB asks', async () => {
  await admin.query('CREATE EXTENSION timescaledb');
  install('2.23.0', '2.22.1');
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await updateTimescale(postgres.connection, log);
  const statements = query.mock.calls.map(([text], at) => ({ text, session: query.mock.contexts[at] }));
  const update = statements.find(({ text }) => text.startsWith('ALTER EXTENSION'));
  expect(statements.filter(({ session }) => session === update?.session)).toEqual([update]);
});

const GONE = 'could not access file "$libdir/timescaledb-2.22.1": No such file or directory';
const failure = (code: string, message: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError(message, 0, 'error'), { code });

it('a version whose library the machine no longer has is updated all the same: nothing else is answered', async () => {
  await admin.query('CREATE EXTENSION timescaledb');
  install('2.23.0', '2.22.1');
  vi.spyOn(pg.Client.prototype, 'query').mockRejectedValueOnce(failure('58P01', GONE));
  await updateTimescale(postgres.connection, log);
  expect(await used()).toBe('2.23.0');
  expect(told).toEqual(['TimescaleDB was updated from a version that is no longer installed to 2.23.0']);
});

it('ends the start where that fails, with what to do', async () => {
  const refused = failure('42501', 'must be owner of extension timescaledb');
  vi.spyOn(pg.Client.prototype, 'query').mockRejectedValueOnce(failure('58P01', GONE)).mockRejectedValueOnce(refused);
  await expect(updateTimescale(postgres.connection, log)).rejects.toThrow(
    /^TimescaleDB could not be updated \(must be owner .*\)\. As the owner of the extension, run psql -X/,
  );
});

it('an older version that is installed changes nothing', async () => {
  install('2.21.0');
  install('2.22.1');
  await admin.query('CREATE EXTENSION timescaledb');
  install('2.21.0');
  await updateTimescale(postgres.connection, log);
  expect([await used(), told]).toEqual(['2.22.1', []]);
});

it('another major version waits for the owner, who is told how', async () => {
  await admin.query('CREATE EXTENSION timescaledb');
  install('3.0.0', '2.22.1');
  await updateTimescale(postgres.connection, log);
  expect(await used()).toBe('2.22.1');
  expect(told).toEqual([
    expect.stringMatching(/^TimescaleDB 3\.0\.0 .* at 2\.22\.1\. .*ALTER EXTENSION timescaledb UPDATE/),
  ]);
});

it('where it cannot be done the server goes on with the old version, and says who must do what', async () => {
  await admin.query('CREATE EXTENSION timescaledb');
  // There is no way from the one to the other.
  install('2.24.0');
  await updateTimescale(postgres.connection, log);
  expect(await used()).toBe('2.22.1');
  expect(told).toEqual([expect.stringMatching(/^TimescaleDB could not be updated .* stays at 2\.22\.1$/)]);
});

it('a library that is gone is told from other failures', () => {
  expect(lacksTimescaleLibrary(failure('58P01', GONE))).toBe(true);
  expect(lacksTimescaleLibrary(failure('58P01', 'could not access file "$libdir/other"'))).toBe(false);
  expect(lacksTimescaleLibrary(failure('42501', 'must be owner of extension timescaledb'))).toBe(false);
  expect(lacksTimescaleLibrary(new Error('timescaledb'))).toBe(false);
});
