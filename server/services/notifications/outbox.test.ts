import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { backoffS, Outbox } from './outbox.ts';

describe('backoffS', () => {
  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [9, 512],
    [10, 600],
    [1000, 600],
    [0, 2],
  ])('after attempt %d is %d s at least', (attempts, seconds) => {
    expect(backoffS(attempts, 0)).toBe(seconds);
  });

  it('grows by chance by a quarter at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, chance) => {
          const least = backoffS(attempts, 0);
          expect(backoffS(attempts, chance)).toBeGreaterThanOrEqual(least);
          expect(backoffS(attempts, chance)).toBeLessThanOrEqual(least * 1.25);
          expect(least).toBeLessThanOrEqual(600);
        },
      ),
    );
  });
});

describe('the outbox', () => {
  const databases = useTestDatabases();
  let database: Database;
  let discord: Server;
  let answers: { status: number; headers?: Record<string, string> }[];
  let sent: string[];
  let told: number[];
  let alertId: number;
  let outbox: Outbox | undefined;
  let webhook: URL | undefined;

  beforeEach(async () => {
    database = await databases.pool();
    [answers, sent, told] = [[], [], []];
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    alertId =
      (await openAlert(
        database,
        {
          plantId: 'plant_1',
          deviceId: 'dev_1',
          metric: 'humidity',
          value: 1,
          threshold: 2,
          direction: 'min',
          message: 'm',
          at: new Date(),
        },
        true,
      )) ?? -1;
    discord = createServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk: Buffer) => {
          body += chunk.toString();
        })
        .on('end', () => {
          const { status, headers } = answers.shift() ?? { status: 204 };
          if (status === 204) sent.push((JSON.parse(body) as { content: string }).content);
          response.writeHead(status, headers).end();
        });
    });
    await new Promise<void>((resolve) => {
      discord.listen(0, '127.0.0.1', resolve);
    });
    webhook = url();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await outbox?.stop();
    discord.close();
    discord.closeAllConnections();
  });

  const url = (): URL => new URL(`http://127.0.0.1:${(discord.address() as AddressInfo).port}/hook`);

  function started(): Outbox {
    outbox = new Outbox({
      database,
      webhook: () => webhook,
      quietUntil: () => undefined,
      onAlerts: (ids) => told.push(...ids),
      log: silentLog,
    });
    outbox.start();
    return outbox;
  }
  const made = async (message: string): Promise<string> =>
    (await insertNotice(database, { alertId, kind: 'breach', message, plantId: 'plant_1', deviceId: null })).id;
  const states = async () =>
    (await database.query<{ state: string }>('SELECT state FROM notices ORDER BY created_at')).rows.map(
      ({ state }) => state,
    );

  it('sends what is released, in order, each once, and tells of it', async () => {
    const running = started();
    const ids = [await made('one'), await made('two')];
    for (const id of [...ids, ...ids]) await running.release(id);
    await expect.poll(() => sent).toEqual(['one', 'two']);
    await expect.poll(states).toEqual(['sent', 'sent']);
    await expect.poll(() => told).toEqual([alertId, alertId]);
    expect((await database.query('SELECT FROM alerts WHERE sent_at IS NOT NULL')).rowCount).toBe(1);
  });

  it('sends after a start what was left by the last process', async () => {
    const before = started();
    await before.stop();
    await before.release(await made('left'));
    expect(sent).toEqual([]);
    started();
    await expect.poll(() => sent).toEqual(['left']);
  });

  it('waits as long as Discord asks, and then sends it', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '1' } }];
    const running = started();
    await running.release(await made('one'));
    await expect.poll(() => running.status().lastError).toBe('Discord asks to wait 1 s');
    expect(sent).toEqual([]);
    await expect.poll(() => sent, { timeout: 4000 }).toEqual(['one']);
    await expect.poll(() => running.status()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('keeps what cannot be sent now, says why, and tells of the attempt', async () => {
    answers = [{ status: 503 }];
    const running = started();
    await running.release(await made('one'));
    await expect.poll(() => running.status()).toEqual({ waiting: 1, lastError: 'Discord answered 503' });
    await expect.poll(() => told).toEqual([alertId]);
    expect(await states()).toEqual(['queued']);
  });

  it('gives up on what Discord refuses for good, and goes on with the next', async () => {
    answers = [{ status: 404 }];
    const running = started();
    await running.release(await made('one'));
    await expect.poll(states).toEqual(['failed']);
    await running.release(await made('two'));
    await expect.poll(() => sent).toEqual(['two']);
  });

  it('without a webhook keeps what is released, says so, and sends the last of it once there is one', async () => {
    webhook = undefined;
    const running = started();
    await running.release(await made('one'));
    expect([running.status(), await states(), told]).toEqual([
      { waiting: 0, lastError: 'no webhook is set' },
      ['not_configured'],
      [alertId],
    ]);
    webhook = url();
    running.settingsChanged({ webhook: true });
    await expect.poll(() => sent).toEqual(['one']);
    await expect.poll(states).toEqual(['sent']);
  });

  it('sends after a start with a webhook what was kept without one', async () => {
    webhook = undefined;
    const before = started();
    await before.release(await made('one'));
    await before.stop();
    webhook = url();
    started();
    await expect.poll(() => sent).toEqual(['one']);
  });

  it('sends nothing more once the webhook is removed, also not what waits', async () => {
    answers = [{ status: 503 }];
    const running = started();
    await running.release(await made('one'));
    await expect.poll(() => told, { message: 'of the attempt in vain' }).toEqual([alertId]);
    webhook = undefined;
    running.settingsChanged({ webhook: true });
    await expect.poll(states).toEqual(['not_configured']);
    await running.release(await made('two'));
    expect([await states(), sent, running.status()]).toEqual([
      ['not_configured', 'not_configured'],
      [],
      { waiting: 0, lastError: 'no webhook is set' },
    ]);
    expect(told).toEqual([alertId, alertId, alertId]);
  });

  it('tries at another webhook at once what the last one refused', async () => {
    answers = [{ status: 404 }];
    const running = started();
    await running.release(await made('one'));
    await expect.poll(states).toEqual(['failed']);
    running.settingsChanged({ webhook: true });
    await expect.poll(() => sent).toEqual(['one']);
  });

  it('leaves the database alone for a minute when nothing is due', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const queries = vi.spyOn(database, 'query');
    started();
    await vi.advanceTimersByTimeAsync(0);
    await expect.poll(() => queries.mock.calls.length).toBe(4);
    await database.query('SELECT 1');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(queries.mock.calls.length).toBe(5);
    await vi.advanceTimersByTimeAsync(1000);
    await expect.poll(() => queries.mock.calls.length).toBeGreaterThan(5);
  });
});
