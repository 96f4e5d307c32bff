import type { Clock, Timer } from '@plantops/shared/clock.ts';

/**
 * More lines within this time than these cost more than they tell: about a hundred messages a second (each has four lines). Boards
 * that all report at one moment are no load.
 */
const MOST_LINES = 4000;
const COUNTED_MS = 10_000;
/** Load that comes after such a while is another one (ms). */
const CALM_MS = 600_000;
/** How long the broker says less then, at first and at most (ms). */
const QUIET_MS = { first: 60_000, longest: 3_600_000 };

/**
 * Has the broker say everything while little is going on: only then does it name the topics that it refuses, and last wills. Under
 * load it says less, and is asked for more again after a while.
 */
export class LogDetail {
  readonly #set: (isDetailed: boolean) => void;
  readonly #clock: Clock;
  #lines = 0;
  #sinceMs: number;
  #isDetailed = true;
  #quietMs = QUIET_MS.first;
  /** Since when the broker says everything (ms on the clock's scale of spans). */
  #detailedMs: number;
  #timer: Timer | undefined;

  /** @param set has the broker say everything, as it does at its start, or less */
  constructor(set: (isDetailed: boolean) => void, clock: Clock) {
    this.#set = set;
    this.#clock = clock;
    this.#sinceMs = clock.elapsedMs();
    this.#detailedMs = this.#sinceMs;
  }

  /** Counts a line of the log. */
  count(): void {
    if (!this.#isDetailed) return;
    const nowMs = this.#clock.elapsedMs();
    if (nowMs - this.#sinceMs >= COUNTED_MS) [this.#lines, this.#sinceMs] = [0, nowMs];
    this.#lines += 1;
    if (this.#lines <= MOST_LINES) return;
    this.#isDetailed = false;
    this.#set(false);
    if (nowMs - this.#detailedMs >= CALM_MS) this.#quietMs = QUIET_MS.first;
    this.#timer = this.#clock.after(this.#quietMs, () => {
      this.#isDetailed = true;
      this.#detailedMs = this.#clock.elapsedMs();
      [this.#lines, this.#sinceMs] = [0, this.#detailedMs];
      this.#set(true);
    });
    this.#quietMs = Math.min(this.#quietMs * 2, QUIET_MS.longest);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
