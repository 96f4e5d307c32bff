import type { Clock, Timer } from '@plantops/shared/clock.ts';

interface Planned {
  atMs: number;
  /** Timers of the same instant are called in the order in which they were set. */
  order: number;
  everyMs: number | undefined;
  action: () => void;
  isCancelled: boolean;
}

const isBefore = (one: Planned, other: Planned): boolean =>
  one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;

/** Waiting timers, the next one first: a heap, because a flow may hold back thousands of messages. */
class TimerHeap {
  readonly #heap: Planned[] = [];

  get first(): Planned | undefined {
    while (this.#heap[0]?.isCancelled) this.take();
    return this.#heap[0];
  }

  add(planned: Planned): void {
    const heap = this.#heap;
    let place = heap.push(planned) - 1;
    for (;;) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (place === 0 || !above || !isBefore(planned, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = planned;
  }

  take(): Planned | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (!one) break;
      const isOther = other !== undefined && isBefore(other, one);
      const child = isOther ? other : one;
      if (!isBefore(child, last)) break;
      heap[place] = child;
      place = isOther ? left + 1 : left;
    }
    heap[place] = last;
    return first;
  }
}

/**
 * A clock that shows the time of the messages that are passed through the flows. It stands still until it is moved, and
 * its timers are called when it passes them.
 */
export class MovedClock implements Clock {
  #nowMs: number;
  readonly #startMs: number;
  readonly #timers = new TimerHeap();
  #order = 0;

  /** @param startMs milliseconds since 1970 */
  constructor(startMs: number) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
  }

  now = (): Date => new Date(this.#nowMs);
  elapsedMs = (): number => this.#nowMs - this.#startMs;
  after = (ms: number, action: () => void): Timer => this.#plan(ms, undefined, action);
  every = (ms: number, action: () => void): Timer => this.#plan(ms, Math.max(ms, 1), action);

  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many timers were set so far, repetitions not counted. */
  get timersSet(): number {
    return this.#order;
  }

  /**
   * Moves to the next timer that is due until `untilMs` and calls it; moves to `untilMs` if there is none. Never moves
   * back: a message may be older than the one before.
   * @returns whether it called a timer
   */
  step(untilMs: number): boolean {
    const next = this.#timers.first;
    if (!next || next.atMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    this.#timers.take();
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    if (next.everyMs === undefined) next.isCancelled = true;
    else {
      next.atMs += next.everyMs;
      this.#timers.add(next);
    }
    next.action();
    return true;
  }

  #plan(ms: number, everyMs: number | undefined, action: () => void): Timer {
    this.#order += 1;
    const planned: Planned = {
      atMs: this.#nowMs + Math.max(ms, 0),
      order: this.#order,
      everyMs,
      action,
      isCancelled: false,
    };
    this.#timers.add(planned);
    return {
      cancel() {
        planned.isCancelled = true;
      },
    };
  }
}
