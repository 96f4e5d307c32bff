import { describe, expect, it, vi } from 'vitest';
import { listNotices } from '../../db/repositories/notices.ts';
import { SECOND, useOwlery } from '../../testing/owlery.ts';

const owlery = useOwlery();
const AWAY = new Error('the database is away');
const states = async () => (await listNotices(owlery().database, { limit: 100 }))?.map(({ state }) => state).reverse();

/** Has something happen just before a statement with this text is run. */
function before(text: string, happens: () => void): void {
  const { database } = owlery();
  const query = database.query.bind(database) as (...all: unknown[]) => unknown;
  vi.spyOn(database, 'query').mockImplementation((...all: unknown[]): unknown =>
    Promise.resolve().then(() => {
      if (String(all[0]).includes(text)) happens();
      return query(...all);
    }),
  );
}

describe('the outbox', () => {
  it('follows a change once the database is back, also when it was away twice', async () => {
    const post = owlery();
    const { owl } = post;
    post.owl = undefined;
    post.outbox.start();
    await post.outbox.release(await post.made('one'));
    await post.soon(() => post.clock.timers).toBe(0);
    const query = vi.spyOn(post.database, 'query').mockRejectedValueOnce(AWAY).mockRejectedValueOnce(AWAY);
    post.owl = owl;
    post.outbox.settingsChanged({ channels: ['owl'] });
    await post.soon(() => query.mock.calls.length).toBe(2);
    await post.soon(() => post.clock.timers, 'the outbox and its courier wait').toBe(2);
    query.mockRejectedValueOnce(AWAY);
    await post.clock.advance(2 * SECOND);
    await post.soon(() => post.clock.timers, 'both wait again').toBe(2);
    expect(post.heard).toEqual([]);
    await post.clock.advance(2 * SECOND);
    await post.soon(() => post.heard).toEqual(['one']);
  });

  it('does nothing more once it is stopped, also where it waited for the database', async () => {
    const post = owlery();
    post.outbox.start();
    await post.rested();
    vi.spyOn(post.database, 'query').mockRejectedValueOnce(AWAY);
    post.outbox.settingsChanged({ channels: ['owl'] });
    await post.soon(() => post.clock.timers).toBe(2);
    await post.outbox.stop();
    expect(post.clock.timers).toBe(0);
    await post.outbox.release(await post.made('one'));
    post.outbox.settingsChanged({ channels: ['owl'] });
    await post.clock.advance(60 * SECOND);
    expect([post.clock.timers, post.tried]).toEqual([0, []]);
  });

  it('starts anew after a stop, with what was released in between', async () => {
    const post = owlery();
    post.outbox.start();
    await post.outbox.stop();
    await post.outbox.release(await post.made('one'));
    post.outbox.start();
    await post.soon(() => post.heard).toEqual(['one']);
    await post.outbox.release(await post.made('two'));
    await post.soon(() => post.heard).toEqual(['one', 'two']);
  });

  it('ends the pause of a channel whose settings are changed, and of no other', async () => {
    const post = owlery();
    post.answers = [{ outcome: 'paused', retryAfterS: 600 }];
    post.outbox.start();
    await post.outbox.release(await post.made('one'));
    await post.soon(() => post.outbox.status().lastError).toBe('The owl asks to wait 600 s');
    await post.outbox.release(await post.made('two'));
    post.outbox.settingsChanged({ channels: ['pigeon'] });
    await post.soon(() => post.outbox.status().waiting).toBe(2);
    expect([post.outbox.status().lastError, post.tried]).toEqual(['The owl asks to wait 600 s', ['one at 0 s']]);
    post.outbox.settingsChanged({ channels: ['owl'] });
    await post.soon(() => post.tried).toEqual(['one at 0 s', 'two at 0 s']);
  });

  it('follows a change that comes while it follows another', async () => {
    const post = owlery();
    const { owl } = post;
    post.owl = undefined;
    post.outbox.start();
    await post.outbox.release(await post.made('one'));
    await post.soon(() => post.clock.timers).toBe(0);
    post.owl = owl;
    before('INSERT INTO deliveries AS d', () => {
      post.owl = undefined;
      post.outbox.settingsChanged({ channels: ['owl'] });
    });
    post.outbox.settingsChanged({ channels: ['owl'] });
    await post.soon(states).toEqual(['not_configured']);
    expect([post.tried, post.clock.timers]).toEqual([[], 0]);
  });

  it('sends by a channel that is set up just while a message is released', async () => {
    const post = owlery();
    const { owl } = post;
    post.owl = undefined;
    post.outbox.start();
    await post.soon(() => post.clock.timers).toBe(0);
    const id = await post.made('one');
    before("SET state = 'released'", () => (post.owl = owl));
    await post.outbox.release(id);
    await post.soon(() => post.heard).toEqual(['one']);
  });

  it('keeps a message whose channel is removed just while it is released', async () => {
    const post = owlery();
    post.outbox.start();
    await post.rested();
    const id = await post.made('one');
    before("SET state = 'released'", () => (post.owl = undefined));
    await post.outbox.release(id);
    await post.soon(states).toEqual(['not_configured']);
    expect(post.tried).toEqual([]);
  });

  it('knows what was made and never released', async () => {
    const post = owlery();
    post.outbox.start();
    await post.made('lost');
    await post.database.query(`UPDATE notices SET created_at = created_at - interval '1 minute'`);
    expect(await post.outbox.unreleased()).toMatchObject([{ message: 'lost', alertId: post.alertId }]);
  });

  it('tells nobody of a notice that it does not know', async () => {
    const post = owlery();
    post.owl = undefined;
    post.outbox.start();
    await post.outbox.release('unknown');
    expect(post.told).toEqual([]);
  });
});
