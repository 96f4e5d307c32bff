import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { type Database, openPool } from './pool.ts';
import { findEngineAtWork } from './repositories/engine-at-work.ts';
import { WorkLock } from './work-lock.ts';

const databases = useTestDatabases();
let connection: PostgresConnection;
let database: Database;
let clock: FakeClock;
let locks: WorkLock[];
/** What those that wait were told. */
let told: string[];

beforeEach(async () => {
  connection = await databases.migrated();
  database = openPool(connection, silentLog);
  clock = new FakeClock();
  [locks, told] = [[], []];
});
afterEach(async () => {
  for (const lock of locks) lock.release();
  await database.end();
});

function engine(name: string, { givesUpInDoubt = true, at = connection } = {}): WorkLock {
  const lock = new WorkLock({
    connection: at,
    urlFrom: () => `http://${name}:8080`,
    givesUpInDoubt,
    clock,
    log: silentLog,
  });
  locks.push(lock);
  return lock;
}
const take = (lock: WorkLock) => lock.take((other, trouble) => told.push(other?.url ?? trouble?.message ?? 'nobody'));
const atWork = async () => (await findEngineAtWork(database))?.url;
const cut = () =>
  database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plantops-work' AND datname = current_database()`,
  );
/** Lets time pass, and the database answer, until something is so. */
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect
    .poll(async () => {
      await clock.advance(500);
      return isSo();
    })
    .toBe(true);

describe('of several engines', () => {
  it('one works and has hosts told where it is; the next one takes over once it ends', async () => {
    const [first, second] = [engine('first'), engine('second')];
    expect(await take(first)).toBe(true);
    expect(await atWork()).toBe('http://first:8080');
    let isSecond = false;
    const waited = take(second).then((isMine) => (isSecond = isMine));
    await until(() => told.length > 0);
    expect([told, isSecond]).toEqual([['http://first:8080'], false]);
    first.release();
    await until(() => isSecond);
    await waited;
    expect(await atWork()).toBe('http://second:8080');
  });

  it('one that stands by ends at once when it is stopped', async () => {
    const [first, second] = [engine('first'), engine('second')];
    await take(first);
    const waited = take(second);
    await until(() => told.length > 0);
    second.release();
    expect(await waited).toBe(false);
  });

  it('one whose connection breaks goes on, if nobody has worked meanwhile', async () => {
    const first = engine('first');
    await take(first);
    const before = await findEngineAtWork(database);
    await cut();
    await until(async () => {
      const now = await findEngineAtWork(database);
      return now !== undefined && now.since.getTime() > (before?.since.getTime() ?? 0);
    });
    const second = engine('second');
    void take(second);
    await until(() => told.length > 0);
    expect(told).toEqual(['http://first:8080']);
  });

  it('one whose connection breaks has lost its work to who has taken it meanwhile', async () => {
    const [first, second] = [engine('first'), engine('second')];
    await take(first);
    let reason = '';
    void first.lost.then((why) => (reason = why));
    await cut();
    // Before the first looks again.
    expect(await take(second)).toBe(true);
    await until(() => reason !== '');
    expect(reason).toBe('another engine is at work now, at http://second:8080');
  });

  it('one that has lost its connection does not go on where another has worked and ended meanwhile', async () => {
    const [first, second] = [engine('first'), engine('second')];
    await take(first);
    let reason = '';
    void first.lost.then((why) => (reason = why));
    await cut();
    await take(second);
    second.release();
    await until(() => reason !== '');
    expect([reason, await atWork()]).toEqual([
      'another engine is at work now, at http://second:8080',
      'http://second:8080',
    ]);
  });
});

describe('an engine that cannot reach the database', () => {
  /** An address at which nothing listens. */
  const nowhere = () => ({ ...connection, host: '127.0.0.1', port: 1 });

  it('waits for it before it works, and says why', async () => {
    const lock = engine('first', { at: nowhere() });
    const waited = take(lock);
    await until(() => told.length > 0);
    expect(told).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
    lock.release();
    expect(await waited).toBe(false);
  });

  it.each([
    ['gives up within three seconds where others may take over', true, 'the database cannot be reached'],
    ['goes on where it works alone', false, ''],
  ])('%s', async (_, givesUpInDoubt, expected) => {
    const place = { ...connection };
    const lock = engine('first', { at: place, givesUpInDoubt });
    await take(lock);
    let reason = '';
    void lock.lost.then((why) => (reason = why));
    Object.assign(place, nowhere());
    await cut();
    let tries = 0;
    await until(() => (tries += 1) > 20);
    expect(reason).toBe(expected);
  });
});
