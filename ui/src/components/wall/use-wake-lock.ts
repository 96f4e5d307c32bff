import { onBeforeUnmount, onMounted, type Ref, ref } from 'vue';

/** `unsupported`: this browser has no such thing, or not for a page that came by plain HTTP from another machine. */
export type Wakefulness = 'awake' | 'may_sleep' | 'unsupported';

/**
 * Keeps the screen on while the component is shown. A browser takes that back when the page is hidden, or the battery is
 * low; it is asked again when the page is seen again.
 */
export function useWakeLock(): Readonly<Ref<Wakefulness>> {
  // Older browsers do not have what the types promise.
  const wakeLock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  const state = ref<Wakefulness>(wakeLock ? 'may_sleep' : 'unsupported');
  let held: WakeLockSentinel | undefined;
  let isShown = false;

  const isWanted = (): boolean => isShown && held === undefined;

  async function ask(): Promise<void> {
    if (!wakeLock || !isWanted() || document.visibilityState !== 'visible') return;
    try {
      const lock = await wakeLock.request('screen');
      // Meanwhile the page may have been left, or another request was granted.
      if (!isWanted()) {
        await lock.release();
        return;
      }
      held = lock;
      state.value = 'awake';
      lock.addEventListener('release', () => {
        if (held !== lock) return;
        held = undefined;
        state.value = 'may_sleep';
      });
    } catch {
      // Refused, with a battery that is nearly empty for example. It is asked again at the next sight or touch.
      state.value = 'may_sleep';
    }
  }
  const askAgain = (): void => void ask();

  onMounted(() => {
    isShown = true;
    document.addEventListener('visibilitychange', askAgain);
    // Some browsers grant it only after the owner has touched the page.
    document.addEventListener('pointerup', askAgain);
    askAgain();
  });
  onBeforeUnmount(() => {
    isShown = false;
    document.removeEventListener('visibilitychange', askAgain);
    document.removeEventListener('pointerup', askAgain);
    void held?.release().catch(() => undefined);
    held = undefined;
  });

  return state;
}
