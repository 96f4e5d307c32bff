import type { Check, Durability as DurabilityState } from '@plantops/shared/api/durability.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { CHECK_NAMES, type CheckName, type CheckResult, checkText } from '@plantops/shared/durability/checks.ts';

/** How often everything is looked at that needs no query (ms). */
const EVERY_MS = 1000;
/** A look that comes so late shows that the machine or this process stood still (ms). */
const STOOD_STILL_MS = 5000;
/** How long the owner is told of that (ms). */
const TOLD_MS = 10 * 60_000;

export interface DurabilityOptions {
  /** What each check finds now. Asked often, so it must be at hand. */
  sources: Readonly<Record<Exclude<CheckName, 'machine'>, () => CheckResult>>;
  counts: () => DurabilityState['counts'];
  /** Called before each look. */
  beforeLook: () => void;
  /** Called when this process stood still, which says nothing about anyone else. */
  onStoodStill: () => void;
  /** Called with all checks after each look, and whether one of them says something else than before. */
  onLooked: (checks: readonly Check[], isChanged: boolean) => void;
  clock: Clock;
}

const UNKNOWN: CheckResult = { state: 'unknown', code: 'not_known_yet', figures: {} };

/**
 * Whether what devices send is kept: all checks in one place, which readiness, metrics, messages, the dashboard and the
 * words at a stop read.
 */
export class Durability {
  readonly #options: DurabilityOptions;
  #timer: Timer | undefined;
  #lastLook: { at: Date; elapsedMs: number } | undefined;
  #stoodStill: { seconds: number; untilMs: number } | undefined;
  #checks: Check[];

  constructor(options: DurabilityOptions) {
    this.#options = options;
    const since = options.clock.now();
    this.#checks = CHECK_NAMES.map((name) => checkOf(name, UNKNOWN, since));
  }

  /** Looks now, and every second. */
  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.look());
    this.look();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Looks at everything. */
  look(): void {
    const { sources, beforeLook, onLooked, clock } = this.#options;
    const now = clock.now();
    this.#noteStandstill(now);
    beforeLook();
    const before = this.#checks;
    this.#checks = before.map(({ name, state, since }) => {
      const found = name === 'machine' ? this.#machine() : sources[name]();
      return checkOf(name, found, found.state === state ? new Date(since) : now);
    });
    const isChanged = this.#checks.some(({ state, code }, place) => {
      const old = before[place];
      return state !== old?.state || code !== old.code;
    });
    onLooked(this.#checks, isChanged);
  }

  get state(): DurabilityState {
    const has = (wanted: Check['state']): boolean => this.#checks.some(({ state }) => state === wanted);
    return {
      state: has('failing') ? 'failing' : has('warning') ? 'warning' : 'ok',
      checks: [...this.#checks],
      counts: this.#options.counts(),
    };
  }

  /** What the owner should know and what loses no reading, each with what to do. */
  warnings(): string[] {
    return this.#checks
      .filter(({ state }) => state === 'warning')
      .map(({ words, remedy }) => `${words} ${remedy}`.trim());
  }

  #machine(): CheckResult {
    if (this.#stoodStill && this.#options.clock.elapsedMs() < this.#stoodStill.untilMs)
      return { state: 'warning', code: 'machine_stood_still', figures: { seconds: this.#stoodStill.seconds } };
    return { state: 'ok', code: 'machine_runs', figures: {} };
  }

  #noteStandstill(now: Date): void {
    const elapsedMs = this.#options.clock.elapsedMs();
    const last = this.#lastLook;
    this.#lastLook = { at: now, elapsedMs };
    if (!last) return;
    // A machine that was suspended may count that time in the time of day only; a clock that was set does so, too.
    const stoodMs = Math.max(now.getTime() - last.at.getTime(), elapsedMs - last.elapsedMs) - EVERY_MS;
    if (stoodMs < STOOD_STILL_MS) return;
    this.#stoodStill = { seconds: Math.round(stoodMs / 1000), untilMs: elapsedMs + TOLD_MS };
    this.#options.onStoodStill();
  }
}

const checkOf = (name: CheckName, result: CheckResult, since: Date): Check => ({
  name,
  ...result,
  since: since.toISOString(),
  ...checkText(result, 'en'),
});
