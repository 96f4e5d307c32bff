import { type Clock, pause } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { AddressCounts } from './address-counts.ts';
import { guesserOf } from './client.ts';

const WINDOW_MS = 60_000;
/** A person mistypes less often within a minute. */
const MOST_POLITE = 10;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4000;
/** How many late answers may be owed to one guesser; whoever guesses on meanwhile is refused without a wait. */
const MOST_OWED = 32;

/**
 * Slows down whoever guesses passwords, and nobody else: a wrong guess is answered late, each later than the one before,
 * and after ten in a minute with 429. The right password is never refused and never waits, whoever else is behind the
 * same address: so it is the password's length, not this, that an attacker with many connections fails at.
 */
export class WrongGuesses {
  readonly #clock: Clock;
  readonly #counts: AddressCounts;
  readonly #owed = new Map<string, number>();
  readonly #onMany: (address: string) => void;

  /** @param onMany called once for each minute in which an address guesses more than ten times */
  constructor(clock: Clock, onMany: (address: string) => void = () => undefined) {
    this.#clock = clock;
    this.#counts = new AddressCounts(clock, WINDOW_MS);
    this.#onMany = onMany;
  }

  /**
   * Resolves when a wrong guess from this address may be answered.
   * @throws ProblemError `too_many_requests` then, if there were many
   */
  async answerLate(address: string): Promise<void> {
    const guesser = guesserOf(address);
    const { count, endsAt } = this.#counts.add(guesser);
    if (count === MOST_POLITE + 1) this.#onMany(address);
    const owed = this.#owed.get(guesser) ?? 0;
    if (owed < MOST_OWED) {
      this.#owed.set(guesser, owed + 1);
      await pause(this.#clock, Math.min(FIRST_DELAY_MS * 2 ** Math.min(count - 1, 10), LONGEST_DELAY_MS));
      const left = (this.#owed.get(guesser) ?? 1) - 1;
      if (left === 0) this.#owed.delete(guesser);
      else this.#owed.set(guesser, left);
    }
    if (count > MOST_POLITE)
      throw new ProblemError('too_many_requests', 'Too many wrong passwords from this address: wait a minute', [], {
        retryAfterS: Math.max(Math.ceil((endsAt.getTime() - this.#clock.now().getTime()) / 1000), 1),
      });
  }
}
