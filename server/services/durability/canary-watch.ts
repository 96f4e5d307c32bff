import type { CheckResult } from '@plantops/shared/durability/checks.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Pulse } from '../../port/offers.ts';

/** So long after one of the server's own readings was due, nothing is stored: they come every two seconds (ms). */
const LATE_MS = 8000;
/** Where nothing else happens, one is due half a minute after what was stored last (ms). */
const AT_REST_MS = 30_000;
/** The first one takes longer: the flow engine starts, and reads what has waited (ms). */
const FIRST_WITHIN_MS = 30_000;

export interface CanaryWatchOptions {
  /** What the engine said last. */
  pulse: () => Pick<Pulse, 'canary' | 'broker' | 'brokerConnected' | 'brokerPasses'>;
  /** Whether the engine answers at all. */
  hasEngine: () => boolean;
  clock: Clock;
}

/** Sees in the server's own readings and in those of devices whether they are stored, and where they end if not. */
export class CanaryWatch {
  readonly #options: CanaryWatchOptions;
  #count: number | undefined;
  #seenAtMs: number;
  /** Since when one is due that is not stored. */
  #dueSinceMs: number | undefined;
  #isFirst = true;

  constructor(options: CanaryWatchOptions) {
    this.#options = options;
    this.#seenAtMs = options.clock.elapsedMs();
  }

  /** How long ago the last one was stored, as far as is known (s). */
  get ageS(): number | undefined {
    return this.#isFirst ? undefined : (this.#options.clock.elapsedMs() - this.#seenAtMs) / 1000;
  }

  /** The server itself stood still, which says nothing about readings: each has its full time from now on. */
  begin(): void {
    this.#seenAtMs = this.#options.clock.elapsedMs();
    this.#dueSinceMs = undefined;
  }

  /** Looks at what the engine has said. */
  check(): CheckResult {
    const { pulse, hasEngine, clock } = this.#options;
    const { canary, broker, brokerConnected, brokerPasses } = pulse();
    if (canary && canary.count !== this.#count) {
      this.#count = canary.count;
      this.#isFirst = false;
      this.begin();
    }
    if (broker.isHeldBack) {
      this.begin();
      return { state: 'ok', code: 'canary_held_back', figures: {} };
    }
    if (broker.isRefused) return { state: 'warning', code: 'canary_refused', figures: {} };
    const isComing = hasEngine() && brokerConnected && brokerPasses;
    if (isComing && canary?.isAwaited === false) this.#dueSinceMs = undefined;
    else this.#dueSinceMs ??= clock.elapsedMs();
    const silentMs = clock.elapsedMs() - this.#seenAtMs;
    if (this.#isLate(silentMs)) {
      if (!hasEngine()) return { state: 'failing', code: 'canary_without_engine', figures: {} };
      if (!brokerConnected) return { state: 'failing', code: 'canary_without_broker', figures: {} };
      if (!brokerPasses) return { state: 'failing', code: 'canary_lost_in_broker', figures: {} };
      return { state: 'failing', code: 'canary_not_stored', figures: { seconds: Math.round(silentMs / 1000) } };
    }
    if (this.#isFirst || !canary) return { state: 'unknown', code: 'not_known_yet', figures: {} };
    return { state: 'ok', code: 'canary_stored', figures: { took_ms: Math.round(canary.tookMs) } };
  }

  #isLate(silentMs: number): boolean {
    if (this.#isFirst) return silentMs > FIRST_WITHIN_MS;
    if (this.#dueSinceMs === undefined) return silentMs > AT_REST_MS + LATE_MS;
    return this.#options.clock.elapsedMs() - this.#dueSinceMs > LATE_MS;
  }
}
