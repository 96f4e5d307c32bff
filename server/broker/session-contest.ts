import type { Clock } from '@plantops/shared/clock.ts';

/**
 * Reason code of MQTT 5 (section 3.14.2.1): another connection has taken the session over. Mosquitto 2.0.11 does not say it, and
 * closes the connection without a word.
 */
const SESSION_TAKEN_OVER = 142;
/** A broker that has run for so long before we connected is not one that was started just then (ms). */
const RAN_BEFORE_MS = 3000;
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
  /** The connection that stands, and until the broker has told of itself, the one before. */
  #present: { at: Date; isCut: boolean } | undefined;
  #before: { at: Date; isCut: boolean } | undefined;

  /** @param onContested called once until the session is ours again */
  constructor(clock: Clock, onContested: () => void) {
    this.#clock = clock;
    this.#onContested = onContested;
  }

  /** A connection stands. */
  connected(): void {
    this.#before = this.#present;
    this.#present = { at: this.#clock.now(), isCut: false };
  }

  /** The connection has ended. @param isSilent whether that was without an error and not our doing */
  ended({ isSilent, reasonCode }: { isSilent: boolean; reasonCode?: number | undefined }): void {
    if (reasonCode === SESSION_TAKEN_OVER) this.#taken();
    else if (this.#present) this.#present.isCut = isSilent;
  }

  /** The broker has told since when it runs: if it is the one that has closed the connection before, it did so for another. */
  brokerRunsSince(startedAt: Date): void {
    const before = this.#before;
    this.#before = undefined;
    if (before?.isCut === true && startedAt.getTime() + RAN_BEFORE_MS < before.at.getTime()) this.#taken();
  }

  #taken(): void {
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
