import { readonly, ref } from 'vue';

/** A smaller difference is the second's rounding in the header and the way of the answer. */
const LEAST_OFFSET_MS = 3000;

let offsetMs = 0;
const now = ref(Date.now());
// One clock for all ages on the page.
setInterval(() => {
  now.value = Date.now() + offsetMs;
}, 5000);

/** Ages are told by the server's clock: this machine's may be wrong. @param date an answer's Date header */
export function noteServerTime(date: string | null): void {
  const difference = Date.parse(date ?? '') - Date.now();
  if (Number.isNaN(difference)) return;
  offsetMs = Math.abs(difference) > LEAST_OFFSET_MS ? difference : 0;
  if (Math.abs(now.value - Date.now() - offsetMs) > 10_000) now.value = Date.now() + offsetMs;
}

/** The present time in milliseconds by the server's clock, for what counts seconds. */
export const serverNow = (): number => Date.now() + offsetMs;

/** The present time in milliseconds, renewed every five seconds. */
export const useNow = () => readonly(now);
