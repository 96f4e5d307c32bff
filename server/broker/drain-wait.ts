import type { Clock } from '@plantops/shared/clock.ts';

/** Those who wait until no message is in flight any more, or until their patience ends. */
export class DrainWait {
  readonly #waiting = new Set<() => void>();

  /** @param withinMs messages in flight take at most this long, unless the database or the flow hangs */
  wait(clock: Clock, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        patience.cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const patience = clock.after(withinMs, done);
      this.#waiting.add(done);
    });
  }

  /** Nothing is in flight. */
  done(): void {
    for (const done of this.#waiting) done();
  }
}
