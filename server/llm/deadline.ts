import type { Clock, Timer } from '@plantops/shared/clock.ts';

/** The time by which a piece of work, such as a request with all its retries, must have ended. */
export class Deadline {
  readonly spanMs: number;
  readonly clock: Clock;
  readonly #endsAtMs: number;
  readonly #passing = new AbortController();
  readonly #timer: Timer;

  constructor(spanMs: number, clock: Clock) {
    this.spanMs = spanMs;
    this.clock = clock;
    this.#endsAtMs = clock.elapsedMs() + spanMs;
    this.#timer = clock.after(spanMs, () => this.#passing.abort());
  }

  /** Aborted at the deadline. */
  get signal(): AbortSignal {
    return this.#passing.signal;
  }

  get hasPassed(): boolean {
    return this.signal.aborted;
  }

  get remainingMs(): number {
    return this.#endsAtMs - this.clock.elapsedMs();
  }

  /** The result of all the work that the deadline is for, or a rejection when the deadline passes. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    this.signal.addEventListener('abort', () => reject(new Error('the time has passed')));
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.#timer.cancel();
    }
  }
}
