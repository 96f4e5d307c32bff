import type { Clock } from '@plantops/shared/clock.ts';
import type { Admission } from '../../db/admission.ts';

/** A slow read holds up those that ask the same no longer than this: then another begins beside it (ms). */
const PATIENCE_MS = 100;

/** A read that has not begun, and those who wait for it. */
class Joint<T> {
  readonly #leaving = new AbortController();
  readonly #answer: Promise<T>;
  #readers = 0;

  /** @param read is told when all readers have left */
  constructor(read: (left: AbortSignal) => Promise<T>) {
    this.#answer = read(this.#leaving.signal);
  }

  get isForsaken(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** The answer for one more reader, unless that one leaves. */
  join(left: AbortSignal): Promise<T> {
    this.#readers += 1;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const leave = (): void => {
      this.#readers -= 1;
      if (this.#readers === 0) this.#leaving.abort(left.reason);
      reject(left.reason as Error);
    };
    left.addEventListener('abort', leave, { once: true });
    this.#answer.then(resolve, reject).finally(() => left.removeEventListener('abort', leave));
    return promise;
  }
}

/**
 * Reads that many may ask for at the same moment. Those who ask the same are answered by one read, which begins after all
 * of them have asked: so each sees what was stored before it asked.
 */
export class JointReads {
  readonly #admission: Pick<Admission, 'run'>;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Joint<unknown>>();
  readonly #running = new Map<string, Promise<unknown>>();

  /** @param options.admission says how many run at once */
  constructor({ admission, clock }: { admission: Pick<Admission, 'run'>; clock: Clock }) {
    this.#admission = admission;
    this.#clock = clock;
  }

  /**
   * @param what is asked: the same text for the same
   * @param read is told by `left` when nobody waits for it any more
   * @throws the reason of `left`; ProblemError `too_busy`; whatever `read` throws
   */
  async read<T>(what: string, read: (left: AbortSignal) => Promise<T>, left: AbortSignal): Promise<T> {
    left.throwIfAborted();
    const waiting = this.#waiting.get(what) as Joint<T> | undefined;
    if (waiting && !waiting.isForsaken) return waiting.join(left);
    const joint = new Joint<T>(async (allLeft) => {
      const begins = (): void => {
        if (this.#waiting.get(what) === joint) this.#waiting.delete(what);
      };
      try {
        await this.#former(what);
        return await this.#admission.run(() => {
          begins();
          return this.#follow(what, read(allLeft));
        }, allLeft);
      } finally {
        // Also where it was not let in.
        begins();
      }
    });
    this.#waiting.set(what, joint);
    return joint.join(left);
  }

  /** Resolves once the read that runs now has ended, or takes long. Those who ask meanwhile share the next. */
  async #former(what: string): Promise<void> {
    const running = this.#running.get(what);
    if (!running) return;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const patience = this.#clock.after(PATIENCE_MS, () => resolve(undefined));
    running.then(resolve, resolve);
    await promise;
    patience.cancel();
  }

  #follow<T>(what: string, running: Promise<T>): Promise<T> {
    this.#running.set(what, running);
    const end = (): void => {
      if (this.#running.get(what) === running) this.#running.delete(what);
    };
    running.then(end, end);
    return running;
  }
}
