import { defineStore } from 'pinia';
import { ref } from 'vue';
import { messageOf } from '../api/client';
import { text } from '../messages/text';

export interface Toast {
  text: string;
  kind: 'done' | 'failed' | 'news';
  /** What the toast offers to do about it. */
  action?: { label: string; run: () => void };
}

/** What just happened, told at the foot of the page. */
export const useToastStore = defineStore('toasts', () => {
  const queue = ref<(Toast & { id: number })[]>([]);
  let lastId = 0;

  /**
   * What was done before gives way: the newest is what the owner waits for, and would undo.
   * Failures and news stay until they were read; news wait behind the answer to what the owner does.
   */
  function show(toast: Toast): void {
    lastId += 1;
    const waiting = [...queue.value.filter(({ kind }) => kind !== 'done'), { ...toast, id: lastId }];
    queue.value = [...waiting.filter(({ kind }) => kind !== 'news'), ...waiting.filter(({ kind }) => kind === 'news')];
  }

  /** @param undo takes it back, where it can be */
  function done(words: string, undo?: () => Promise<unknown>): void {
    show({
      text: words,
      kind: 'done',
      ...(undo && {
        action: {
          label: text('action.undo'),
          run: () =>
            void tell(async () => {
              await undo();
              return text('action.undone');
            }),
        },
      }),
    });
  }

  const failed = (failure: unknown): void => show({ text: messageOf(failure), kind: 'failed' });

  /**
   * Runs an action and tells how it went.
   * @param undo takes it back, where it can be
   * @returns whether it worked
   */
  async function tell(action: () => Promise<string>, undo?: () => Promise<unknown>): Promise<boolean> {
    try {
      done(await action(), undo);
      return true;
    } catch (failure) {
      failed(failure);
      return false;
    }
  }

  return { queue, show, done, failed, tell };
});
