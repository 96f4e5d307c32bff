import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabasePair, startDatabasePair } from '../testing/database-pair.ts';
import { migrate } from './migrate.ts';
import { type Database, openPool, type Queryable } from './pool.ts';
import { MOST_BEHIND_MS, ReadReplica } from './read-replica.ts';
import { type Reads, readsFrom, readsFromReplica } from './reads.ts';
import { storeCanary } from './repositories/durability.ts';

const silent = pino({ level: 'silent' });
const STAYS = new AbortController().signal;
let pair: DatabasePair;
let database: Database;
let replica: ReadReplica;
let reads: Reads;
let lines: string[];
const log = pino({}, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });

beforeAll(async () => {
  pair = await startDatabasePair();
  await migrate(pair.connection.primary, silent);
  database = openPool(pair.connection.primary, silent);
  await storeCanary(database, new Date());
  await pair.caughtUp();
  lines = [];
  replica = follow(pair.connection.replica);
  const own = readsFrom({ charts: database, bulk: database });
  reads = readsFromReplica(replica, own);
});
afterAll(async () => {
  await replica.stop();
  await database.end();
  await pair.remove();
});
beforeEach(async () => {
  await pair.caughtUp();
  await replica.look();
  lines.length = 0;
});

const follow = (connection: DatabasePair['connection']['replica']): ReadReplica =>
  new ReadReplica({ connection, database, clock: new FakeClock(), log });

/** Of which of the two something is read. */
async function sourceOf(queries: Queryable): Promise<'replica' | 'database'> {
  const { rows } = await queries.query<{ is_copy: boolean }>('SELECT pg_is_in_recovery() AS is_copy');
  return rows[0]?.is_copy ? 'replica' : 'database';
}
const charts = (): Promise<string> => sourceOf(reads.charts(STAYS));

/** Stores the next reading of the server itself, as so long after the one before (ms). */
const nextCanary = (afterMs: number): Promise<unknown> =>
  database.query(`UPDATE canary SET stored_at = stored_at + $1 * interval '1 ms'`, [afterMs]);

describe('a streaming replica', () => {
  it('is read by charts and downloads while it follows', async () => {
    expect(await charts()).toBe('replica');
    expect(await sourceOf(reads.downloads(STAYS))).toBe('replica');
    expect([replica.trouble(), replica.behindS()]).toEqual([undefined, 0]);
  });

  it('is not read while it is too far behind, and is again once it has caught up', async () => {
    const pools = openPool(pair.connection.replica, silent);
    await pools.query('SELECT pg_wal_replay_pause()');
    await nextCanary(MOST_BEHIND_MS);
    await replica.look();
    expect([await charts(), replica.behindS()]).toEqual(['replica', 5]);
    await nextCanary(1);
    await replica.look();
    expect([await charts(), replica.behindS()]).toEqual(['database', 5.001]);
    await pools.query('SELECT pg_wal_replay_resume()');
    await pools.end();
    await pair.caughtUp();
    await replica.look();
    expect(await charts()).toBe('replica');
    expect(lines).toEqual([
      'charts and downloads are read from the database itself, not from DATABASE_READ_URL: it is more than 5 s behind',
      'charts and downloads are read from the replica',
    ]);
  });

  it('that stops costs no answer: the database gives it, until the replica is back', async () => {
    await pair.stop('replica');
    expect([await charts(), await charts()]).toEqual(['database', 'database']);
    await replica.look();
    expect([replica.trouble(), replica.behindS()]).toEqual([expect.stringMatching(/^it cannot be asked: /), undefined]);
    await pair.start('replica');
    await replica.look();
    expect(await charts()).toBe('replica');
    expect(lines.at(-1)).toBe('charts and downloads are read from the replica');
  });

  it('ends a query whose caller has left', async () => {
    const leaving = new AbortController();
    const asked = reads.charts(leaving.signal).query('SELECT pg_sleep(60)');
    const control = openPool(pair.connection.replica, silent);
    const running = async (): Promise<number> =>
      (await control.query(`SELECT FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(60)'`))
        .rows.length;
    await expect.poll(running).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toBe(leaving.signal.reason);
    expect(await running()).toBe(0);
    await control.end();
  });

  it('passes on what is wrong with a query itself, and does not ask it twice', async () => {
    await expect(reads.charts(STAYS).query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(lines).toEqual([]);
  });
});

describe('an address that is no replica of this database', () => {
  it('is not read, and the log says why', async () => {
    const itself = follow(pair.connection.primary);
    await itself.look();
    expect(itself.trouble()).toBe('it is no replica: it takes changes of its own');
    await itself.stop();

    const foreign = {
      query: () => Promise.resolve({ rows: [{ born: new Date(0), stored_at: new Date() }] }),
    };
    const other = new ReadReplica({
      connection: pair.connection.replica,
      database: foreign as unknown as Queryable,
      clock: new FakeClock(),
      log,
    });
    await other.look();
    expect(other.trouble()).toBe('it is a replica of another database');
    await other.stop();
  });
});
