import { describe, expect, it } from 'vitest';
import { RenewalQueue } from './renewal-queue.ts';

/** A queue whose renewals end when the test says so. */
function queueOf(places: number) {
  const running: { id: string; turn: PromiseWithResolvers<string> }[] = [];
  const begun: string[] = [];
  const queue = new RenewalQueue(places, (id) => {
    const turn = Promise.withResolvers<string>();
    running.push({ id, turn });
    begun.push(id);
    return turn.promise;
  });
  const end = async (id: string): Promise<void> => {
    const index = running.findIndex((work) => work.id === id);
    running.splice(index, 1)[0]?.turn.resolve(`${id} renewed`);
    // The queue takes the next after that.
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { queue, begun, running, end };
}

describe('renewals', () => {
  it('are made a few at once, in their order', async () => {
    const { queue, begun, end } = queueOf(2);
    for (const id of ['a', 'b', 'c', 'd']) void queue.renew(id);
    expect(begun).toEqual(['a', 'b']);
    expect(queue.length).toBe(2);
    await end('b');
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('that wait are made once for all who ask', async () => {
    const { queue, begun, end } = queueOf(1);
    void queue.renew('a');
    const asked = [queue.renew('b'), queue.renew('b')];
    await end('a');
    await end('b');
    expect(await Promise.all(asked)).toEqual(['b renewed', 'b renewed']);
    expect(begun).toEqual(['a', 'b']);
  });

  it('are made once more for who asks while they are being made, and never twice at once', async () => {
    const { queue, begun, end } = queueOf(2);
    void queue.renew('a');
    const again = queue.renew('a');
    expect(begun).toEqual(['a']);
    await end('a');
    expect(begun).toEqual(['a', 'a']);
    await end('a');
    expect(await again).toBe('a renewed');
  });

  it('that are urgent come before all others, also if they wait already', async () => {
    const { queue, begun, end } = queueOf(1);
    for (const id of ['a', 'b', 'c']) void queue.renew(id);
    void queue.renew('c', true);
    void queue.renew('d', true);
    for (const id of ['a', 'd', 'c', 'b']) await end(id);
    expect(begun).toEqual(['a', 'd', 'c', 'b']);
  });

  it('that fail tell who waits, and the next ones are made', async () => {
    const { queue, begun, running } = queueOf(1);
    const failed = queue.renew('a');
    const next = queue.renew('b');
    running.shift()?.turn.reject(new Error('no database'));
    await expect(failed).rejects.toThrow('no database');
    await Promise.resolve();
    running.shift()?.turn.resolve('fine');
    expect(await next).toBe('fine');
    expect(begun).toEqual(['a', 'b']);
  });

  it('that did not have their turn when the queue stops are refused, and those that run are waited for', async () => {
    const { queue, running } = queueOf(1);
    void queue.renew('a');
    const waiting = queue.renew('b');
    const order: string[] = [];
    const stopped = queue.stop().then(() => order.push('stopped'));
    await expect(waiting).rejects.toThrow('The server is stopping');
    order.push('ended');
    running[0]?.turn.resolve('a');
    await stopped;
    expect(order).toEqual(['ended', 'stopped']);
    expect(running).toHaveLength(1);
  });
});
