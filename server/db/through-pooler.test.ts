import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PgBouncer, startPgBouncer } from '../testing/pgbouncer.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { cancellable } from './cancellable.ts';
import { assertDirectWay } from './direct-way.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { type Database, inTransaction, openPool, type Purpose } from './pool.ts';
import { prepared } from './prepared.ts';

const databases = useTestDatabases();
let connection: PostgresConnection;
let bouncer: PgBouncer;
const pools: Database[] = [];

beforeAll(async () => {
  connection = await databases.migrated();
  // All of its clients share one connection, so what one leaves behind would meet another.
  bouncer = await startPgBouncer(connection);
});
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));
afterAll(() => bouncer.stop());

function through(purpose?: Purpose): Database {
  const pool = openPool({ connectionString: bouncer.url.href }, silentLog, purpose);
  pools.push(pool);
  return pool;
}
const SETTINGS = `SELECT current_setting('jit') AS jit, current_setting('statement_timeout') AS statement,
                         current_setting('idle_in_transaction_session_timeout') AS idle`;

/** What a client finds that brings nothing along. */
async function leftBehind(): Promise<unknown> {
  const client = new pg.Client({ connectionString: bouncer.url.href });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(SETTINGS);
  await client.end();
  return rows[0];
}

describe('a pool behind PgBouncer in transaction mode', () => {
  it('has its own bounds in each statement and transaction, and leaves none to others', async () => {
    const before = await leftBehind();
    const charts = through('charts');
    const bulk = through('bulk');
    const of = async (pool: Database): Promise<unknown[]> => [
      (await pool.query<object>(SETTINGS)).rows[0],
      await inTransaction(pool, async (client) => (await client.query<object>(SETTINGS)).rows[0]),
    ];
    const ofCharts = { jit: 'off', statement: '10s', idle: '1min' };
    const ofBulk = { jit: 'off', statement: '10min', idle: '0' };
    expect(await of(charts)).toEqual([ofCharts, ofCharts]);
    expect(await of(bulk)).toEqual([ofBulk, ofBulk]);
    expect(await of(charts)).toEqual([ofCharts, ofCharts]);
    expect(await leftBehind()).toEqual(before);
  });

  it('finds its statements whichever connection it gets, with values, rows and counts', async () => {
    const [one, other] = [through(), through('readings')];
    for (const pool of [one, other, one])
      expect((await pool.query<{ sum: number }>(prepared('SELECT $1::int + 1 AS sum', [2]))).rows).toEqual([
        { sum: 3 },
      ]);
    const named = { name: 'of the test', text: 'SELECT $1::text AS said', values: ['x'] };
    await inTransaction(one, async (client) => {
      expect((await client.query(named)).rows).toEqual([{ said: 'x' }]);
    });
    expect((await other.query(named)).rows).toEqual([{ said: 'x' }]);
    expect((await one.query('SELECT $1::int AS n', [7])).rowCount).toBe(1);
  });

  it('rolls back what fails, and goes on', async () => {
    const pool = through();
    await expect(pool.query("INSERT INTO rooms (id, name, position) SELECT 'r', 'r', 1 / 0")).rejects.toMatchObject({
      code: '22012',
    });
    await expect(
      inTransaction(pool, async (client) => {
        await client.query("INSERT INTO rooms (id, name, position) VALUES ('r', 'r', 0)");
        await client.query('SELECT 1 / 0');
      }),
    ).rejects.toMatchObject({ code: '22012' });
    expect((await pool.query('SELECT FROM rooms')).rowCount).toBe(0);
  });

  it('ends a query whose caller has left, and no other', async () => {
    const direct = openPool(connection, silentLog);
    pools.push(direct);
    const running = async (): Promise<number> =>
      (
        await direct.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'`,
        )
      ).rows.length;
    const pool = through('charts');
    const leaving = new AbortController();
    const asked = cancellable(pool, leaving.signal).query('SELECT pg_sleep(60)');
    await expect.poll(running).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toBe(leaving.signal.reason);
    expect(await running()).toBe(0);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('copies rows in a transaction, and lets alone what cannot be in one', async () => {
    const pool = through('bulk');
    const bytes: Buffer[] = [];
    await inTransaction(pool, async (client) => {
      for await (const chunk of client.query(copyTo("COPY (SELECT 'row') TO STDOUT"))) bytes.push(chunk as Buffer);
    });
    expect(Buffer.concat(bytes).toString()).toBe('row\n');
    await expect(pool.query('VACUUM (ANALYZE) rooms')).resolves.toBeDefined();
  });
});

describe('the way past PgBouncer', () => {
  it('must be named, for nothing is heard through it', async () => {
    await expect(assertDirectWay(bouncer.url, undefined, 200)).rejects.toThrow(
      /^DATABASE_DIRECT_URL must be set: DATABASE_URL leads through a pooler.*Example: DATABASE_DIRECT_URL=postgres/,
    );
    await expect(assertDirectWay(bouncer.url, bouncer.directUrl)).resolves.toBeUndefined();
  });

  it('need not be named where there is none', async () => {
    await expect(assertDirectWay(bouncer.directUrl)).resolves.toBeUndefined();
    await expect(assertDirectWay(bouncer.directUrl, bouncer.directUrl)).resolves.toBeUndefined();
  });

  it('leads to the same database, and not through the pooler again', async () => {
    const another = new URL(bouncer.directUrl);
    another.pathname = `/${(await databases.empty()).database}`;
    for (const direct of [another, bouncer.url]) {
      const failure: unknown = await assertDirectWay(bouncer.url, direct, 200).catch((error: unknown) => error);
      expect(String(failure)).toMatch(/DATABASE_DIRECT_URL cannot be used: .* not heard there/);
      expect(String(failure)).not.toContain('pooler%20');
    }
  });
});
