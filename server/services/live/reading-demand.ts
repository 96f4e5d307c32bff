import type { Clock, Timer } from '@plantops/shared/clock.ts';

export interface ReadingDemandOptions {
  /** Has the engine tell of stored readings, or no more. Resolves once it does. */
  announce: (isWanted: boolean) => Promise<void>;
  clock: Clock;
}

/** A reader that was cut off comes back within this time, and one that has just asked for everything follows (ms). */
const GRACE_MS = 60_000;

/**
 * Has the engine tell of readings only while somebody looks on: at ten thousand a second, telling nobody would take a
 * seventh of the time.
 */
export class ReadingDemand {
  readonly #options: ReadingDemandOptions;
  #onEnd: () => void = () => undefined;
  #readers = 0;
  #end: Timer | undefined;
  #announced: Promise<void> | undefined;

  constructor(options: ReadingDemandOptions) {
    this.#options = options;
  }

  /** Calls the listener when readings are no more told of: whoever comes back later has missed some. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Resolves once readings are told of, which they are for a minute from now at least. */
  need(): Promise<void> {
    this.#announced ??= this.#options.announce(true);
    if (this.#readers === 0) this.#endLater();
    return this.#announced;
  }

  /** Somebody reads, until the returned function is called. */
  join(): () => void {
    void this.need();
    this.#readers += 1;
    this.#end?.cancel();
    let isHere = true;
    return () => {
      if (!isHere) return;
      isHere = false;
      this.#readers -= 1;
      if (this.#readers === 0) this.#endLater();
    };
  }

  stop(): void {
    this.#end?.cancel();
  }

  #endLater(): void {
    this.#end?.cancel();
    this.#end = this.#options.clock.after(GRACE_MS, () => {
      this.#announced = undefined;
      this.#onEnd();
      void this.#options.announce(false);
    });
  }
}
