import type { Clock } from '@plantops/shared/clock.ts';
import { AddressCounts } from './address-counts.ts';

/**
 * Wrong passwords allowed per address and minute: a person mistypes less often, and a dictionary attack takes years.
 */
const MOST_WRONG = 10;
const WINDOW_MS = 60_000;

/**
 * Counts wrong passwords per address, whether they are sent to the login, as Bearer or as Basic. An address with too
 * many is refused without a check, so that a correct guess among them does not stand out.
 */
export class PasswordAttempts {
  readonly #wrong: AddressCounts;

  constructor(clock: Clock) {
    this.#wrong = new AddressCounts(clock, WINDOW_MS);
  }

  isExhausted(address: string): boolean {
    return this.#wrong.countOf(address) >= MOST_WRONG;
  }

  failed(address: string): void {
    this.#wrong.add(address);
  }
}
