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

  /** @throws ProblemError `too_busy` with a time to come back at; the reason of `left`; whatever `work` throws */
  async run<T>(work: () => Promise<T>, left?: AbortSignal): Promise<T> {
    const leave = await this.enter(left);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Takes a place.
   * @param left aborts when the caller has left, who then waits no more in the way of others
   * @returns gives it back; calling it again does nothing
   * @throws ProblemError `too_busy`; the reason of `left`
   */
  async enter(left?: AbortSignal): Promise<() => void> {
    left?.throwIfAborted();
    if (this.#inside < this.#options.places) this.#inside += 1;
    else await this.#placeOfAnother(left);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#handOn();
    };
  }

  /** Resolves once someone who left has handed on their place. */
  #placeOfAnother(left: AbortSignal | undefined): Promise<void> {
    const { clock, waitMs, retryAfterS, detail } = this.#options;
    return new Promise((resolve, reject) => {
      const stopWaiting = (): void => {
        this.#waiting.delete(take);
        timer.cancel();
        left?.removeEventListener('abort', leave);
      };
      const take = (): void => {
        stopWaiting();
        resolve();
      };
      const leave = (): void => {
        stopWaiting();
        reject(left?.reason as Error);
      };
      const timer = clock.after(waitMs, () => {
        stopWaiting();
        reject(new ProblemError('too_busy', detail, [], { retryAfterS }));
      });
      left?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(take);
    });
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#inside -= 1;
  }
}
