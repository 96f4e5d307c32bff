/** Time as everything in PlantOps is told it, so that tests can decide what time it is. */

/** A call that is still to come. */
export interface Timer {
  /** Calls no more. Cancelling twice, or after the last call, does nothing. */
  cancel(): void;
}

/**
 * The one source of time. Nothing else asks the system for the time or for a timer; a rule of the linter sees to it.
 */
export interface Clock {
  /** The time of day, which jumps when the machine's clock is set. */
  now(): Date;
  /** Milliseconds since some moment. They never jump, so the difference of two is a span of time. */
  elapsedMs(): number;
  /** Calls `action` once, after any number of milliseconds; at once for none or fewer. */
  after(ms: number, action: () => void): Timer;
  /** Calls `action` again and again, first after `ms`. */
  every(ms: number, action: () => void): Timer;
}

/** The longest span of `setTimeout`, about 24.8 days. A longer one would end at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  after(ms, action) {
    let handle: ReturnType<typeof setTimeout>;
    function wait(leftMs: number): void {
      const spanMs = Math.min(Math.max(leftMs, 0), LONGEST_TIMEOUT_MS);
      handle = setTimeout(() => {
        if (leftMs > spanMs) wait(leftMs - spanMs);
        else action();
      }, spanMs);
    }
    wait(ms);
    return { cancel: () => clearTimeout(handle) };
  },
  every(ms, action) {
    const handle = setInterval(action, ms);
    return { cancel: () => clearInterval(handle) };
  },
};

/** Resolves after a number of milliseconds. */
export const pause = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
