import { type Clock, systemClock } from '@plantops/shared/clock.ts';

let source: Clock = systemClock;

/** The one clock of the dashboard: the time of this machine, and all timers. `serverNow` corrects the time of day. */
export const clock: Clock = {
  now: () => source.now(),
  elapsedMs: () => source.elapsedMs(),
  after: (ms, action) => source.after(ms, action),
  every: (ms, action) => source.every(ms, action),
};

/** Lets another clock say what time it is. Timers that are already set stay with the clock before it. */
export function takeTimeFrom(other: Clock): void {
  source = other;
}
