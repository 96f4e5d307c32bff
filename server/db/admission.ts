import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

export interface AdmissionOptions {
  /** How many may be inside at once. */
  places: number;
  /** How long one may wait for a place; less than a second, so that a client is told soon (ms). */
  waitMs: number;
  /** When someone who was refused should come back (s). */
  retryAfterS: number;
  /** What the refused read. */
  detail: string;
  clock: Clock;
}

/**
 * Lets a few long pieces of work run at once. Others wait a little, in their order; whoever waits in vain is told when to
 * come back, instead of everyone being slow.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `too_busy` with a time to come back at; whatever `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Takes a place.
   * @returns gives it back; calling it again does nothing
   * @throws ProblemError `too_busy`
   */
  async enter(): Promise<() => void> {
    if (this.#inside < this.#options.places) this.#inside += 1;
    else await this.#placeOfAnother();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#handOn();
    };
  }

  /** Resolves once someone who left has handed on their place. */
  #placeOfAnother(): Promise<void> {
    const { clock, waitMs, retryAfterS, detail } = this.#options;
    return new Promise((resolve, reject) => {
      const take = (): void => {
        this.#waiting.delete(take);
        timer.cancel();
        resolve();
      };
      const timer = clock.after(waitMs, () => {
        this.#waiting.delete(take);
        reject(new ProblemError('too_busy', detail, [], { retryAfterS }));
      });
      this.#waiting.add(take);
    });
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#inside -= 1;
  }
}
