import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { Sessions } from './sessions.ts';

const databases = useTestDatabases();
const DAY_MS = 86_400_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
let database: Database;
let clock: FakeClock;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
});

async function open(password = 'a password', key = 'a key'): Promise<Sessions> {
  const sessions = new Sessions({ database, password, key, clock, log: silentLog });
  await sessions.load();
  sessions.start();
  return sessions;
}
const browser = { address: '10.0.0.1', userAgent: FIREFOX };

it('are listed, this browser first, with where and when each was seen last', async () => {
  const sessions = await open();
  const first = await sessions.begin(browser);
  await clock.advance(1000);
  await sessions.begin({ address: '2001:db8::1', userAgent: 'curl/8' });
  const current = sessions.find(first);
  if (current) sessions.seen(current, '10.0.0.9');
  expect(sessions.list(current?.id)).toEqual([
    {
      id: current?.id,
      current: true,
      browser: 'Firefox on Linux',
      address: '10.0.0.9',
      created_at: '2026-03-01T12:00:00.000Z',
      seen_at: '2026-03-01T12:00:01.000Z',
      expires_at: '2026-03-31T12:00:00.000Z',
    },
    expect.objectContaining({ current: false, browser: 'curl/8', address: '2001:db8::1' }),
  ]);
  await sessions.stop();
});

it('are accepted and listed until they expire, also by a server that was started meanwhile', async () => {
  const sessions = await open();
  const secret = await sessions.begin(browser);
  await clock.advance(30 * DAY_MS - 1);
  expect([sessions.find(secret)?.address, sessions.list(undefined).length]).toEqual([browser.address, 1]);
  await clock.advance(1);
  expect([sessions.find(secret), sessions.list(undefined)]).toEqual([undefined, []]);
  await sessions.stop();
  const after = await open();
  expect(after.find(secret)).toBeUndefined();
  await after.stop();
});

it('go on after a restart, with when they were seen last, and no secret is stored', async () => {
  const before = await open();
  const secret = await before.begin(browser);
  await clock.advance(DAY_MS);
  const session = before.find(secret);
  if (session) before.seen(session, '10.0.0.2');
  await before.stop();
  const after = await open();
  expect(after.find(secret)).toMatchObject({ id: session?.id, seenAt: clock.now(), address: '10.0.0.2' });
  const { rows } = await database.query('SELECT * FROM sessions');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(secret);
  await after.stop();
});

it.each([
  ['the password was changed', () => open('another password')],
  ['the server has another key', () => open('a password', 'another key')],
  ['thirty days are over', async () => (await clock.advance(30 * DAY_MS), open())],
])('end if, at a restart, %s', async (_what, reopen) => {
  const before = await open();
  const secret = await before.begin(browser);
  await before.stop();
  const after = await reopen();
  expect(after.find(secret)).toBeUndefined();
  expect((await database.query('SELECT FROM sessions')).rowCount).toBe(0);
  await after.stop();
});

it('end one by one, or all but one, also for those that are open, and stay ended after a restart', async () => {
  const sessions = await open();
  const secrets = [await sessions.begin(browser), await sessions.begin(browser), await sessions.begin(browser)];
  const [first, second, third] = secrets.map((secret) => sessions.find(secret));
  const told: string[] = [];
  if (second) sessions.onEnd(second, () => told.push('second'));
  if (third) sessions.onEnd(third, () => told.push('third'))();
  expect([await sessions.end(first?.id ?? ''), await sessions.end('nobody')]).toEqual([true, false]);
  expect(await sessions.endOthers(third?.id)).toBe(1);
  expect(told).toEqual(['second']);
  await sessions.stop();
  const after = await open();
  expect(secrets.map((secret) => after.find(secret)?.id)).toEqual([undefined, undefined, third?.id]);
  await after.stop();
});

it('are two hundred at most: the one that was seen least lately makes room', async () => {
  const sessions = await open();
  const oldest = await sessions.begin(browser);
  await clock.advance(1);
  for (let count = 0; count < 200; count += 1) await sessions.begin(browser);
  expect(sessions.find(oldest)).toBeUndefined();
  expect(sessions.list(undefined)).toHaveLength(200);
  await sessions.stop();
});

it('that begin and end elsewhere are known here at once, and end here what is open', async () => {
  const shared = { database, password: 'a password', key: 'a key', areShared: true, clock, log: silentLog };
  const told: string[] = [];
  const [here, there] = [new Sessions(shared), new Sessions({ ...shared, onChanged: () => told.push('there') })];
  const secret = await there.begin(browser);
  expect([here.find(secret), told]).toEqual([undefined, ['there']]);
  const session = await here.findNew(secret);
  expect(session).toMatchObject({ id: there.find(secret)?.id });
  expect(here.find(secret)).toBe(session);
  expect(await here.findNew('no secret')).toBeUndefined();
  expect(await new Sessions({ ...shared, password: 'another' }).findNew(secret)).toBeUndefined();
  expect(await new Sessions({ ...shared, areShared: false }).findNew(secret)).toBeUndefined();
  let isOpen = true;
  if (session) here.onEnd(session, () => (isOpen = false));
  if (session) here.seen(session, '10.0.0.7');
  await here.loadAgain();
  expect([isOpen, here.find(secret)?.address]).toEqual([true, '10.0.0.7']);
  await there.end(session?.id ?? '');
  await here.loadAgain();
  expect([isOpen, here.find(secret), told]).toEqual([false, undefined, ['there', 'there']]);
});
