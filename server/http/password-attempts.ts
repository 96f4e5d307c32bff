/**
 * Wrong passwords allowed per address and minute: a person mistypes less often, and a dictionary attack takes years.
 */
const MOST_WRONG = 10;
const WINDOW_MS = 60_000;
/** At this many addresses, those whose minute is over are forgotten. */
const MOST_ADDRESSES = 1000;

/**
 * Counts wrong passwords per address, whether they are sent to the login, as Bearer or as Basic. An address with too
 * many is refused without a check, so that a correct guess among them does not stand out.
 */
export class PasswordAttempts {
  readonly #wrong = new Map<string, { count: number; until: number }>();

  isExhausted(address: string, now: Date): boolean {
    const wrong = this.#wrong.get(address);
    return wrong !== undefined && wrong.until > now.getTime() && wrong.count >= MOST_WRONG;
  }

  failed(address: string, now: Date): void {
    const wrong = this.#wrong.get(address);
    if (wrong && wrong.until > now.getTime()) {
      wrong.count += 1;
      return;
    }
    if (this.#wrong.size >= MOST_ADDRESSES) this.#forgetOld(now);
    this.#wrong.set(address, { count: 1, until: now.getTime() + WINDOW_MS });
  }

  #forgetOld(now: Date): void {
    for (const [address, { until }] of this.#wrong) if (until <= now.getTime()) this.#wrong.delete(address);
  }
}
