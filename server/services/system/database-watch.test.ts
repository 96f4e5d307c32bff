import { afterEach, describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { freePort } from '../../testing/place.ts';
import { DatabaseWatch } from './database-watch.ts';

const databases = useTestDatabases();
let watch: DatabaseWatch | undefined;
afterEach(() => watch?.stop());

describe('the database watch', () => {
  it('passes on the result or failure of work while the database answers', async () => {
    watch = new DatabaseWatch(await databases.empty(), silentLog);
    watch.start();
    expect(await watch.guard(() => Promise.resolve('answer'))).toBe('answer');
    await expect(watch.guard(() => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
  });

  it('gives up on waiting work when the database is down, and refuses new work at once', async () => {
    watch = new DatabaseWatch({ host: '127.0.0.1', port: await freePort(), user: 'u', database: 'd' }, silentLog);
    const waiting = expect(watch.guard(() => new Promise(() => undefined))).rejects.toMatchObject({
      code: 'database_unavailable',
      status: 503,
    });
    watch.start();
    await waiting;
    await expect(watch.guard(() => 'never asked')).rejects.toMatchObject({ code: 'database_unavailable' });
  });
});
