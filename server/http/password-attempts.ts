import type { Clock } from '@plantops/shared/clock.ts';
import { AddressCounts } from './address-counts.ts';

/**
 * Wrong passwords allowed per address and minute: a person mistypes less often, and a dictionary attack takes years.
 */
const MOST_WRONG = 10;
const WINDOW_MS = 60_000;

/**
 * Counts wrong passwords of boards per address. One with too many is refused without a check, so that a correct guess
 * among them does not stand out.
 */
export class PasswordAttempts {
  readonly #wrong: AddressCounts;
  readonly #most: number;

  /** @param most how many are allowed a minute */
  constructor(clock: Clock, most = MOST_WRONG) {
    this.#wrong = new AddressCounts(clock, WINDOW_MS);
    this.#most = most;
  }

  isExhausted(address: string): boolean {
    return this.#wrong.countOf(address) >= this.#most;
  }

  failed(address: string): void {
    this.#wrong.add(address);
  }
}
