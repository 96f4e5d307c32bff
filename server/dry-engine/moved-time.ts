/**
 * Gives the process another time: `Date` and the timers that nodes of any kind use follow a clock that is moved. So a
 * delay of an hour takes no time, and what depends on the time of day sees that of the reading.
 */
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { MovedClock } from './moved-clock.ts';

/** What `setTimeout` returns in Node.js, as far as nodes use it. */
class MovedTimeout {
  #timer: Timer;
  readonly #set: () => Timer;

  constructor(set: () => Timer) {
    this.#set = set;
    this.#timer = set();
  }

  close(): this {
    this.#timer.cancel();
    return this;
  }

  refresh(): this {
    this.#timer.cancel();
    this.#timer = this.#set();
    return this;
  }

  // Whether a timer keeps the process alive does not matter here.
  ref = (): this => this;
  unref = (): this => this;
  hasRef = (): boolean => true;
}

type TimerFunction = (action: (...values: unknown[]) => void, ms?: unknown, ...values: unknown[]) => MovedTimeout;

/** The milliseconds that a timer means: Node.js takes at least one, and one for whatever is no number. */
const spanOf = (ms: unknown): number => {
  const span = Number(ms);
  return span >= 1 ? span : 1;
};

/** The time of this process, once it is moved. */
export interface MovedTime {
  /** The machine's own time, which the process itself still needs. */
  own: Clock;
  /** Follows another clock from now on. Timers that were set before are called no more. */
  follow(clock: MovedClock): void;
}

/** Has everything in this process follow a clock from now on. */
export function moveTime(first: MovedClock): MovedTime {
  let clock = first;
  const own = { setTimeout, setInterval, clearTimeout, Date };
  const once: TimerFunction = (action, ms, ...values) =>
    new MovedTimeout(() => clock.after(spanOf(ms), () => action(...values)));
  const again: TimerFunction = (action, ms, ...values) =>
    new MovedTimeout(() => clock.every(spanOf(ms), () => action(...values)));
  /** Timers that were set before are real. */
  const clear = (timer: unknown): void => {
    if (timer instanceof MovedTimeout) timer.close();
    else own.clearTimeout(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    setTimeout: once,
    setInterval: again,
    clearTimeout: clear,
    clearInterval: clear,
    // Not a class of its own: dates of before and after are instances of the same.
    Date: new Proxy(Date, {
      construct: (real, values: string[]) =>
        values.length === 0 ? new real(clock.nowMs) : new real(...(values as [string])),
      apply: (real) => new real(clock.nowMs).toString(),
      get: (real, name) => (name === 'now' ? () => clock.nowMs : (Reflect.get(real, name) as unknown)),
    }),
  });
  const timerOf = (handle: NodeJS.Timeout): Timer => ({ cancel: () => own.clearTimeout(handle) });
  return {
    own: {
      now: () => new own.Date(),
      elapsedMs: () => performance.now(),
      after: (ms, action) => timerOf(own.setTimeout(action, ms)),
      every: (ms, action) => timerOf(own.setInterval(action, ms)),
    },
    follow(next) {
      clock = next;
    },
  };
}
