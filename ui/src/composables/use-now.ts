import type { Timer } from '@plantops/shared/clock.ts';
import { onScopeDispose, readonly, ref } from 'vue';
import { clock } from '../clock';

/** Smaller differences come from the header's resolution of one second and from network latency. */
const LEAST_OFFSET_MS = 3000;
const TICK_MS = 5000;

let offsetMs = 0;

/** The current time by the server's clock, in milliseconds, for what counts seconds. */
export const serverNow = (): number => clock.now().getTime() + offsetMs;

const now = ref(serverNow());
/** How many components show the time. */
let shown = 0;
let ticking: Timer | undefined;

function tick(): void {
  now.value = serverNow();
}

/**
 * Ages are computed with the server's clock, because this machine's may be wrong.
 * @param date a response's Date header
 */
export function noteServerTime(date: string | null): void {
  const difference = Date.parse(date ?? '') - clock.now().getTime();
  if (Number.isNaN(difference)) return;
  offsetMs = Math.abs(difference) > LEAST_OFFSET_MS ? difference : 0;
  if (Math.abs(now.value - serverNow()) > 2 * TICK_MS) tick();
}

/**
 * The current time in milliseconds, updated every five seconds as long as the component or store that asks is there.
 * It is one clock for all ages on the page.
 */
export function useNow() {
  shown += 1;
  if (shown === 1) {
    tick();
    ticking = clock.every(TICK_MS, tick);
  }
  onScopeDispose(() => {
    shown -= 1;
    if (shown === 0) ticking?.cancel();
  });
  return readonly(now);
}
