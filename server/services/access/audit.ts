import type { AuditEntry } from '@plantops/shared/api/access.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { insertAuditEntry, listAuditEntries, type NewAuditEntry, trimAudit } from '../../db/repositories/audit.ts';

const KEPT_DAYS = 90;
const MOST_KEPT = 20_000;
const TRIM_MS = 6 * 3_600_000;

/** The list of what changed. An entry that cannot be written never keeps a change from happening. */
export class Audit {
  readonly #database: Queryable;
  readonly #clock: Clock;
  readonly #log: Logger;
  #trimming: Timer | undefined;

  constructor({ database, clock, log }: { database: Queryable; clock: Clock; log: Logger }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#trimming = this.#clock.every(TRIM_MS, () => void this.trim());
  }

  stop(): void {
    this.#trimming?.cancel();
  }

  async record(entry: Omit<NewAuditEntry, 'at'>): Promise<void> {
    try {
      await insertAuditEntry(this.#database, { ...entry, at: this.#clock.now() });
    } catch (failure) {
      this.#log.warn({ err: failure }, `${entry.operation} is missing in the list of what changed`);
    }
  }

  list(page: { before: number | undefined; limit: number }): Promise<AuditEntry[]> {
    return listAuditEntries(this.#database, page);
  }

  /** Forgets entries of more than 90 days ago, and all but the newest 20,000. */
  async trim(): Promise<void> {
    const before = new Date(this.#clock.now().getTime() - KEPT_DAYS * 86_400_000);
    await trimAudit(this.#database, { before, most: MOST_KEPT }).catch((failure: unknown) =>
      this.#log.warn({ err: failure }, 'old entries of what changed were not removed'),
    );
  }
}
