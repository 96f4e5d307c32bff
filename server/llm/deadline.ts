import type { Clock, Timer } from '@plantops/shared/clock.ts';

/**
 * How long a piece of work, such as a request with all its retries, may take: a span without any sign of life, and a
 * bound for the whole that no sign of life moves.
 */
export class Deadline {
  /** The longest silence (ms). */
  readonly spanMs: number;
  /** The longest that the whole may take (ms). */
  readonly mostMs: number;
  readonly clock: Clock;
  readonly #lastMs: number;
  #endsAtMs: number;
  #wasHeard = false;
  readonly #passing = new AbortController();
  #timer: Timer;

  /** @param mostMs by default the span itself: signs of life then move nothing */
  constructor(spanMs: number, clock: Clock, mostMs = spanMs) {
    this.spanMs = spanMs;
    this.mostMs = mostMs;
    this.clock = clock;
    this.#lastMs = clock.elapsedMs() + mostMs;
    this.#endsAtMs = clock.elapsedMs() + spanMs;
    this.#timer = clock.after(spanMs, () => this.#look());
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

  /** Why it has passed, in words that follow "the server": it was silent, fell silent, or took too long altogether. */
  get howItPassed(): string {
    const inWords = (ms: number): string =>
      ms > 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
    if (!this.#wasHeard) return `gave no answer within ${inWords(this.spanMs)}`;
    return this.#endsAtMs >= this.#lastMs
      ? `was not done with its answer within ${inWords(this.mostMs)}`
      : `fell silent for ${inWords(this.spanMs)} in the midst of its answer`;
  }

  /** The other side lives: the span begins anew. */
  heard(): void {
    this.#wasHeard = true;
    this.#endsAtMs = Math.min(this.clock.elapsedMs() + this.spanMs, this.#lastMs);
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

  /** One timer for all signs of life, of which there may be hundreds a second. */
  #look(): void {
    const { remainingMs } = this;
    if (remainingMs > 0) this.#timer = this.clock.after(remainingMs, () => this.#look());
    else this.#passing.abort();
  }
}
