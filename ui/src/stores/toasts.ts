import { defineStore } from 'pinia';
import { ref } from 'vue';
import { messageOf } from '../api/client';
import { text } from '../messages/text';

export interface Toast {
  text: string;
  kind: 'done' | 'failed' | 'news';
  /** What the owner can do about it. */
  action?: { label: string; run: () => void };
}

/** What just happened, shown at the bottom of the page. */
export const useToastStore = defineStore('toasts', () => {
  const queue = ref<(Toast & { id: number })[]>([]);
  let lastId = 0;

  /**
   * A new toast replaces the result of an earlier action: the newest result is the one that the owner waits for and may
   * want to undo. Failures and news are not replaced. News waits behind results and failures.
   */
  function show(toast: Toast): void {
    lastId += 1;
    const waiting = [...queue.value.filter(({ kind }) => kind !== 'done'), { ...toast, id: lastId }];
    queue.value = [...waiting.filter(({ kind }) => kind !== 'news'), ...waiting.filter(({ kind }) => kind === 'news')];
  }

  /** @param undo reverses the action, if that is possible */
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
   * Runs an action and reports how it went.
   * @param undo reverses the action, if that is possible
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
