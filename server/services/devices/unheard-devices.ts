import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import { telemetryTopic } from '@plantops/shared/topics.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { findNeverHeard } from '../../db/repositories/devices.ts';

/** How often it looks (ms). */
const EVERY_MS = 15_000;

/** Since when the broker lets an account in (ms on the clock's scale of spans), and how often it has. */
export interface SeenAccount {
  username: string;
  firstMs: number;
  times: number;
  isConnected: boolean;
}

/** A board that leaves after each message must have come so often. */
const FEWEST_TIMES = 3;

export interface UnheardDevicesOptions {
  database: Queryable;
  findings: Findings;
  /** The devices that the broker has let in. */
  seen: () => Iterable<SeenAccount>;
  /** A device has so long to be heard after it is let in (ms). */
  patienceMs: number;
  clock: Clock;
  log: Logger;
}

/**
 * Notices devices that the broker lets in, and of which nothing was ever heard: they publish on topics that are not theirs. The
 * broker drops that without a word, and says so in its log only at a level that has it write four lines for each message.
 */
export class UnheardDevices {
  readonly #options: UnheardDevicesOptions;
  readonly #noted = new Set<string>();
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: UnheardDevicesOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, log } = this.#options;
    this.#timer = clock.every(EVERY_MS, () => {
      this.#looking ??= this.look()
        .catch((failure: unknown) => log.debug({ err: failure }, 'devices that are not heard were not looked at'))
        .finally(() => {
          this.#looking = undefined;
        });
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  /** Looks once. */
  async look(): Promise<void> {
    const { database, findings, seen, patienceMs, clock } = this.#options;
    const now = clock.elapsedMs();
    const since = new Map<string, number>();
    for (const { username, firstMs, times, isConnected } of seen())
      if (now - firstMs > patienceMs && (isConnected || times >= FEWEST_TIMES)) since.set(username, firstMs);
    const asked = [...new Set([...since.keys(), ...this.#noted])];
    if (asked.length === 0) return;
    const unheard = new Set(await findNeverHeard(database, asked));
    for (const deviceId of asked) {
      const firstMs = since.get(deviceId);
      if (!unheard.has(deviceId)) {
        findings.clear(deviceId, 'not_on_its_topics');
        this.#noted.delete(deviceId);
      } else if (firstMs !== undefined) {
        const evidence = {
          topic: telemetryTopic(deviceId),
          minutes: Math.max(Math.round((now - firstMs) / 60_000), 1),
        };
        findings.note(deviceId, { code: 'not_on_its_topics', evidence });
        this.#noted.add(deviceId);
      }
    }
  }
}
