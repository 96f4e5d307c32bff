import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabases } from '../testing/database.ts';
import { cancellable } from './cancellable.ts';
import type { Database } from './pool.ts';

const databases = useTestDatabases();
let database: Database;
let leaving: AbortController;

beforeEach(async () => {
  database = await databases.pool();
  leaving = new AbortController();
});

const running = async (): Promise<number> =>
  (
    await database.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'`,
    )
  ).rows.length;

describe('a query that can be cancelled', () => {
  it('is answered like any other while its caller waits', async () => {
    const queries = cancellable(database, leaving.signal);
    expect((await queries.query('SELECT $1::int AS number', [3])).rows).toEqual([{ number: 3 }]);
    await expect(queries.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  });

  it('is ended in the database when its caller leaves, and the connection serves others', async () => {
    const asked = cancellable(database, leaving.signal).query('SELECT pg_sleep(60)');
    await expect.poll(running).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toBe(leaving.signal.reason);
    expect(await running()).toBe(0);
    expect(database.idleCount).toBe(database.totalCount);
    expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('is not begun once its caller has left', async () => {
    leaving.abort();
    const none = { connect: () => expect.unreachable() } as unknown as Database;
    await expect(cancellable(none, leaving.signal).query('SELECT 1')).rejects.toBe(leaving.signal.reason);
  });
});
