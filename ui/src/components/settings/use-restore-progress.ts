import type { Timer } from '@plantops/shared/clock.ts';
import { onBeforeUnmount, ref, type Ref } from 'vue';
import { getRestoreProgress, type RestoreProgress } from '../../api/generated';
import { clock } from '../../clock';

const ASK_MS = 1000;

/** How far a restore is on the server. It is asked for each second from `follow` until `stop`; it stays as it was if it cannot be asked for. */
export function useRestoreProgress(): { progress: Ref<RestoreProgress>; follow: () => void; stop: () => void } {
  const progress = ref<RestoreProgress>({ step: 'idle', share: 0 });
  let asking: Timer | undefined;

  async function ask(): Promise<void> {
    const { data } = await getRestoreProgress({ throwOnError: true }).catch(() => ({ data: undefined }));
    if (data && asking) progress.value = data;
  }
  function stop(): void {
    asking?.cancel();
    asking = undefined;
    progress.value = { step: 'idle', share: 0 };
  }
  function follow(): void {
    asking ??= clock.every(ASK_MS, () => void ask());
  }
  onBeforeUnmount(stop);
  return { progress, follow, stop };
}
