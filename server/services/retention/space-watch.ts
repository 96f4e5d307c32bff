import { statfs } from 'node:fs/promises';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import {
  KEPT_KINDS,
  type KeptMonths,
  perKind,
  type Retention as RetentionState,
} from '@plantops/shared/settings/retention.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import { readKeptFrom } from '../../db/repositories/kept-from.ts';
import { readStoredSpace } from '../../db/repositories/stored-space.ts';
import { cutOf } from './retention.ts';

const DAY_MS = 86_400_000;
/** How often it looks (ms). */
const EVERY_MS = 3_600_000;
/** A disk that is full later than that is full never (days). */
const NEVER_DAYS = 36_525;

export type Space = Omit<RetentionState, 'months'>;

export interface SpaceWatchOptions {
  database: Database;
  months: () => Promise<KeptMonths>;
  /** A folder on the disk of the database; undefined if that is on another machine. */
  folder: string | undefined;
  clock: Clock;
  log: Logger;
  /** Room on the disk of a folder (bytes); of the system unless a test has its own. */
  roomOf?: (folder: string) => Promise<{ free_bytes: number; total_bytes: number }>;
}

const roomOfDisk = async (folder: string): Promise<{ free_bytes: number; total_bytes: number }> => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
};

/** Knows what room readings and figures take, and when the disk is full at the present rate. */
export class SpaceWatch {
  readonly #options: SpaceWatchOptions;
  #timer: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #latest: Space | undefined;

  constructor(options: SpaceWatchOptions) {
    this.#options = options;
  }

  /** Looks now, and again every hour. */
  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.#look());
    this.#look();
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  /** What was seen at the last look; undefined before the first. */
  get latest(): Space | undefined {
    return this.#latest;
  }

  async read(): Promise<Space> {
    const { database, months, folder, clock, roomOf = roomOfDisk } = this.#options;
    const now = clock.now();
    const [kept, keptFrom, space, disk] = await Promise.all([
      months(),
      readKeptFrom(database),
      readStoredSpace(database, now),
      folder === undefined ? null : roomOf(folder),
    ]);
    const stored = perKind((kind) => {
      const from = keptFrom[kind];
      const limit = kept[kind];
      // As much goes as comes, once what is kept begins where the owner wants.
      const isSteady = limit !== null && from !== undefined && from >= cutOf(now, limit);
      return {
        bytes: space[kind].bytes,
        bytes_a_day: isSteady ? 0 : space[kind].bytesADay,
        kept_from: from?.toISOString() ?? null,
      };
    });
    const growth = KEPT_KINDS.reduce((sum, kind) => sum + stored[kind].bytes_a_day, 0);
    const days = disk && growth > 0 ? disk.free_bytes / growth : Infinity;
    this.#latest = {
      stored,
      disk,
      full_at: days < NEVER_DAYS ? new Date(now.getTime() + days * DAY_MS).toISOString() : null,
    };
    return this.#latest;
  }

  /** How long until the disk is full (days); undefined if that is not known, or never. */
  get daysLeft(): number | undefined {
    const fullAt = this.#latest?.full_at;
    return fullAt ? (Date.parse(fullAt) - this.#options.clock.now().getTime()) / DAY_MS : undefined;
  }

  #look(): void {
    this.#looking = this.read().then(
      () => undefined,
      (failure: unknown) =>
        this.#options.log.warn({ err: failure }, 'the room on the disk is not known; the next look is in an hour'),
    );
  }
}
