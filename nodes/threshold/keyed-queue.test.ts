import { describe, expect, it } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

function deferred<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise, resolve, reject };
}

describe('the keyed queue', () => {
  it('runs a task at once and returns no promise when the task needs none', () => {
    const queue = new KeyedQueue();
    let ran = false;
    const result = queue.run('a', () => {
      ran = true;
      return undefined;
    });
    expect(result).toBeUndefined();
    expect(ran).toBe(true);
  });

  it('runs tasks of one key one after the other, in order', async () => {
    const queue = new KeyedQueue();
    const first = deferred<string>();
    const order: string[] = [];
    const one = queue.run('a', () =>
      first.promise.then((text) => {
        order.push(text);
        return text;
      }),
    );
    const two = queue.run('a', () => {
      order.push('second');
      return Promise.resolve('second');
    });
    const three = queue.run('a', () => {
      order.push('third');
      return undefined;
    });
    await Promise.resolve();
    expect(order).toEqual([]);
    first.resolve('first');
    expect(await Promise.all([one, two, three])).toEqual(['first', 'second', undefined]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('does not delay tasks of another key', async () => {
    const queue = new KeyedQueue();
    const slow = deferred<string>();
    const waiting = queue.run('a', () => slow.promise);
    expect(await queue.run('b', () => Promise.resolve('b'))).toBe('b');
    slow.resolve('a');
    expect(await waiting).toBe('a');
  });

  it('continues after a failed task, whose failure only its caller sees', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', () => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('fine');
  });

  it('has a free key again once its tasks are done', async () => {
    const queue = new KeyedQueue();
    await queue.run('a', () => Promise.resolve(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(
      queue.run('a', () => undefined),
      'ran at once',
    ).toBeUndefined();
  });

  it('keeps the order for a task that arrives after the first one is done, while the second one runs', async () => {
    const queue = new KeyedQueue();
    const [first, second] = [deferred<string>(), deferred<string>()];
    const one = queue.run('a', () => first.promise);
    void queue.run('a', () => second.promise);
    first.resolve('first');
    await one;
    await new Promise((resolve) => setImmediate(resolve));
    let ran = false;
    const third = queue.run('a', () => {
      ran = true;
      return undefined;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toBe(false);
    second.resolve('second');
    await third;
    expect(ran).toBe(true);
  });
});
