import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { Audit } from './audit.ts';

const databases = useTestDatabases();
const DAY_MS = 86_400_000;
let database: Database;
let clock: FakeClock;
let audit: Audit;
const entry = (operation: string) => ({
  by: 'token' as const,
  name: 'a script',
  address: '10.0.0.1',
  operation,
  target: 'plant_1',
  fields: ['name'],
});
const operations = async (page: { before?: number; limit?: number } = {}): Promise<string[]> =>
  (await audit.list({ before: undefined, limit: 100, ...page })).map(({ operation }) => operation);

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  audit = new Audit({ database, clock, log: silentLog });
});

it('lists the newest first, page by page', async () => {
  for (const operation of ['one', 'two', 'three']) await audit.record(entry(operation));
  const [newest] = await audit.list({ before: undefined, limit: 1 });
  expect(newest).toEqual({ ...entry('three'), id: expect.any(Number), at: '2026-03-01T12:00:00.000Z' });
  expect(await operations({ before: newest?.id ?? 0 })).toEqual(['two', 'one']);
});

it('forgets after ninety days, by itself', async () => {
  await audit.record(entry('old'));
  await clock.advance(DAY_MS);
  await audit.record(entry('new'));
  audit.start();
  await clock.advance(89.5 * DAY_MS);
  await expect.poll(() => operations()).toEqual(['new']);
  audit.stop();
  expect(clock.timers).toBe(0);
});

it('keeps the newest 20,000', async () => {
  await database.query(
    `INSERT INTO audit (at, by_kind, address, operation, fields)
     SELECT $1, 'session', '::1', n::text, '{}' FROM generate_series(1, 20003) n`,
    [clock.now()],
  );
  await audit.trim();
  const { rows } = await database.query('SELECT count(*) AS count, min(operation::int) AS oldest FROM audit');
  expect(rows).toEqual([{ count: 20_000, oldest: 4 }]);
});

it('that cannot be written lets the change be', async () => {
  await database.query('ALTER TABLE audit RENAME TO audit_away');
  await expect(audit.record(entry('one'))).resolves.toBeUndefined();
  await database.query('ALTER TABLE audit_away RENAME TO audit');
});
