import type { Clock } from '@plantops/shared/clock.ts';

/** Reason code of MQTT 5 (section 3.14.2.1): another connection has taken the session over. */
export const SESSION_TAKEN_OVER = 142;
/** So many take-overs within `WITHIN_MS` are those of another server that runs; a single one may be that of a restart. */
const TIMES = 2;
const WITHIN_MS = 30_000;
/** After this time without another one, the session is ours again (ms). */
const OVER_AFTER_MS = 60_000;

/** Notices that two servers log in at one broker with the same account, and so end each other's connection. */
export class SessionContest {
  readonly #clock: Clock;
  readonly #onContested: () => void;
  /** When the session was taken over lately (ms of the clock). */
  #takenAtMs: number[] = [];
  #isTold = false;

  /** @param onContested called once until the session is ours again */
  constructor(clock: Clock, onContested: () => void) {
    this.#clock = clock;
    this.#onContested = onContested;
  }

  /** Another connection has taken the session over. */
  taken(): void {
    if (!this.isContested) this.#isTold = false;
    const nowMs = this.#clock.elapsedMs();
    this.#takenAtMs = [...this.#takenAtMs, nowMs].slice(-TIMES);
    if (!this.isContested || this.#isTold) return;
    this.#isTold = true;
    this.#onContested();
  }

  get isContested(): boolean {
    const [first, last] = [this.#takenAtMs[0], this.#takenAtMs.at(-1)];
    if (this.#takenAtMs.length < TIMES || first === undefined || last === undefined) return false;
    return last - first <= WITHIN_MS && this.#clock.elapsedMs() - last <= OVER_AFTER_MS;
  }
}
