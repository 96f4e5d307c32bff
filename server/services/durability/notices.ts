import type { Check } from '@plantops/shared/api/durability.ts';
import { CHECK_TITLES, type CheckName, checkText } from '@plantops/shared/durability/checks.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { TellOwner } from '../notifications/announcement.ts';

/** What passes by itself within this time is no message worth (ms). */
const LASTS_MS = 15_000;

/**
 * Sends the owner one message when checks fail, and one when they are well again. What fails at the same time is one
 * message. It needs no database: that may be what fails.
 */
export class DurabilityNotices {
  readonly #tell: TellOwner;
  readonly #clock: Clock;
  readonly #told = new Set<CheckName>();
  /** Since when each check is in a state that the owner was not told of (ms of the clock). */
  readonly #sinceMs = new Map<CheckName, number>();

  constructor(tell: TellOwner, clock: Clock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** Takes the checks as they are now. */
  take(checks: readonly Check[]): void {
    const changed = checks.filter((check) => this.#isUntold(check));
    for (const { name } of checks) if (!changed.some((check) => check.name === name)) this.#sinceMs.delete(name);
    for (const { name } of changed) if (!this.#sinceMs.has(name)) this.#sinceMs.set(name, this.#clock.elapsedMs());
    this.#send(changed.filter(({ state }) => state === 'failing'));
    this.#send(changed.filter(({ state }) => state !== 'failing'));
  }

  /** What is not known is neither well nor failing. */
  #isUntold({ name, state }: Check): boolean {
    return this.#told.has(name) ? state === 'ok' || state === 'warning' : state === 'failing';
  }

  #send(checks: readonly Check[]): void {
    const nowMs = this.#clock.elapsedMs();
    if (!checks.some(({ name }) => nowMs - (this.#sinceMs.get(name) ?? nowMs) >= LASTS_MS)) return;
    const said = checks.map((check) => {
      this.#sinceMs.delete(check.name);
      const isWell = this.#told.delete(check.name);
      if (!isWell) this.#told.add(check.name);
      return (language: Language): string => lineOf(check, isWell, language);
    });
    this.#tell((language) => said.map((line) => line(language)).join('\n'));
  }
}

function lineOf(check: Check, isWell: boolean, language: Language): string {
  const { words, remedy } = checkText(check, language);
  if (!isWell) return `${words} ${remedy}`.trim();
  return spoken(language).messages.system.wellAgain(inLanguage(CHECK_TITLES[check.name], language), words);
}
