import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice, listNotices, releaseNotice } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import type { ActiveChannel, SendResult } from './channel.ts';
import { Courier } from './courier.ts';

const databases = useTestDatabases();
const S = 1000;
const MINUTE = 60 * S;
const SENT: SendResult = { outcome: 'sent' };
const ASLEEP: SendResult = { outcome: 'unreachable', reason: 'The owl sleeps' };
const REFUSED: SendResult = { outcome: 'refused', reason: 'The owl does not like it' };
const waits = (retryAfterS: number): SendResult => ({ outcome: 'paused', retryAfterS });

let database: Database;
let clock: FakeClock;
let alertId: number;
let told: number[][];
/** What the owl answers; the last answer is repeated. */
let answers: (SendResult | Promise<SendResult>)[];
/** What was tried to send, and when, in seconds since the beginning. */
let tried: string[];
/** What arrived. */
let heard: string[];
let owl: ActiveChannel | undefined;
let quietUntil: (now: Date) => Date | undefined;
let courier: Courier;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  [told, answers, tried, heard] = [[], [SENT], [], []];
  // Pauses are as short as they can be.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  owl = {
    name: 'owl',
    label: { en: 'The owl', de: 'Die Eule' },
    async send({ text }) {
      tried.push(`${text} at ${clock.elapsedMs() / S} s`);
      const result = await (answers.length > 1 ? answers.shift() : answers[0]);
      if (result?.outcome === 'sent') heard.push(text);
      return result ?? SENT;
    },
  };
  quietUntil = () => undefined;
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  alertId = await opened();
  courier = new Courier({
    database,
    channel: 'owl',
    active: () => owl,
    quietUntil: (now) => quietUntil(now),
    onAlerts: (ids) => told.push(ids),
    clock,
    log: silentLog,
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await courier.stop();
  expect(clock.timers, 'timers after a stop').toBe(0);
});

async function opened(metric: 'humidity' | 'temperature' = 'humidity'): Promise<number> {
  const breach = { plantId: 'plant_1', deviceId: 'dev_1', metric, value: 1, threshold: 2 } as const;
  return (await openAlert(database, { ...breach, direction: 'min', message: 'm', at: clock.now() }, true)) ?? -1;
}
async function queued(message: string, alert = alertId): Promise<void> {
  const notice = { alertId: alert, kind: 'breach', message, plantId: 'plant_1', deviceId: null } as const;
  await releaseNotice(database, (await insertNotice(database, notice)).id, ['owl'], clock.now());
}
/** Lets the courier do what is due now, until it only waits for a later time. */
const rested = () =>
  expect
    .poll(async () => (await clock.advance(0), clock.timers), { interval: 2, message: 'the courier rests' })
    .toBe(1);
async function woken(): Promise<void> {
  courier.wake();
  await rested();
}
async function later(ms: number): Promise<void> {
  await clock.advance(ms);
  await rested();
}
const deliveries = async () =>
  (await listNotices(database, { limit: 100 }))?.flatMap(({ deliveries: each }) => each).reverse() ?? [];

describe('a courier', () => {
  it('sends two messages in order, each once, and tells of each', async () => {
    await queued('one');
    await queued('two');
    await woken();
    await woken();
    expect(heard).toEqual(['one', 'two']);
    expect(told).toEqual([[alertId], [alertId]]);
    const sent_at = clock.now().toISOString();
    expect(await deliveries()).toMatchObject(Array(2).fill({ state: 'sent', sent_at, attempts: 1 }));
    expect(courier.condition()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('looks every minute for what another process has queued', async () => {
    await woken();
    await queued('one');
    await later(MINUTE - 1);
    expect(heard).toEqual([]);
    await later(1);
    expect(heard).toEqual(['one']);
    await queued('two');
    await later(MINUTE);
    expect(heard).toEqual(['one', 'two']);
  });

  it('leaves the database alone in between', async () => {
    await woken();
    const queries = vi.spyOn(database, 'query');
    await later(MINUTE - 1);
    expect(queries).not.toHaveBeenCalled();
  });

  it('looks again for what was queued while it was sending', async () => {
    const answer = Promise.withResolvers<SendResult>();
    answers = [answer.promise, SENT];
    await queued('one');
    courier.wake();
    await expect.poll(async () => (await clock.advance(0), tried.length)).toBe(1);
    await queued('two');
    courier.wake();
    answer.resolve(SENT);
    await rested();
    expect(heard).toEqual(['one', 'two']);
  });

  it('looks two seconds later when the database fails, and then goes on as ever', async () => {
    await queued('one');
    vi.spyOn(database, 'query').mockRejectedValueOnce(new Error('the database is away'));
    await woken();
    await later(2 * S - 1);
    expect(heard).toEqual([]);
    await later(1);
    expect(heard).toEqual(['one']);
    await queued('two');
    await woken();
    expect(heard).toEqual(['one', 'two']);
  });
});

describe('a courier whose receiver asks to wait', () => {
  it('sends nothing before, neither what it tried nor what comes in between, and everything then', async () => {
    answers = [waits(7.5), SENT];
    await queued('one');
    await woken();
    expect(courier.condition()).toEqual({ waiting: 1, lastError: 'The owl asks to wait 8 s' });
    expect(await deliveries()).toMatchObject([
      {
        state: 'waiting',
        last_error: 'The owl asks to wait 8 s',
        next_attempt_at: new Date(clock.now().getTime() + 7500).toISOString(),
      },
    ]);
    await queued('two');
    await woken();
    await later(7499);
    await woken();
    expect(tried).toEqual(['one at 0 s']);
    await later(1);
    expect(tried).toEqual(['one at 0 s', 'one at 7.5 s', 'two at 7.5 s']);
    expect(courier.condition()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('waits anew when it is asked again', async () => {
    answers = [waits(7), waits(90), SENT];
    await queued('one');
    await woken();
    await later(7 * S);
    await later(89 * S);
    expect(tried).toEqual(['one at 0 s', 'one at 7 s']);
    await later(S);
    expect(tried.at(-1)).toBe('one at 97 s');
  });

  it('waits as long although the time of day is set in between', async () => {
    answers = [waits(600), SENT];
    await queued('one');
    await woken();
    clock.set('2026-01-08T12:00:00Z');
    await queued('two');
    await later(599 * S);
    await woken();
    expect(tried).toEqual(['one at 0 s']);
    await later(S);
    expect(heard).toEqual(['one', 'two']);
  });

  it('asks no longer once its settings were changed', async () => {
    answers = [waits(3600), SENT];
    await queued('one');
    await woken();
    await queued('two');
    courier.startAfresh();
    expect(courier.condition().lastError).toBeUndefined();
    await woken();
    expect(tried).toEqual(['one at 0 s', 'two at 0 s']);
  });
});

describe('a courier that does not reach the receiver', () => {
  it('tries again after 2, 4, 8 s and so on, and says why', async () => {
    answers = [ASLEEP];
    await queued('one');
    await woken();
    for (const pauseS of [2, 4, 8]) {
      await later(pauseS * S - 1);
      expect(courier.condition()).toEqual({ waiting: 1, lastError: 'The owl sleeps' });
      await later(1);
    }
    expect(tried).toEqual(['one at 0 s', 'one at 2 s', 'one at 6 s', 'one at 14 s']);
    expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: 4, last_error: 'The owl sleeps' }]);
    expect(told).toEqual(Array(4).fill([alertId]));
  });

  it('tries with one message for all of them', async () => {
    answers = [ASLEEP];
    await queued('one');
    await queued('two');
    await woken();
    expect(tried).toEqual(['one at 0 s']);
    await later(2 * S);
    expect(tried).toHaveLength(2);
  });

  it('tries at least once a minute with any message that is due, however often it failed', async () => {
    answers = [ASLEEP];
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'])
      await queued(text);
    await woken();
    for (let tries = 1; tries < 12; tries += 1) {
      const before = tried.length;
      await later(MINUTE);
      expect(tried.length).toBeGreaterThan(before);
    }
    const seconds = tried.map((line) => Number(/at (\d+)/.exec(line)?.[1]));
    expect(Math.max(...seconds.slice(1).map((at, index) => at - (seconds[index] ?? 0)))).toBe(60);
  });

  it('begins with 2 s again after a success', async () => {
    answers = [ASLEEP, ASLEEP, SENT, ASLEEP, SENT];
    await queued('one');
    await woken();
    await later(2 * S);
    await later(4 * S);
    expect(heard).toEqual(['one']);
    expect(courier.condition()).toEqual({ waiting: 0, lastError: undefined });
    await queued('two');
    await woken();
    expect(courier.condition()).toEqual({ waiting: 1, lastError: 'The owl sleeps' });
    await later(2 * S);
    expect(heard).toEqual(['one', 'two']);
    expect(tried.at(-1)).toBe('two at 8 s');
  });

  it('sends at once what was put off for long when the receiver is back', async () => {
    await queued('one');
    await queued('two');
    await database.query(
      `UPDATE deliveries d SET next_attempt_at = $1 FROM notices n WHERE n.id = d.notice_id AND n.message = 'two'`,
      [new Date(clock.now().getTime() + 9 * MINUTE)],
    );
    answers = [ASLEEP, SENT];
    await woken();
    await later(2 * S);
    expect(tried).toEqual(['one at 0 s', 'one at 2 s', 'two at 2 s']);
  });

  it('leaves what was put off as it is after a success without a failure before', async () => {
    await queued('one');
    await queued('two');
    await database.query(
      `UPDATE deliveries d SET next_attempt_at = $1 FROM notices n WHERE n.id = d.notice_id AND n.message = 'two'`,
      [new Date(clock.now().getTime() + 9 * MINUTE)],
    );
    await woken();
    expect(tried).toEqual(['one at 0 s']);
  });

  it('forgets its pause and its failures once its settings were changed', async () => {
    answers = [ASLEEP, ASLEEP, ASLEEP, ASLEEP];
    await queued('one');
    await woken();
    await later(2 * S);
    await queued('two');
    courier.startAfresh();
    expect(courier.condition().lastError).toBeUndefined();
    await woken();
    expect(tried.at(-1)).toBe('two at 2 s');
    await later(2 * S);
    expect(tried.at(-1), 'the pause is that after the first failure').toBe('two at 4 s');
  });
});

describe('a courier whose receiver refuses a message', () => {
  it('gives it up, goes on with the next, and says so until one is sent', async () => {
    answers = [REFUSED, REFUSED, SENT];
    await queued('one');
    await queued('two');
    await woken();
    expect(courier.condition()).toEqual({ waiting: 0, lastError: 'The owl does not like it' });
    expect(told).toEqual([[alertId], [alertId]]);
    expect(await deliveries()).toMatchObject(
      Array(2).fill({ state: 'failed', attempts: 1, last_error: 'The owl does not like it' }),
    );
    await queued('three');
    await woken();
    await later(10 * MINUTE);
    expect(tried).toEqual(['one at 0 s', 'two at 0 s', 'three at 0 s']);
    expect(courier.condition().lastError).toBeUndefined();
  });
});

describe('a courier in quiet hours', () => {
  const until = () => new Date('2026-01-07T12:05:00Z');

  it('holds everything back, looks every minute, and sends the last of each alert at their end', async () => {
    const other = await opened('temperature');
    quietUntil = (now) => (now < until() ? until() : undefined);
    await queued('one');
    await queued('other', other);
    await queued('one again');
    await woken();
    expect(courier.condition()).toEqual({ waiting: 3, lastError: undefined });
    await later(MINUTE);
    await queued('other again', other);
    await later(3 * MINUTE);
    await later(MINUTE - 1);
    expect([tried, told]).toEqual([[], []]);
    await later(1);
    expect(tried).toEqual(['one again at 300 s', 'other again at 300 s']);
    expect(told[0]?.toSorted(), 'what is skipped').toEqual([alertId, other].toSorted());
    expect((await deliveries()).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'sent', 'sent']);
  });

  it('tells each alert once of which it skips several', async () => {
    quietUntil = (now) => (now < until() ? until() : undefined);
    for (const text of ['one', 'two', 'three']) await queued(text);
    await woken();
    await later(5 * MINUTE);
    expect(told[0]).toEqual([alertId]);
    expect(heard).toEqual(['three']);
  });

  it('holds back again when they begin a second time', async () => {
    const [first, second] = [until(), new Date('2026-01-07T12:20:00Z')];
    const began = new Date('2026-01-07T12:10:00Z');
    quietUntil = (now) => (now < first ? first : now >= began && now < second ? second : undefined);
    await queued('one');
    await woken();
    await later(5 * MINUTE);
    expect(heard).toEqual(['one']);
    await later(5 * MINUTE);
    await queued('two');
    await queued('three');
    await woken();
    await later(10 * MINUTE - 1);
    expect(heard).toEqual(['one']);
    await later(1);
    expect(heard).toEqual(['one', 'three']);
  });

  it('is woken by itself when they end within the minute', async () => {
    const soon = new Date('2026-01-07T12:00:10Z');
    quietUntil = (now) => (now < soon ? soon : undefined);
    await queued('one');
    await woken();
    await later(10 * S);
    expect(tried).toEqual(['one at 10 s']);
  });

  it('asks the database only once to let out what was held back', async () => {
    await woken();
    const letOut = vi.spyOn(database, 'query');
    await woken();
    expect(letOut.mock.calls.filter(([sql]) => String(sql).includes('held_back = FALSE'))).toEqual([]);
  });
});

describe('a courier that is stopped', () => {
  it('waits for the message that is being sent, and sends no other', async () => {
    const answer = Promise.withResolvers<SendResult>();
    answers = [answer.promise];
    await queued('one');
    await queued('two');
    courier.wake();
    await expect.poll(async () => (await clock.advance(0), tried.length)).toBe(1);
    let stopped = false;
    const stopping = courier.stop().then(() => (stopped = true));
    await clock.advance(0);
    expect(stopped).toBe(false);
    answer.resolve(SENT);
    await stopping;
    expect([heard, clock.timers]).toEqual([['one'], 0]);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });

  it('is not woken any more', async () => {
    await queued('one');
    courier.wake();
    await courier.stop();
    courier.wake();
    expect(clock.timers).toBe(0);
  });
});

describe('a courier without a channel', () => {
  it('is not woken, and has nothing to tell', async () => {
    answers = [ASLEEP];
    await queued('one');
    await woken();
    owl = undefined;
    expect(courier.condition()).toEqual({ waiting: 0, lastError: undefined });
    await clock.advance(2 * S);
    await expect.poll(() => clock.timers).toBe(0);
    courier.wake();
    expect(clock.timers).toBe(0);
    expect(tried).toEqual(['one at 0 s']);
  });

  it('sends nothing of what it has in hand when the channel is removed', async () => {
    await queued('one');
    const present = owl;
    const query = database.query.bind(database) as (...all: unknown[]) => unknown;
    vi.spyOn(database, 'query').mockImplementation(((...all: unknown[]) => {
      if (String(all[0]).includes('SKIP LOCKED')) owl = undefined;
      return query(...all);
    }) as never);
    courier.wake();
    await expect.poll(async () => (await clock.advance(0), owl)).toBeUndefined();
    await courier.stop();
    expect([present?.name, tried]).toEqual(['owl', []]);
    expect(await deliveries()).toMatchObject([{ state: 'waiting' }]);
  });
});
