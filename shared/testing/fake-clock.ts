import type { Clock, Timer } from '../clock.ts';

interface Planned {
  atMs: number;
  everyMs: number | undefined;
  action: () => void;
}

/** A clock that moves only when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number;
  #elapsedMs = 0;
  readonly #planned = new Set<Planned>();

  /** @param now the time of day at the beginning */
  constructor(now: Date | string = '2026-01-07T12:00:00Z') {
    this.#nowMs = new Date(now).getTime();
  }

  now = (): Date => new Date(this.#nowMs);
  elapsedMs = (): number => this.#elapsedMs;
  after = (ms: number, action: () => void): Timer => this.#plan(Math.max(ms, 0), undefined, action);
  every = (ms: number, action: () => void): Timer => this.#plan(ms, ms, action);

  /** How many timers are set. After a stop there should be none. */
  get timers(): number {
    return this.#planned.size;
  }

  /** How long until the next timer fires; Infinity if none is set. */
  get untilNextMs(): number {
    return Math.min(...[...this.#planned].map(({ atMs }) => atMs)) - this.#elapsedMs;
  }

  /** Sets the time of day as an owner or NTP does. Timers are not touched by it. */
  set(now: Date | string): void {
    this.#nowMs = new Date(now).getTime();
  }

  /**
   * Lets time pass. Timers fire in their order, each at its own time; what they set fires too if it is due. Resolves
   * once the promises that the timers have settled have been followed.
   */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#elapsedMs + ms;
    for (;;) {
      await settled();
      const next = [...this.#planned].sort((a, b) => a.atMs - b.atMs).find(({ atMs }) => atMs <= untilMs);
      if (!next) break;
      this.#moveTo(next.atMs);
      if (next.everyMs === undefined) this.#planned.delete(next);
      else next.atMs += next.everyMs;
      next.action();
    }
    this.#moveTo(untilMs);
  }

  #moveTo(elapsedMs: number): void {
    this.#nowMs += elapsedMs - this.#elapsedMs;
    this.#elapsedMs = elapsedMs;
  }

  #plan(ms: number, everyMs: number | undefined, action: () => void): Timer {
    const planned: Planned = { atMs: this.#elapsedMs + ms, everyMs, action };
    this.#planned.add(planned);
    return { cancel: () => void this.#planned.delete(planned) };
  }
}

/** Resolves after the promises that are already settled have been followed. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
