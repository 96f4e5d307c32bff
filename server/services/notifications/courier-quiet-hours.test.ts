import { describe, expect, it, vi } from 'vitest';
import { MINUTE, SECOND, useOwlery } from '../../testing/owlery.ts';

const owlery = useOwlery();

describe('a courier in quiet hours', () => {
  const until = () => new Date('2026-01-07T12:05:00Z');

  it('holds everything back, looks every minute, and sends the last of each alert at their end', async () => {
    const post = owlery();
    const other = await post.opened('temperature');
    post.quietUntil = (now) => (now < until() ? until() : undefined);
    await post.queued('one');
    await post.queued('other', other);
    await post.queued('one again');
    await post.woken();
    expect(post.courier.condition()).toEqual({ waiting: 3, lastError: undefined });
    expect(post.told.splice(0), 'what is held back, each alert once').toEqual([[post.alertId, other]]);
    await post.later(MINUTE);
    await post.queued('other again', other);
    await post.later(3 * MINUTE);
    await post.later(MINUTE - 1);
    expect([post.tried, post.told.splice(0)], 'what was held back before is not told again').toEqual([[], [[other]]]);
    await post.later(1);
    expect(post.tried).toEqual(['one again at 300 s', 'other again at 300 s']);
    expect(post.told[0]?.toSorted(), 'what is skipped').toEqual([post.alertId, other].toSorted());
    expect((await post.deliveries()).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'sent', 'sent']);
  });

  it('tells each alert once of which it skips several', async () => {
    const post = owlery();
    post.quietUntil = (now) => (now < until() ? until() : undefined);
    for (const text of ['one', 'two', 'three']) await post.queued(text);
    await post.woken();
    expect(post.told.splice(0)).toEqual([[post.alertId]]);
    await post.later(5 * MINUTE);
    expect(post.told[0]).toEqual([post.alertId]);
    expect(post.heard).toEqual(['three']);
  });

  it('holds back again when they begin a second time', async () => {
    const post = owlery();
    const [first, second] = [until(), new Date('2026-01-07T12:20:00Z')];
    const began = new Date('2026-01-07T12:10:00Z');
    post.quietUntil = (now) => (now < first ? first : now >= began && now < second ? second : undefined);
    await post.queued('one');
    await post.woken();
    await post.later(5 * MINUTE);
    expect(post.heard).toEqual(['one']);
    await post.later(5 * MINUTE);
    await post.queued('two');
    await post.queued('three');
    await post.woken();
    await post.later(10 * MINUTE - 1);
    expect(post.heard).toEqual(['one']);
    await post.later(1);
    expect(post.heard).toEqual(['one', 'three']);
  });

  it('is woken by itself when they end within the minute', async () => {
    const post = owlery();
    const soon = new Date('2026-01-07T12:00:10Z');
    post.quietUntil = (now) => (now < soon ? soon : undefined);
    await post.queued('one');
    await post.woken();
    await post.later(10 * SECOND);
    expect(post.tried).toEqual(['one at 10 s']);
  });

  it('asks the database only once to let out what was held back', async () => {
    const post = owlery();
    await post.woken();
    const letOut = vi.spyOn(post.database, 'query');
    await post.woken();
    expect(letOut.mock.calls.filter(([sql]) => sql.includes('held_back = FALSE'))).toEqual([]);
  });
});
