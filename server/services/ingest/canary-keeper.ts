import type { Clock } from '@plantops/shared/clock.ts';

/** The newest reading of the server itself that the database has. */
export interface StoredCanary {
  /** How many were stored since this process started. */
  count: number;
  /** How long it took from its publishing to its commit (ms). */
  tookMs: number;
}

export interface CanaryKeeperOptions {
  /** Stores it in place of the one before. */
  store: (sentAt: Date) => Promise<void>;
  clock: Clock;
}

/**
 * Stores the server's own readings, one at a time, over the connections that those of devices are stored by. Where that
 * takes longer than the next one, those between are left out. What fails needs no word here: whoever watches sees that
 * none is stored.
 */
export class CanaryKeeper {
  readonly #options: CanaryKeeperOptions;
  #next: Date | undefined;
  #storing: Promise<void> | undefined;
  #stored: StoredCanary | undefined;

  constructor(options: CanaryKeeperOptions) {
    this.#options = options;
  }

  /** Takes one that has come in from the broker. */
  take(sentAt: Date): void {
    this.#next = sentAt;
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = undefined;
    });
  }

  /** Undefined before the first. */
  get stored(): StoredCanary | undefined {
    return this.#stored;
  }

  /** Resolves once the one that is being stored is, or has failed. */
  async stop(): Promise<void> {
    this.#next = undefined;
    await this.#storing;
  }

  async #storeAll(): Promise<void> {
    for (let sentAt = this.#next; sentAt; sentAt = this.#next) {
      this.#next = undefined;
      try {
        await this.#options.store(sentAt);
        const tookMs = Math.max(0, this.#options.clock.now().getTime() - sentAt.getTime());
        this.#stored = { count: (this.#stored?.count ?? 0) + 1, tookMs };
      } catch {
        // The next one shows whether it can be stored again.
      }
    }
  }
}
