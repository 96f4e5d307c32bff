import type { Clock } from '@plantops/shared/clock.ts';

/** At this many addresses, those whose window is over are forgotten. */
const MOST_ADDRESSES = 1000;

interface Window {
  count: number;
  endsAtMs: number;
}

/** Counts what comes from each address, in windows that begin with the first of it. */
export class AddressCounts {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /** How many were counted in the address's window; 0 if it is over. */
  countOf(address: string): number {
    return this.#open(address)?.count ?? 0;
  }

  /** Counts one more. @returns how many there are, and when the window ends */
  add(address: string): { count: number; endsAt: Date } {
    let window = this.#open(address);
    if (!window) {
      if (this.#windows.size >= MOST_ADDRESSES) this.#forgetOld();
      window = { count: 0, endsAtMs: this.#clock.elapsedMs() + this.#windowMs };
      this.#windows.set(address, window);
    }
    window.count += 1;
    const leftMs = window.endsAtMs - this.#clock.elapsedMs();
    return { count: window.count, endsAt: new Date(this.#clock.now().getTime() + leftMs) };
  }

  /** Counts one less, if the address's window is not over. */
  forgive(address: string): void {
    const window = this.#open(address);
    if (window && window.count > 0) window.count -= 1;
  }

  #open(address: string): Window | undefined {
    const window = this.#windows.get(address);
    return window && window.endsAtMs > this.#clock.elapsedMs() ? window : undefined;
  }

  #forgetOld(): void {
    const nowMs = this.#clock.elapsedMs();
    for (const [address, { endsAtMs }] of this.#windows) if (endsAtMs <= nowMs) this.#windows.delete(address);
  }
}
