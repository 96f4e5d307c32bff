import type { Clock, Timer } from '@plantops/shared/clock.ts';

/** Something that is done again and again, and that may fail. */
export interface Round {
  everyMs: number;
  go: () => Promise<void>;
}

/** Goes its rounds, each at once and then at its times. One that takes long or fails is gone again at its next time. */
export class Rounds {
  readonly #rounds: readonly Round[];
  readonly #clock: Clock;
  readonly #running = new Map<Round, Promise<void>>();
  #timers: Timer[] = [];

  constructor(rounds: readonly Round[], clock: Clock) {
    this.#rounds = rounds;
    this.#clock = clock;
  }

  start(): void {
    for (const round of this.#rounds) {
      this.#go(round);
      this.#timers.push(this.#clock.every(round.everyMs, () => this.#go(round)));
    }
  }

  /** Resolves once those that are under way have ended. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    await Promise.all(this.#running.values());
  }

  #go(round: Round): void {
    if (this.#running.has(round)) return;
    const done = round
      .go()
      // The database that it asks is watched by a check of its own.
      .catch(() => undefined)
      .finally(() => this.#running.delete(round));
    this.#running.set(round, done);
  }
}
