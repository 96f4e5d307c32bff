import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

/** How many may register at the same time, and how many more may wait. Above that, boards are told when to come back. */
export interface AdmissionBounds {
  atOnce: number;
  waiting: number;
  /** Boards that are told to come back do so at this pace (1/s). */
  perS: number;
}

export interface AdmissionOptions extends AdmissionBounds {
  /** Which of these MAC addresses belong to a device. */
  known: (macs: readonly string[]) => Promise<ReadonlySet<string>>;
  clock: Clock;
}

/** The longest that a board is sent away for (s). */
const LONGEST_S = 60;

interface Comer {
  mac: string;
  admit: () => void;
  refuse: (reason: Error) => void;
}

/**
 * Who may register now. After a power cut a whole greenhouse of boards comes at the same moment: some are served, some
 * wait, and the others are told when to come back, each at a time of its own. Known devices go before new ones.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #inside = 0;
  /** Of whom it is not yet known whether they are known. */
  #arrivals: Comer[] = [];
  #isAsking = false;
  readonly #known: Comer[] = [];
  readonly #new: Comer[] = [];
  /** The time that was given to the last board that was sent away (ms of the clock). */
  #promisedMs = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the board may register. The function that it resolves with must be called at the end, whatever happens.
   * @param mac normalised
   * @param signal aborted when the board has gone: it waits no more
   * @throws ProblemError `too_many_requests`, with the time to come back
   */
  async enter(mac: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside < this.#options.atOnce) this.#inside += 1;
    else await this.#wait(mac, signal);
    return () => this.#leave();
  }

  #wait(mac: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const comer: Comer = {
        mac,
        admit() {
          signal.removeEventListener('abort', gone);
          resolve();
        },
        refuse(reason: Error) {
          signal.removeEventListener('abort', gone);
          reject(reason);
        },
      };
      const gone = (): void => {
        this.#forget(comer);
        comer.refuse(signal.reason as Error);
      };
      signal.addEventListener('abort', gone);
      this.#arrivals.push(comer);
      void this.#sort();
    });
  }

  /** Has whoever arrived wait among the known or the new. Asks the database once for all that arrive meanwhile. */
  async #sort(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#arrivals.length > 0) {
      const asked = [...this.#arrivals];
      try {
        const known = await this.#options.known(asked.map(({ mac }) => mac));
        for (const comer of asked.filter((one) => this.#forget(one)))
          (known.has(comer.mac) ? this.#known : this.#new).push(comer);
      } catch (failure) {
        for (const comer of asked.filter((one) => this.#forget(one))) comer.refuse(failure as Error);
      }
      while (this.#inside < this.#options.atOnce && this.#admitNext()) this.#inside += 1;
      this.#sendAway();
    }
    this.#isAsking = false;
  }

  /** Those that came last, and new ones first, until no more wait than may. */
  #sendAway(): void {
    while (this.#known.length + this.#new.length > this.#options.waiting) {
      const comer = this.#new.pop() ?? this.#known.pop();
      comer?.refuse(this.#comeBack());
    }
  }

  #comeBack(): ProblemError {
    const { clock, perS } = this.#options;
    const nowMs = clock.elapsedMs();
    this.#promisedMs = Math.min(Math.max(this.#promisedMs, nowMs) + 1000 / perS, nowMs + LONGEST_S * 1000);
    const retryAfterS = Math.ceil((this.#promisedMs - nowMs) / 1000);
    return new ProblemError(
      'too_many_requests',
      `Many devices register at this moment: try again in ${retryAfterS} s`,
      [],
      { retryAfterS },
    );
  }

  #leave(): void {
    if (!this.#admitNext()) this.#inside -= 1;
  }

  /** @returns false if nobody waits */
  #admitNext(): boolean {
    const next = this.#known.shift() ?? this.#new.shift();
    next?.admit();
    return next !== undefined;
  }

  /** @returns false if it does not wait any more */
  #forget(comer: Comer): boolean {
    for (const list of [this.#arrivals, this.#known, this.#new]) {
      const place = list.indexOf(comer);
      if (place < 0) continue;
      list.splice(place, 1);
      return true;
    }
    return false;
  }
}
