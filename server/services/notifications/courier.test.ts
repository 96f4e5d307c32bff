import { describe, expect, it, vi } from 'vitest';
import { ASLEEP, MINUTE, SECOND, SENT, useOwlery } from '../../testing/owlery.ts';
import type { SendResult } from './channel.ts';

const owlery = useOwlery();
const REFUSED: SendResult = { outcome: 'refused', reason: 'The owl does not like it' };
const waits = (retryAfterS: number): SendResult => ({ outcome: 'paused', retryAfterS });

describe('a courier', () => {
  it('sends two messages in order, each once, and tells of each', async () => {
    const post = owlery();
    await post.queued('one');
    await post.queued('two');
    await post.woken();
    await post.woken();
    expect(post.heard).toEqual(['one', 'two']);
    expect(post.told).toEqual([[post.alertId], [post.alertId]]);
    const sent_at = post.clock.now().toISOString();
    expect(await post.deliveries()).toMatchObject(Array(2).fill({ state: 'sent', sent_at, attempts: 1 }));
    expect(post.courier.condition()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('looks every minute for what another process has queued', async () => {
    const post = owlery();
    await post.woken();
    await post.queued('one');
    await post.later(MINUTE - 1);
    expect(post.heard).toEqual([]);
    await post.later(1);
    expect(post.heard).toEqual(['one']);
    await post.queued('two');
    await post.later(MINUTE);
    expect(post.heard).toEqual(['one', 'two']);
  });

  it('leaves the database alone in between', async () => {
    const post = owlery();
    await post.woken();
    const queries = vi.spyOn(post.database, 'query');
    await post.later(MINUTE - 1);
    expect(queries).not.toHaveBeenCalled();
  });

  it('looks again for what was queued while it was sending', async () => {
    const post = owlery();
    const answer = Promise.withResolvers<SendResult>();
    post.answers = [answer.promise, SENT];
    await post.queued('one');
    post.courier.wake();
    await expect.poll(async () => (await post.clock.advance(0), post.tried.length)).toBe(1);
    await post.queued('two');
    post.courier.wake();
    answer.resolve(SENT);
    await post.rested();
    expect(post.heard).toEqual(['one', 'two']);
  });

  it('looks two seconds later when the database fails, and then goes on as ever', async () => {
    const post = owlery();
    await post.queued('one');
    vi.spyOn(post.database, 'query').mockRejectedValueOnce(new Error('the database is away'));
    await post.woken();
    await post.later(2 * SECOND - 1);
    expect(post.heard).toEqual([]);
    await post.later(1);
    expect(post.heard).toEqual(['one']);
    await post.queued('two');
    await post.woken();
    expect(post.heard).toEqual(['one', 'two']);
  });
});

describe('a courier whose receiver asks to wait', () => {
  it('sends nothing before, neither what it tried nor what comes in between, and everything then', async () => {
    const post = owlery();
    post.answers = [waits(7.5), SENT];
    await post.queued('one');
    await post.woken();
    expect(post.courier.condition()).toEqual({ waiting: 1, lastError: 'The owl asks to wait 8 s' });
    expect(await post.deliveries()).toMatchObject([
      {
        state: 'waiting',
        last_error: 'The owl asks to wait 8 s',
        next_attempt_at: new Date(post.clock.now().getTime() + 7500).toISOString(),
      },
    ]);
    await post.queued('two');
    await post.woken();
    await post.later(7499);
    await post.woken();
    expect(post.tried).toEqual(['one at 0 s']);
    await post.later(1);
    expect(post.tried).toEqual(['one at 0 s', 'one at 7.5 s', 'two at 7.5 s']);
    expect(post.courier.condition()).toEqual({ waiting: 0, lastError: undefined });
  });

  it('waits anew when it is asked again', async () => {
    const post = owlery();
    post.answers = [waits(7), waits(90), SENT];
    await post.queued('one');
    await post.woken();
    await post.later(7 * SECOND);
    await post.later(89 * SECOND);
    expect(post.tried).toEqual(['one at 0 s', 'one at 7 s']);
    await post.later(SECOND);
    expect(post.tried.at(-1)).toBe('one at 97 s');
  });

  it('waits as long although the time of day is set in between', async () => {
    const post = owlery();
    post.answers = [waits(600), SENT];
    await post.queued('one');
    await post.woken();
    post.clock.set('2026-01-08T12:00:00Z');
    await post.queued('two');
    await post.later(599 * SECOND);
    await post.woken();
    expect(post.tried).toEqual(['one at 0 s']);
    await post.later(SECOND);
    expect(post.heard).toEqual(['one', 'two']);
  });

  it('asks no longer once its settings were changed', async () => {
    const post = owlery();
    post.answers = [waits(3600), SENT];
    await post.queued('one');
    await post.woken();
    await post.queued('two');
    post.courier.startAfresh();
    expect(post.courier.condition().lastError).toBeUndefined();
    await post.woken();
    expect(post.tried).toEqual(['one at 0 s', 'two at 0 s']);
  });
});

describe('a courier that does not reach the receiver', () => {
  it('tries again after 2, 4, 8 s and so on, and says why', async () => {
    const post = owlery();
    post.answers = [ASLEEP];
    await post.queued('one');
    await post.woken();
    for (const pauseS of [2, 4, 8]) {
      await post.later(pauseS * SECOND - 1);
      expect(post.courier.condition()).toEqual({ waiting: 1, lastError: 'The owl sleeps' });
      await post.later(1);
    }
    expect(post.tried).toEqual(['one at 0 s', 'one at 2 s', 'one at 6 s', 'one at 14 s']);
    expect(await post.deliveries()).toMatchObject([{ state: 'waiting', attempts: 4, last_error: 'The owl sleeps' }]);
    expect(post.told).toEqual(Array(4).fill([post.alertId]));
  });

  it('tries with one message for all of them', async () => {
    const post = owlery();
    post.answers = [ASLEEP];
    await post.queued('one');
    await post.queued('two');
    await post.woken();
    expect(post.tried).toEqual(['one at 0 s']);
    await post.later(2 * SECOND);
    expect(post.tried).toHaveLength(2);
  });

  it('tries at least once a minute with any message that is due, however often it failed', async () => {
    const post = owlery();
    post.answers = [ASLEEP];
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'])
      await post.queued(text);
    await post.woken();
    for (let tries = 1; tries < 12; tries += 1) {
      const before = post.tried.length;
      await post.later(MINUTE);
      expect(post.tried.length).toBeGreaterThan(before);
    }
    const seconds = post.tried.map((line) => Number(/at (\d+)/.exec(line)?.[1]));
    expect(Math.max(...seconds.slice(1).map((at, index) => at - (seconds[index] ?? 0)))).toBe(60);
  });

  it('begins with 2 s again after a success', async () => {
    const post = owlery();
    post.answers = [ASLEEP, ASLEEP, SENT, ASLEEP, SENT];
    await post.queued('one');
    await post.woken();
    await post.later(2 * SECOND);
    await post.later(4 * SECOND);
    expect(post.heard).toEqual(['one']);
    expect(post.courier.condition()).toEqual({ waiting: 0, lastError: undefined });
    await post.queued('two');
    await post.woken();
    expect(post.courier.condition()).toEqual({ waiting: 1, lastError: 'The owl sleeps' });
    await post.later(2 * SECOND);
    expect(post.heard).toEqual(['one', 'two']);
    expect(post.tried.at(-1)).toBe('two at 8 s');
  });

  it('sends at once what was put off for long when the receiver is back', async () => {
    const post = owlery();
    await post.queued('one');
    await post.queued('two');
    await post.putOff('two', 9 * MINUTE);
    post.answers = [ASLEEP, SENT];
    await post.woken();
    await post.later(2 * SECOND);
    expect(post.tried).toEqual(['one at 0 s', 'one at 2 s', 'two at 2 s']);
  });

  it('leaves what was put off as it is after a success without a failure before', async () => {
    const post = owlery();
    await post.queued('one');
    await post.queued('two');
    await post.putOff('two', 9 * MINUTE);
    await post.woken();
    expect(post.tried).toEqual(['one at 0 s']);
  });

  it('forgets its pause and its failures once its settings were changed', async () => {
    const post = owlery();
    post.answers = [ASLEEP, ASLEEP, ASLEEP, ASLEEP];
    await post.queued('one');
    await post.woken();
    await post.later(2 * SECOND);
    await post.queued('two');
    post.courier.startAfresh();
    expect(post.courier.condition().lastError).toBeUndefined();
    await post.woken();
    expect(post.tried.at(-1)).toBe('two at 2 s');
    await post.later(2 * SECOND);
    expect(post.tried.at(-1), 'the pause is that after the first failure').toBe('two at 4 s');
  });
});

describe('a courier whose receiver refuses a message', () => {
  it('gives it up, goes on with the next, and says so until one is sent', async () => {
    const post = owlery();
    post.answers = [REFUSED, REFUSED, SENT];
    await post.queued('one');
    await post.queued('two');
    await post.woken();
    expect(post.courier.condition()).toEqual({ waiting: 0, lastError: 'The owl does not like it' });
    expect(post.told).toEqual([[post.alertId], [post.alertId]]);
    expect(await post.deliveries()).toMatchObject(
      Array(2).fill({ state: 'failed', attempts: 1, last_error: 'The owl does not like it' }),
    );
    await post.queued('three');
    await post.woken();
    await post.later(10 * MINUTE);
    expect(post.tried).toEqual(['one at 0 s', 'two at 0 s', 'three at 0 s']);
    expect(post.courier.condition().lastError).toBeUndefined();
  });
});

describe('a courier that is stopped', () => {
  it('waits for the message that is being sent, and sends no other', async () => {
    const post = owlery();
    const answer = Promise.withResolvers<SendResult>();
    post.answers = [answer.promise];
    await post.queued('one');
    await post.queued('two');
    post.courier.wake();
    await expect.poll(async () => (await post.clock.advance(0), post.tried.length)).toBe(1);
    let stopped = false;
    const stopping = post.courier.stop().then(() => (stopped = true));
    await post.clock.advance(0);
    expect(stopped).toBe(false);
    answer.resolve(SENT);
    await stopping;
    expect([post.heard, post.clock.timers]).toEqual([['one'], 0]);
    expect((await post.deliveries()).map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });

  it('is not woken any more', async () => {
    const post = owlery();
    await post.queued('one');
    post.courier.wake();
    await post.courier.stop();
    post.courier.wake();
    expect(post.clock.timers).toBe(0);
  });
});

describe('a courier without a channel', () => {
  it('is not woken, and has nothing to tell', async () => {
    const post = owlery();
    post.answers = [ASLEEP];
    await post.queued('one');
    await post.woken();
    post.owl = undefined;
    expect(post.courier.condition()).toEqual({ waiting: 0, lastError: undefined });
    await post.clock.advance(2 * SECOND);
    await expect.poll(() => post.clock.timers).toBe(0);
    post.courier.wake();
    expect(post.clock.timers).toBe(0);
    expect(post.tried).toEqual(['one at 0 s']);
  });

  it('sends nothing of what it has in hand when the channel is removed', async () => {
    const post = owlery();
    await post.queued('one');
    const present = post.owl;
    const query = post.database.query.bind(post.database) as (...all: unknown[]) => unknown;
    vi.spyOn(post.database, 'query').mockImplementation((...all: unknown[]) => {
      if (String(all[0]).includes('SKIP LOCKED')) post.owl = undefined;
      return query(...all);
    });
    post.courier.wake();
    await expect.poll(async () => (await post.clock.advance(0), post.owl)).toBeUndefined();
    await post.courier.stop();
    expect([present?.name, post.tried]).toEqual(['owl', []]);
    expect(await post.deliveries()).toMatchObject([{ state: 'waiting' }]);
  });
});
