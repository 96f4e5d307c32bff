import type { Clock } from '@plantops/shared/clock.ts';

/** How often dashboards are told of progress (ms). */
const EVERY_MS = 250;

/** Tells of progress four times a second at most; what comes in between is left out. */
export function seldom<News>(clock: Clock, tell: ((news: News) => void) | undefined): (news: News) => void {
  let last = -Infinity;
  return (news) => {
    const now = clock.elapsedMs();
    if (now - last < EVERY_MS) return;
    last = now;
    tell?.(news);
  };
}
