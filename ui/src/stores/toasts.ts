import { defineStore } from 'pinia';
import { ref } from 'vue';
import { messageOf } from '../api/client';

export interface Toast {
  text: string;
  kind: 'done' | 'failed';
}

/** What just happened, told at the foot of the page. */
export const useToastStore = defineStore('toasts', () => {
  const queue = ref<Toast[]>([]);

  const done = (text: string): void => void queue.value.push({ text, kind: 'done' });
  const failed = (failure: unknown): void => void queue.value.push({ text: messageOf(failure), kind: 'failed' });

  /** Runs an action and tells how it went. @returns whether it worked */
  async function tell(action: () => Promise<string>): Promise<boolean> {
    try {
      done(await action());
      return true;
    } catch (failure) {
      failed(failure);
      return false;
    }
  }

  return { queue, done, failed, tell };
});
