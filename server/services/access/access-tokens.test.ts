import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { AccessTokens } from './access-tokens.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
});

async function open(): Promise<AccessTokens> {
  const tokens = new AccessTokens({ database, clock, log: silentLog });
  await tokens.load();
  tokens.start();
  return tokens;
}

it('is shown once, and known by its name from then on, also after a restart', async () => {
  const before = await open();
  const made = await before.create({ name: 'prometheus', scope: 'read' });
  expect(made).toEqual({
    id: expect.stringMatching(/^[\w-]{12}$/),
    name: 'prometheus',
    scope: 'read',
    created_at: '2026-03-01T12:00:00.000Z',
    used_at: null,
    token: expect.stringMatching(/^pot_[\w-]{43}$/),
  });
  await clock.advance(5000);
  expect(before.use(made.token)).toMatchObject({ id: made.id, scope: 'read' });
  await before.stop();
  const after = await open();
  const { token, ...shown } = made;
  expect(after.list()).toEqual([{ ...shown, used_at: '2026-03-01T12:00:05.000Z' }]);
  expect(after.use(token)).toMatchObject({ id: made.id });
  expect(JSON.stringify((await database.query('SELECT * FROM access_tokens')).rows)).not.toContain(token);
  await after.stop();
});

it('opens nothing once it is revoked, also after a restart', async () => {
  const tokens = await open();
  const [first, second] = [
    await tokens.create({ name: 'one', scope: 'write' }),
    await tokens.create({ name: 'two', scope: 'read' }),
  ];
  const told: string[] = [];
  tokens.onEnd(first, () => told.push('first'));
  tokens.onEnd(second, () => told.push('second'));
  await tokens.revoke(first.id);
  await expect(tokens.revoke(first.id)).rejects.toMatchObject({ code: 'token_not_found' });
  expect(told).toEqual(['first']);
  expect(tokens.use(first.token)).toBeUndefined();
  await tokens.stop();
  const after = await open();
  expect(after.list().map(({ name }) => name)).toEqual(['two']);
  expect(['', 'pot_', first.token, `${second.token}x`].map((secret) => after.use(secret))).toEqual(
    Array(4).fill(undefined),
  );
  await after.stop();
});

it('is one of a hundred at most', async () => {
  const tokens = await open();
  for (let count = 0; count < 100; count += 1) await tokens.create({ name: `script ${count}`, scope: 'read' });
  await expect(tokens.create({ name: 'one more', scope: 'read' })).rejects.toMatchObject({
    code: 'token_limit_reached',
  });
  await tokens.stop();
});

it('is known where it was made elsewhere, and ends what is open where it was revoked elsewhere', async () => {
  const told: string[] = [];
  const here = await open();
  const there = new AccessTokens({ database, clock, onChanged: () => told.push('there'), log: silentLog });
  const { id, token } = await there.create({ name: 'prometheus', scope: 'read' });
  await here.loadAgain();
  expect(here.use(token)).toMatchObject({ id });
  let isOpen = true;
  here.onEnd({ id }, () => (isOpen = false));
  await here.loadAgain();
  expect(isOpen).toBe(true);
  await there.revoke(id);
  await here.loadAgain();
  expect([isOpen, here.use(token), told]).toEqual([false, undefined, ['there', 'there']]);
  await here.stop();
});
