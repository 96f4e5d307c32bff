import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useToastStore } from './toasts';

describe('toasts', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
  });
  const told = () => useToastStore().queue.map(({ text }) => text);

  it('a result replaces the result before it, each in a toast of its own', () => {
    const toasts = useToastStore();
    toasts.done('first');
    const [first] = toasts.queue;
    toasts.done('second');
    expect(told()).toEqual(['second']);
    expect(toasts.queue[0]?.id).not.toBe(first?.id);
  });

  it('a failure is not replaced by a later result', () => {
    const toasts = useToastStore();
    toasts.done('done');
    toasts.show({ text: 'it failed', kind: 'failed' });
    toasts.done('done again');
    expect(told()).toEqual(['it failed', 'done again']);
  });

  it('news that nobody closed does not hide the result of an action', () => {
    const toasts = useToastStore();
    toasts.show({ text: 'an update is ready', kind: 'news' });
    toasts.done('saved');
    expect(told()).toEqual(['saved', 'an update is ready']);
    toasts.show({ text: 'it failed', kind: 'failed' });
    expect(told()).toEqual(['it failed', 'an update is ready']);
  });

  it('an action that failed offers no undo', async () => {
    const toasts = useToastStore();
    expect(
      await toasts.tell(
        () => Promise.reject(new Error('no')),
        () => Promise.resolve(),
      ),
    ).toBe(false);
    expect(toasts.queue.map(({ kind, action }) => [kind, action])).toEqual([['failed', undefined]]);
  });

  it('of two results only the second can be undone, once', async () => {
    const toasts = useToastStore();
    const undone: string[] = [];
    for (const name of ['first', 'second'])
      await toasts.tell(
        () => Promise.resolve(name),
        () => Promise.resolve(undone.push(name)),
      );
    expect(toasts.queue.map(({ kind, text }) => [kind, text])).toEqual([['done', 'second']]);
    toasts.queue[0]?.action?.run();
    await expect.poll(told).toEqual(['Undone.']);
    expect([undone, toasts.queue[0]?.action]).toEqual([['second'], undefined]);
  });

  it('an undo that fails says why, and a later result stands beside it', async () => {
    const toasts = useToastStore();
    await toasts.tell(
      () => Promise.resolve('deleted'),
      () => Promise.reject(new TypeError('Failed to fetch')),
    );
    toasts.queue[0]?.action?.run();
    await expect.poll(told).toEqual([expect.stringMatching(/reach/)]);
    toasts.done('saved');
    expect(toasts.queue.map(({ kind }) => kind)).toEqual(['failed', 'done']);
  });

  it('undo runs, and reports its result', async () => {
    const toasts = useToastStore();
    let undone = 0;
    await toasts.tell(
      () => Promise.resolve('deleted'),
      () => Promise.resolve((undone += 1)),
    );
    toasts.queue[0]?.action?.run();
    await expect.poll(told).toEqual(['Undone.']);
    expect(undone).toBe(1);
  });
});
