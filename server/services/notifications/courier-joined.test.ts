import { describe, expect, it } from 'vitest';
import { ASLEEP, MINUTE, SECOND, SENT, useOwlery } from '../../testing/owlery.ts';
import type { SendResult } from './channel.ts';

const owlery = useOwlery();
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `Board ${n + 1}`);

/** An owl that can change what it said. @returns what it was asked to change */
function rewriting(answers: SendResult[] = []): string[] {
  const changes: string[] = [];
  const { owl } = owlery();
  owlery().answers = [{ outcome: 'sent', remoteId: 'feather-1' }];
  owlery().owl = owl && {
    ...owl,
    edit: async (remoteId, { text }) => {
      changes.push(`${remoteId}: ${text}`);
      return answers.shift() ?? SENT;
    },
  };
  return changes;
}

describe('who is silent within a minute', () => {
  it('is told in one message that grows, where the channel can change it; each notice is sent', async () => {
    const changes = rewriting();
    const post = owlery();
    await post.silence('Shelf');
    await post.woken();
    expect(post.heard).toEqual(['Shelf is offline: nothing heard for 3 min']);
    for (const name of names(24)) await post.silence(name);
    await post.woken();
    await post.later(30 * SECOND);
    await post.silence('Late');
    await post.woken();
    expect(post.heard).toHaveLength(1);
    expect(changes).toEqual([
      `feather-1: 25 devices are silent: Shelf, ${names(24).join(', ')}`,
      `feather-1: 26 devices are silent: Shelf, ${names(24).join(', ')}, Late`,
    ]);
    expect(await post.deliveries()).toMatchObject(Array(26).fill({ state: 'sent', attempts: 1 }));
  });

  it('is told at once and in one more message a minute later, where the channel cannot change it', async () => {
    const post = owlery();
    await post.silence('Shelf');
    await post.woken();
    for (const name of names(24)) await post.silence(name);
    await post.woken();
    await post.later(MINUTE - 1);
    expect(post.heard).toEqual(['Shelf is offline: nothing heard for 3 min']);
    await post.later(SECOND);
    expect(post.heard.slice(1)).toEqual([`24 devices are silent: ${names(24).join(', ')}`]);
    expect(await post.deliveries()).toMatchObject(Array(25).fill({ state: 'sent', attempts: 1 }));
  });

  it('is told in one message from the start if all were due together, as after quiet hours', async () => {
    const post = owlery();
    for (const name of names(3)) await post.silence(name);
    await post.woken();
    expect(post.heard).toEqual(['3 devices are silent: Board 1, Board 2, Board 3']);
  });

  it('is back in one message, too', async () => {
    const changes = rewriting();
    const post = owlery();
    for (const name of names(25)) await post.silence(name);
    await post.woken();
    for (const name of names(25)) {
      await post.silence(name, 'online');
      await post.woken();
    }
    expect(post.heard).toEqual([`25 devices are silent: ${names(25).join(', ')}`, 'Board 1 is back online']);
    expect(changes.at(-1)).toBe(`feather-1: 25 devices are back: ${names(25).join(', ')}`);
  });

  it('has messages of its own again after a minute', async () => {
    const changes = rewriting();
    const post = owlery();
    await post.silence('Shelf');
    await post.woken();
    await post.later(MINUTE);
    await post.silence('Board');
    await post.woken();
    expect([changes, post.heard]).toEqual([[], expect.arrayContaining(['Board is offline: nothing heard for 3 min'])]);
  });

  it('is told anew if the message that grew was removed, and again later if the channel is away', async () => {
    const changes = rewriting([ASLEEP, { outcome: 'refused', reason: 'The owl has lost it' }]);
    const post = owlery();
    await post.silence('Shelf');
    await post.woken();
    await post.silence('Board');
    await post.woken();
    expect([changes.length, post.heard.length]).toEqual([1, 1]);
    await post.later(10 * SECOND);
    expect(changes).toHaveLength(2);
    expect(post.heard.slice(1)).toEqual(['Board is offline: nothing heard for 3 min']);
  });

  it('does not hold up a value that is outside its limits', async () => {
    const post = owlery();
    await post.silence('Shelf');
    await post.silence('Board');
    await post.queued('soil_moisture is 15.2, threshold min 20.0');
    await post.queued('soil_moisture is 14.0, threshold min 20.0');
    await post.woken();
    expect(post.heard).toEqual([
      '2 devices are silent: Shelf, Board',
      'soil_moisture is 15.2, threshold min 20.0',
      'soil_moisture is 14.0, threshold min 20.0',
    ]);
  });
});
