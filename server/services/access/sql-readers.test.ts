/** What a role that reads may do, in a real PostgreSQL, and how it comes and goes. */
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PostgresConnection } from '../../db/embedded-postgres.ts';
import { type Database, openPool } from '../../db/pool.ts';
import { endLongReads, READABLE } from '../../db/reading-roles.ts';
import { listReadingAccounts } from '../../db/repositories/reading-accounts.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { MOST_READERS, ReadingAccounts } from './reading-accounts.ts';
import { sqlReaders } from './sql-readers.ts';

const databases = useTestDatabases();
let connection: PostgresConnection;

beforeEach(async () => {
  connection = await databases.migrated();
});

/** The accounts of a server that connects in this way. */
async function withAccounts<T>(
  work: (accounts: ReadingAccounts, database: Database) => Promise<T>,
  { as = connection, isOwn = true }: { as?: PostgresConnection; isOwn?: boolean } = {},
): Promise<T> {
  const database = openPool({ ...as }, silentLog);
  const home = sqlReaders({ database, direct: { ...as }, publicPort: undefined, isOwn, log: silentLog });
  const accounts = new ReadingAccounts({
    database,
    homes: { sql: home, mqtt: home },
    clock: new FakeClock(new Date('2026-11-01T12:00:00Z')),
    log: silentLog,
  });
  try {
    return await work(accounts, database);
  } finally {
    for (const { id } of await accounts.list()) await accounts.revoke(id);
    await database.end();
  }
}
const make = (accounts: ReadingAccounts) => accounts.create({ kind: 'sql', name: 'Grafana' }, '');

async function connected(address: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: address });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
async function ask(address: string, ...statements: string[]): Promise<unknown> {
  const client = await connected(address);
  try {
    let rows: unknown;
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

describe('a role that reads', () => {
  it('reads what is documented, by the address that is shown once', () =>
    withAccounts(async (accounts, database) => {
      await addDevice(database, 1);
      const made = await make(accounts);
      expect(made).toMatchObject({ kind: 'sql', name: 'Grafana', created_at: '2026-11-01T12:00:00.000Z' });
      expect(made.username).toMatch(/_reader_1$/);
      expect(made.command).toContain(made.address);
      for (const [table, { without = [] }] of Object.entries(READABLE)) {
        const columns = without.length === 0 ? '*' : 'id, mqtt_username, status';
        await expect(ask(made.address, `SELECT ${columns} FROM ${table}`), table).resolves.toBeDefined();
      }
      expect(await ask(made.address, 'SELECT id FROM devices')).toEqual([{ id: 'dev_1' }]);
      const [listed] = await accounts.list();
      expect(Object.keys(listed ?? {}).sort()).toEqual(['created_at', 'id', 'kind', 'name', 'username']);
    }));

  it('reads nothing else: no hash, secret, session, token, message, photo or flow, and no file', () =>
    withAccounts(async (accounts, database) => {
      const { address } = await make(accounts);
      const { rows } = await database.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      const others = rows.map(({ name }) => name).filter((name) => !(name in READABLE));
      expect(others).toEqual(expect.arrayContaining(['settings', 'sessions', 'access_tokens', 'deliveries', 'audit']));
      for (const statement of [
        ...others.map((name) => `SELECT * FROM ${name}`),
        'SELECT * FROM devices',
        'SELECT mqtt_password_hash FROM devices',
        'SELECT mqtt_broker_hash FROM devices',
        'SELECT * FROM pg_authid',
        "SELECT pg_read_file('/etc/passwd')",
        "COPY plants TO PROGRAM 'id'",
        'SET ROLE plantops',
      ])
        await expect(ask(address, statement), statement).rejects.toThrow(/permission denied|must be|insufficient/i);
    }));

  it('writes nothing, also where it lifts what it was given as a default', () =>
    withAccounts(async (accounts, database) => {
      await addDevice(database, 1);
      const { address } = await make(accounts);
      await expect(ask(address, 'CREATE TABLE mine (id INT)')).rejects.toThrow(/read-only|permission denied/);
      for (const statement of [
        "UPDATE plants SET name = 'x'",
        'DELETE FROM telemetry',
        "INSERT INTO alerts (kind, device_id, message) VALUES ('offline', 'dev_1', 'x')",
        'TRUNCATE readings_daily',
        'CREATE TABLE mine (id INT)',
        'CREATE TEMPORARY TABLE mine (id INT)',
        'SELECT lo_create(0)',
        "SELECT lo_from_bytea(0, 'x')",
        'SELECT pg_advisory_lock(1)',
        "CREATE ROLE another LOGIN PASSWORD 'x'",
        'ALTER ROLE plantops NOLOGIN',
      ])
        await expect(ask(address, 'SET default_transaction_read_only = off', statement), statement).rejects.toThrow(
          /permission denied|must be/,
        );
    }));

  it('takes few connections and little time, and one that lifts its time limit is ended', () =>
    withAccounts(async (accounts, database) => {
      const { address, username } = await make(accounts);
      expect(await ask(address, 'SHOW statement_timeout')).toEqual([{ statement_timeout: '30s' }]);
      expect(await ask(address, 'SHOW temp_file_limit')).toEqual([{ temp_file_limit: '1GB' }]);
      await expect(ask(address, 'SET temp_file_limit = -1')).rejects.toThrow(/permission denied/);
      const open = await Promise.all([connected(address), connected(address), connected(address)]);
      await expect(connected(address)).rejects.toThrow(/too many connections/);
      const [reader] = open;
      await reader?.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
      await reader?.query('BEGIN');
      expect(await endLongReads(database, [username])).toEqual([]);
      const ended = new Promise((resolve) => reader?.once('end', resolve));
      expect(await endLongReads(database, [username], 0)).toEqual([username]);
      await ended;
      await Promise.all(open.map((client) => client.end()));
    }));

  it('has its connections ended and is let in no more once it is revoked', () =>
    withAccounts(async (accounts, database) => {
      const { id, address, username } = await make(accounts);
      const reader = await connected(address);
      const ended = new Promise((resolve) => reader.once('end', resolve));
      await accounts.revoke(id);
      await ended;
      await expect(connected(address)).rejects.toThrow(/password|does not exist/);
      expect((await database.query('SELECT FROM pg_roles WHERE rolname = $1', [username])).rowCount).toBe(0);
      await expect(accounts.revoke(id)).rejects.toMatchObject({ code: 'reading_account_not_found' });
      expect(await accounts.list()).toEqual([]);
    }));

  it('that gets another password is cut, and comes back with the new one alone', () =>
    withAccounts(async (accounts) => {
      const first = await make(accounts);
      const reader = await connected(first.address);
      const ended = new Promise((resolve) => reader.once('end', resolve));
      const again = await accounts.renew(first.id, '');
      await ended;
      expect(again).toMatchObject({ id: first.id, username: first.username });
      await expect(connected(first.address)).rejects.toThrow(/password/);
      expect(await ask(again.address, 'SELECT FROM plants')).toEqual([]);
      await expect(accounts.renew('nobody', '')).rejects.toMatchObject({ code: 'reading_account_not_found' });
    }));

  it('that is missing after a move of the database is made again by another password, and no name is given twice', () =>
    withAccounts(async (accounts, database) => {
      const { id, username } = await make(accounts);
      await database.query(`DROP OWNED BY "${username}"`);
      await database.query(`DROP ROLE "${username}"`);
      const second = await make(accounts);
      expect(second.username).toMatch(/_reader_2$/);
      const again = await accounts.renew(id, '');
      expect(again.username).toBe(username);
      expect(await ask(again.address, 'SELECT FROM plants')).toEqual([]);
    }));

  it('reads columns that came later, and none that became secret, after the next start', () =>
    withAccounts(async (accounts, database) => {
      const { address } = await make(accounts);
      await database.query('ALTER TABLE devices ADD COLUMN colour TEXT');
      await database.query(`GRANT SELECT ON settings TO "${connection.database.slice(0, 48)}_reading"`);
      await expect(ask(address, 'SELECT colour FROM devices')).rejects.toThrow(/permission denied/);
      accounts.start();
      await expect.poll(() => ask(address, 'SELECT colour FROM devices').catch(() => 'refused')).toEqual([]);
      await expect(ask(address, 'SELECT * FROM settings')).rejects.toThrow(/permission denied/);
      accounts.stop();
    }));

  it('can be made five times at most, also by those who ask at the same time', () =>
    withAccounts(async (accounts, database) => {
      const made = await Promise.allSettled(Array.from({ length: MOST_READERS + 2 }, () => make(accounts)));
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_READERS);
      expect(made.at(-1)).toMatchObject({ reason: { code: 'reading_account_limit_reached' } });
      expect(new Set((await listReadingAccounts(database)).map(({ username }) => username)).size).toBe(MOST_READERS);
    }));
});

describe('a database of the owner', () => {
  const modest = async (rights: string): Promise<PostgresConnection> => {
    const name = `modest_${connection.database.slice(-12)}`;
    const admin = new pg.Client(connection);
    await admin.connect();
    await admin.query(`CREATE ROLE ${name} LOGIN ${rights} PASSWORD 'p'`);
    await admin.query(`GRANT ALL ON SCHEMA public TO ${name}`);
    // As if it had made the tables itself.
    const { rows } = await admin.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const table of rows) await admin.query(`ALTER TABLE "${table.name}" OWNER TO ${name}`);
    await admin.end();
    return { ...connection, user: name, password: 'p' };
  };

  it('whose user may make roles has such accounts: they read, are cut, and are gone', async () => {
    const as = await modest('CREATEROLE');
    await withAccounts(
      async (accounts, database) => {
        const { id, address, username } = await make(accounts);
        expect(await ask(address, 'SELECT FROM plants')).toEqual([]);
        await expect(ask(address, 'SELECT * FROM settings')).rejects.toThrow(/permission denied/);
        const reader = await connected(address);
        await reader.query('BEGIN');
        const ended = new Promise((resolve) => reader.once('end', resolve));
        expect(await endLongReads(database, [username], 0)).toEqual([username]);
        await ended;
        await accounts.revoke(id);
        await expect(connected(address)).rejects.toThrow(/password|does not exist/);
      },
      { as, isOwn: false },
    );
  });

  it('whose user may not says so in a sentence with what to do, and nothing is left', async () => {
    const as = await modest('NOCREATEROLE');
    await withAccounts(
      async (accounts) => {
        await expect(make(accounts)).rejects.toMatchObject({
          code: 'reading_account_refused',
          message: expect.stringMatching(/permission denied.*CREATEROLE/s),
        });
        expect(await accounts.list()).toEqual([]);
      },
      { as, isOwn: false },
    );
  });
});
