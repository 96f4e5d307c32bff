import { readonly, ref } from 'vue';

/** Smaller differences come from the header's resolution of one second and from network latency. */
const LEAST_OFFSET_MS = 3000;

let offsetMs = 0;
const now = ref(Date.now());
// One clock for all ages shown on the page.
setInterval(() => {
  now.value = Date.now() + offsetMs;
}, 5000);

/**
 * Ages are computed with the server's clock, because this machine's may be wrong.
 * @param date a response's Date header
 */
export function noteServerTime(date: string | null): void {
  const difference = Date.parse(date ?? '') - Date.now();
  if (Number.isNaN(difference)) return;
  offsetMs = Math.abs(difference) > LEAST_OFFSET_MS ? difference : 0;
  if (Math.abs(now.value - Date.now() - offsetMs) > 10_000) now.value = Date.now() + offsetMs;
}

/** The current time by the server's clock, in milliseconds, for what counts seconds. */
export const serverNow = (): number => Date.now() + offsetMs;

/** The current time in milliseconds, updated every five seconds. */
export const useNow = () => readonly(now);
