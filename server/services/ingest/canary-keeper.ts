import type { Clock } from '@plantops/shared/clock.ts';

/** While nothing else shows that readings are stored, one of the server's own does so often (ms). */
const AT_REST_MS = 30_000;

/** What the newest stored reading has shown. */
export interface StoredCanary {
  /** How often it was shown since this process started that readings are stored, by the server's own or by a device's. */
  count: number;
  /** How long it took the last of the server's own from its publishing to its commit (ms). */
  tookMs: number;
  /** Whether one of the server's own is on its way to the database; else the next one goes within half a minute. */
  isAwaited: boolean;
}

export interface CanaryKeeperOptions {
  /** Stores it in place of the one before. */
  store: (sentAt: Date) => Promise<void>;
  /** Whether messages of devices have come in that are not stored. */
  hasWaiting: () => boolean;
  clock: Clock;
}

/**
 * Stores the server's own readings, one at a time, over the connections that those of devices are stored by. One comes in
 * every two seconds; each that is stored is a write to the disk, so most are let go: a reading of a device that is stored
 * shows the same. What fails needs no word here: whoever watches sees that none is stored.
 */
export class CanaryKeeper {
  readonly #options: CanaryKeeperOptions;
  #next: Date | undefined;
  /** Whether one waits for what came before, or is being stored. */
  #isFollowing = false;
  #storing: Promise<void> | undefined;
  #isStopped = false;
  #count = 0;
  #tookMs = 0;
  /** The last one was not stored, or none was yet. */
  #isOwed = true;
  #shownAtMs = 0;
  #heardAtMs = 0;

  constructor(options: CanaryKeeperOptions) {
    this.#options = options;
  }

  /** Takes one that has come in from the broker. @param before what has come in before it, which is stored first */
  take(sentAt: Date, before: { caughtUp: () => Promise<void> }): void {
    const { hasWaiting, clock } = this.#options;
    const nowMs = clock.elapsedMs();
    // What waits since the one before, while nothing was stored, may be stuck.
    const isDoubtful = hasWaiting() && this.#shownAtMs < this.#heardAtMs;
    this.#heardAtMs = nowMs;
    if (!this.#isOwed && !isDoubtful && nowMs - this.#shownAtMs < AT_REST_MS) return;
    this.#isOwed = true;
    this.#next = sentAt;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    void this.#storeAll(before).finally(() => {
      this.#isFollowing = false;
    });
  }

  /** Readings of devices were stored. */
  shown(): void {
    this.#shownAtMs = this.#options.clock.elapsedMs();
    this.#count += 1;
  }

  /** Undefined before the first. */
  get stored(): StoredCanary | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, tookMs: this.#tookMs, isAwaited: this.#isOwed };
  }

  /** Resolves once the one that is being stored is, or has failed. What waits for others is let go: they may never be stored. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#storing?.catch(() => undefined);
  }

  async #storeAll(before: { caughtUp: () => Promise<void> }): Promise<void> {
    for (let sentAt = this.#next; sentAt; sentAt = this.#next) {
      this.#next = undefined;
      try {
        await before.caughtUp();
        if (this.#isStopped) return;
        this.#storing = this.#options.store(sentAt);
        await this.#storing;
        this.#tookMs = Math.max(0, this.#options.clock.now().getTime() - sentAt.getTime());
        this.#isOwed = false;
        this.shown();
      } catch {
        // The next one shows whether it can be stored again.
      }
    }
  }
}
