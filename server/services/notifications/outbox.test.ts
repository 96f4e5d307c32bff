import { backoff } from '@plantops/shared/backoff.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { findAlerts, openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice, listNotices } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import type { ActiveChannel, SendResult } from './channel.ts';
import { RETRY } from './courier.ts';
import { Outbox } from './outbox.ts';
import { discordAt, useTestReceiver } from '../../testing/receiver.ts';

describe('the pauses between attempts', () => {
  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [9, 512],
    [10, 600],
    [1000, 600],
  ])('are %d, %d s at least, and a quarter more at most', (attempts, seconds) => {
    expect([backoff(attempts, RETRY, 0), backoff(attempts, RETRY, 1)]).toEqual([seconds, seconds * 1.25]);
  });
});

describe('the outbox', () => {
  const databases = useTestDatabases();
  const receiver = useTestReceiver();
  const sent = (): string[] => receiver.taken.map((body) => (JSON.parse(body) as { content: string }).content);
  let database: Database;
  let clock: FakeClock;
  let told: number[];
  let alertId: number;
  let outbox: Outbox | undefined;
  let channels: ActiveChannel[];

  /** Reads again and again while what is due now happens. No time passes. */
  const soon = <T>(read: () => T | Promise<T>, message?: string) =>
    expect.poll(
      async () => {
        await clock.advance(0);
        return read();
      },
      { interval: 5, ...(message !== undefined && { message }) },
    );

  beforeEach(async () => {
    database = await databases.pool();
    clock = new FakeClock();
    told = [];
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
          at: clock.now(),
        },
        true,
      )) ?? -1;
    channels = [discordAt(receiver.url(), clock)];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await outbox?.stop();
    expect(clock.timers).toBe(0);
  });

  function started(): Outbox {
    outbox = new Outbox({
      database,
      channels: () => channels,
      quietUntil: () => undefined,
      onAlerts: (ids) => told.push(...ids),
      clock,
      log: silentLog,
    });
    outbox.start();
    return outbox;
  }
  const made = async (message: string): Promise<string> =>
    (await insertNotice(database, { alertId, kind: 'breach', message, plantId: 'plant_1', deviceId: null })).id;
  /** The state of each notice, oldest first. */
  const states = async () => (await listNotices(database, { limit: 100 }))?.map(({ state }) => state).reverse();

  it('sends what is released, in order, each once, and tells of it', async () => {
    const running = started();
    const ids = [await made('one'), await made('two')];
    for (const id of [...ids, ...ids]) await running.release(id);
    await soon(sent).toEqual(['one', 'two']);
    await soon(states).toEqual(['sent', 'sent']);
    await soon(() => told).toEqual([alertId, alertId]);
    expect((await database.query('SELECT FROM alerts WHERE sent_at IS NOT NULL')).rowCount).toBe(1);
  });

  it('sends on one channel what is released there, and on another what is released there as well', async () => {
    channels = [discordAt(receiver.url(), clock), { ...discordAt(receiver.url(), clock), name: 'second' }];
    const running = started();
    const id = await made('one');
    await running.release(id, 'second');
    await soon(states).toEqual(['sent']);
    expect(sent()).toEqual(['one']);
    await running.release(id, 'discord');
    await running.release(id, 'second');
    await soon(() => sent().length).toBe(2);
    await expect(running.release(id, 'third')).rejects.toThrow('There is no channel "third" that is set up');
  });

  it('sends after a start what was left by the last process', async () => {
    const before = started();
    await before.stop();
    await before.release(await made('left'));
    expect(sent()).toEqual([]);
    started();
    await soon(sent).toEqual(['left']);
  });

  it('waits as long as Discord asks, and then sends it', async () => {
    receiver.answers = [{ status: 429, headers: { 'retry-after': '1' } }];
    const running = started();
    await running.release(await made('one'));
    await soon(() => running.status().lastError).toBe('Discord asks to wait 1 s');
    await soon(() => running.status().waiting).toBe(1);
    expect(sent()).toEqual([]);
    await clock.advance(1000);
    await soon(sent).toEqual(['one']);
    await soon(() => running.status()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('keeps what cannot be sent now, says why, and tells of the attempt', async () => {
    receiver.answers = [{ status: 503 }];
    const running = started();
    await running.release(await made('one'));
    await soon(() => running.status()).toEqual({ waiting: 1, lastError: 'Discord answered 503' });
    await soon(() => told).toEqual([alertId]);
    expect(await states()).toEqual(['waiting']);
  });

  it('gives up on what Discord refuses for good, and goes on with the next', async () => {
    receiver.answers = [{ status: 404 }];
    const running = started();
    await running.release(await made('one'));
    await soon(states).toEqual(['failed']);
    await running.release(await made('two'));
    await soon(sent).toEqual(['two']);
  });

  it('without a channel keeps what is released, says so, and sends the last of it once there is one', async () => {
    const [discord] = channels;
    channels = [];
    const running = started();
    await running.release(await made('one'));
    expect([running.status(), await states(), told]).toEqual([
      { waiting: 0, lastError: 'no channel is set up' },
      ['not_configured'],
      [alertId],
    ]);
    if (discord) channels = [discord];
    running.settingsChanged({ channels: ['discord'] });
    await soon(sent).toEqual(['one']);
    await soon(states).toEqual(['sent']);
  });

  it('sends after a start with a channel what was kept without one', async () => {
    channels = [];
    const before = started();
    await before.release(await made('one'));
    await before.stop();
    channels = [discordAt(receiver.url(), clock)];
    started();
    await soon(sent).toEqual(['one']);
  });

  it('sends nothing more once the channel is removed, also not what waits', async () => {
    receiver.answers = [{ status: 503 }];
    const running = started();
    await running.release(await made('one'));
    await soon(() => told).toEqual([alertId]);
    channels = [];
    running.settingsChanged({ channels: ['discord'] });
    await soon(states).toEqual(['not_configured']);
    await running.release(await made('two'));
    expect([await states(), sent(), running.status()]).toEqual([
      ['not_configured', 'not_configured'],
      [],
      { waiting: 0, lastError: 'no channel is set up' },
    ]);
    expect(told).toEqual([alertId, alertId, alertId]);
  });

  it('tries at once at another address what was refused at the last one', async () => {
    receiver.answers = [{ status: 404 }];
    const running = started();
    await running.release(await made('one'));
    await soon(states).toEqual(['failed']);
    running.settingsChanged({ channels: ['discord'] });
    await soon(sent).toEqual(['one']);
  });

  it('follows a change of settings only when the database answers again', async () => {
    channels = [];
    const running = started();
    await running.release(await made('one'));
    const query = vi.spyOn(database, 'query').mockRejectedValueOnce(new Error('the database is away'));
    channels = [discordAt(receiver.url(), clock)];
    running.settingsChanged({ channels: ['discord'] });
    await soon(() => query.mock.calls.length).toBeGreaterThan(0);
    await soon(() => clock.timers).toBe(1);
    await clock.advance(2000);
    await soon(sent).toEqual(['one']);
  });

  describe('with two channels', () => {
    let owlHeard: string[];
    let owlSays: () => Promise<SendResult>;
    const OWL = { name: 'owl', label: { en: 'The owl', de: 'Die Eule' } };
    const owl: ActiveChannel = {
      ...OWL,
      send: async ({ text }) => {
        const result = await owlSays();
        if (result.outcome === 'sent') owlHeard.push(text);
        return result;
      },
    };
    const deliveries = async () =>
      (await listNotices(database, { limit: 100 }))
        ?.map((notice) => notice.deliveries.map(({ channel, state }) => `${channel} ${state}`))
        .reverse();

    beforeEach(() => {
      owlHeard = [];
      owlSays = () => Promise.resolve({ outcome: 'sent' });
      channels = [discordAt(receiver.url(), clock), owl];
    });

    it('delivers each notice on both, and tells of each', async () => {
      const running = started();
      for (const text of ['one', 'two']) await running.release(await made(text));
      await soon(deliveries).toEqual(Array(2).fill(['discord sent', 'owl sent']));
      expect([sent(), owlHeard]).toEqual([
        ['one', 'two'],
        ['one', 'two'],
      ]);
      await soon(() => told).toEqual(Array(4).fill(alertId));
    });

    it.each<[string, SendResult, string]>([
      ['is down', { outcome: 'unreachable', reason: 'The owl sleeps' }, 'The owl sleeps'],
      ['asks for patience', { outcome: 'paused', retryAfterS: 3600 }, 'The owl asks to wait 3600 s'],
    ])('one that %s delays nothing on the other', async (_how, result, lastError) => {
      owlSays = () => Promise.resolve(result);
      const running = started();
      await running.release(await made('one'));
      await soon(() => running.conditionOf('owl')).toEqual({ waiting: 1, lastError });
      await running.release(await made('two'));
      await soon(sent).toEqual(['one', 'two']);
      await soon(deliveries).toEqual(Array(2).fill(['discord sent', 'owl waiting']));
      await soon(() => running.conditionOf('discord')).toEqual({ waiting: 0, lastError: undefined });
      expect(running.status()).toMatchObject({ lastError });
      expect(await findAlerts(database, [alertId])).toMatchObject([
        { delivery: 'waiting', sent_at: expect.any(String) },
      ]);
    });

    it('one that does not answer at all delays nothing on the other', async () => {
      let answer: (result: SendResult) => void = () => undefined;
      owlSays = () => new Promise((resolve) => (answer = resolve));
      const running = started();
      for (const text of ['one', 'two']) await running.release(await made(text));
      await soon(deliveries).toEqual(Array(2).fill(['discord sent', 'owl waiting']));
      expect(sent()).toEqual(['one', 'two']);
      owlSays = () => Promise.resolve({ outcome: 'sent' });
      answer({ outcome: 'sent' });
      await soon(() => owlHeard).toEqual(['one', 'two']);
    });

    it('one that refuses does so for itself', async () => {
      owlSays = () => Promise.resolve({ outcome: 'refused', reason: 'The owl does not like it' });
      await started().release(await made('one'));
      await soon(deliveries).toEqual([['discord sent', 'owl failed']]);
      expect(await states()).toEqual(['failed']);
    });

    it('one that is back gets at once what was put off for long', async () => {
      owlSays = () => Promise.resolve({ outcome: 'unreachable', reason: 'The owl sleeps' });
      const running = started();
      for (const text of ['one', 'two']) await running.release(await made(text));
      await soon(() => running.conditionOf('owl').waiting).toBe(2);
      await database.query(
        `UPDATE deliveries d SET next_attempt_at = $1 FROM notices n
         WHERE n.id = d.notice_id AND n.message = 'two' AND d.channel = 'owl'`,
        [new Date(clock.now().getTime() + 9 * 60_000)],
      );
      owlSays = () => Promise.resolve({ outcome: 'sent' });
      await clock.advance(3000);
      await soon(() => owlHeard).toEqual(['one', 'two']);
    });

    it('one that is set up later gets what comes then, not what was delivered already', async () => {
      channels = channels.filter(({ name }) => name !== 'owl');
      const running = started();
      await running.release(await made('one'));
      await soon(states).toEqual(['sent']);
      channels = [...channels, owl];
      running.settingsChanged({ channels: ['owl'] });
      await running.release(await made('two'));
      await soon(deliveries).toEqual([['discord sent'], ['discord sent', 'owl sent']]);
    });

    it('tells how many wait on all of them, and the first error', async () => {
      receiver.answers = [{ status: 503 }];
      owlSays = () => Promise.resolve({ outcome: 'unreachable', reason: 'The owl sleeps' });
      const running = started();
      await running.release(await made('one'));
      await soon(() => running.status()).toEqual({ waiting: 2, lastError: 'Discord answered 503' });
      expect([running.conditionOf('owl'), running.conditionOf('pigeon')]).toEqual([
        { waiting: 1, lastError: 'The owl sleeps' },
        { waiting: 0, lastError: undefined },
      ]);
    });

    it('both that are removed at once are told once for each alert', async () => {
      receiver.answers = [{ status: 503 }];
      owlSays = () => Promise.resolve({ outcome: 'unreachable', reason: 'The owl sleeps' });
      const running = started();
      await running.release(await made('one'));
      await soon(() => running.status().waiting).toBe(2);
      told.length = 0;
      channels = [];
      running.settingsChanged({ channels: ['discord', 'owl'] });
      await soon(deliveries).toEqual([['discord not_configured', 'owl not_configured']]);
      await soon(() => told).toEqual([alertId]);
    });

    it('one that is removed takes what waits for it along, and leaves the other', async () => {
      owlSays = () => Promise.resolve({ outcome: 'unreachable', reason: 'The owl sleeps' });
      const running = started();
      await running.release(await made('one'));
      await soon(() => running.conditionOf('owl').waiting).toBe(1);
      await soon(sent).toEqual(['one']);
      channels = channels.filter(({ name }) => name !== 'owl');
      running.settingsChanged({ channels: ['owl'] });
      await soon(deliveries).toEqual([['discord sent', 'owl not_configured']]);
      expect(await states()).toEqual(['sent']);
      await soon(() => running.status()).toEqual({ waiting: 0, lastError: undefined });
    });
  });
});
