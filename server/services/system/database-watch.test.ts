import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useTestDatabases } from '../../testing/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../testing/database-proxy.ts';
import { freePort } from '../../testing/place.ts';
import { DatabaseWatch } from './database-watch.ts';

const AWAY = { code: 'database_unavailable', status: 503 };
const databases = useTestDatabases();
let clock: FakeClock;
let lines: string[];
let log: Logger;
let proxy: DatabaseProxy | undefined;
let watch: DatabaseWatch | undefined;

beforeEach(() => {
  clock = new FakeClock();
  vi.spyOn(clock, 'after');
  lines = [];
  log = pino({}, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
});
afterEach(async () => {
  await watch?.stop();
  await proxy?.stop();
  proxy = undefined;
});

/** A watch that has had its first answer and rests until it asks again. */
async function watching(): Promise<{ watch: DatabaseWatch; proxy: DatabaseProxy }> {
  const connection = await databases.empty();
  const made = await startDatabaseProxy(connection);
  proxy = made;
  watch = new DatabaseWatch({ connection: { ...connection, host: '127.0.0.1', port: made.port }, clock, log });
  watch.start();
  await rested();
  return { watch, proxy: made };
}
const lastTimerMs = (): number | undefined => vi.mocked(clock.after).mock.lastCall?.[0];
/** Resolves once the watch rests, half a second long. */
const rested = async (): Promise<void> => {
  await expect.poll(() => [clock.timers, lastTimerMs()]).toEqual([1, 500]);
};
/** Resolves once the watch waits for an answer. */
const asked = async (): Promise<void> => {
  await expect.poll(() => [proxy?.isAsked(), lastTimerMs()]).toEqual([true, 1000]);
};
const endless = (): Promise<never> => new Promise(() => undefined);

describe('the database watch', () => {
  it('passes on the result or failure of work while the database answers', async () => {
    const { watch } = await watching();
    expect(await watch.guard(() => Promise.resolve('answer'))).toBe('answer');
    await expect(watch.guard(() => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
    expect(lines).toEqual([]);
  });

  it('gives up on all work that waits when an answer is a second late, and refuses new work at once', async () => {
    const { watch, proxy } = await watching();
    proxy.freeze();
    const waiting = [watch.guard(endless), watch.guard(endless)];
    const outcomes = Promise.all(waiting.map((work) => expect(work).rejects.toMatchObject(AWAY)));
    await clock.advance(500);
    await asked();
    await clock.advance(999);
    expect(await watch.guard(() => 'still asked')).toBe('still asked');
    await clock.advance(1);
    await outcomes;
    await expect(watch.guard(() => 'never asked')).rejects.toMatchObject(AWAY);
    expect(lines).toEqual(['the database does not answer']);
  });

  it('lets work through again once the database answers, and gives up again when it is away a second time', async () => {
    const { watch, proxy } = await watching();
    for (const round of [1, 2]) {
      proxy.freeze();
      await clock.advance(500);
      await asked();
      await clock.advance(1000);
      await expect(watch.guard(() => 'never asked')).rejects.toMatchObject(AWAY);
      proxy.thaw();
      await rested();
      expect(await watch.guard(() => `answer ${round}`)).toBe(`answer ${round}`);
    }
    expect(lines).toEqual([
      'the database does not answer',
      'the database answers again',
      'the database does not answer',
      'the database answers again',
    ]);
  });

  it('says only once that the database is away, however long that lasts', async () => {
    watch = new DatabaseWatch({
      connection: { host: '127.0.0.1', port: await freePort(), user: 'u', database: 'd' },
      clock,
      log,
    });
    watch.start();
    for (let round = 0; round < 3; round += 1) {
      await rested();
      await clock.advance(500);
    }
    await expect(watch.guard(() => 'never asked')).rejects.toMatchObject(AWAY);
    expect(lines).toEqual(['the database does not answer']);
  });

  it('takes another connection when its own is broken', async () => {
    const { watch, proxy } = await watching();
    proxy.breakAll();
    await clock.advance(500);
    await rested();
    await expect(watch.guard(() => 'never asked')).rejects.toMatchObject(AWAY);
    await clock.advance(500);
    await rested();
    expect(lines).toEqual(['the database does not answer', 'the database answers again']);
    expect(await watch.guard(() => 'answer')).toBe('answer');
  });

  it('asks no more and leaves no timer once it is stopped, and refuses nobody for that', async () => {
    const { watch, proxy } = await watching();
    const before = proxy.connections;
    await watch.stop();
    expect(clock.timers).toBe(0);
    await clock.advance(10_000);
    expect(await watch.guard(() => 'answer')).toBe('answer');
    expect([proxy.connections, lines]).toEqual([before, []]);
  });

  it('can be stopped while an answer is late', async () => {
    const { watch, proxy } = await watching();
    proxy.freeze();
    await clock.advance(500);
    await asked();
    const stopped = watch.stop();
    proxy.breakAll();
    await stopped;
    expect([clock.timers, lines]).toEqual([0, []]);
  });
});
