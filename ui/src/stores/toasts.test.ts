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
