import type { FlowOrigin } from '@plantops/shared/api/flow-versions.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { diffFlows } from '@plantops/shared/flows/flow-diff.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import type { Logger } from 'pino';
import { isBadData } from '../../db/errors.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import type { Changes } from '../bus/changes.ts';
import { findFlowVersion, insertFlowVersion, lockFlowVersions } from '../../db/repositories/flow-versions.ts';
import { summaryOf } from './change-words.ts';

/** Where flows come from that were kept. */
export interface DeployOrigin {
  who: FlowOrigin;
  note?: string | undefined;
  /** The version that was brought back. */
  cameFrom?: number | undefined;
  /** Whether it stays whatever it does: it is not watched. */
  keep?: boolean | undefined;
}

interface Waiting {
  flows: readonly FlowNode[];
  origin: DeployOrigin;
  at: Date;
  done: (number: number) => void;
  failed: (failure: unknown) => void;
}

/** The newest version, as all are told of it. */
export type RecordedVersion = Changes['flows_recorded'];

export interface VersionLogOptions {
  database: Database;
  /** Called with the newest version each time that flows are recorded, whether they are a new version or not. */
  onRecorded: (version: RecordedVersion) => void;
  clock: Clock;
  log: Logger;
}

/** How long it waits for a database that is away (ms). */
const RETRY_MS = 2000;

/**
 * Records each deploy as a version, one after another. A deploy never waits for it: while the database is away, versions
 * are kept in memory with their times. What a stop of the server loses of them is found at the next start, because the
 * flows in the files then differ from the newest version.
 */
export class VersionLog {
  readonly #options: VersionLogOptions;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #pause: { timer: Timer; end: () => void } | undefined;
  #isStopped = false;
  #newest: number | null = null;

  constructor(options: VersionLogOptions) {
    this.#options = options;
  }

  /**
   * Records flows that were kept. Flows like those of the newest version are no new one, except after a restore: the
   * history says that there was one.
   * @returns once they are recorded: the number of the newest version
   * @throws Error if the database can never store them, or the log is stopped or emptied before that
   */
  record(flows: readonly FlowNode[], origin: DeployOrigin): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    // Most callers go on without waiting.
    promise.catch(() => undefined);
    this.#waiting.push({ flows, origin, at: this.#options.clock.now(), done: resolve, failed: reject });
    this.#working ??= this.#work();
    return promise;
  }

  /** The number of the newest version; null while none was recorded since the start of the server. */
  get newest(): number | null {
    return this.#newest;
  }

  /** Forgets what waits, because a backup replaces everything that was there. */
  forget(): void {
    for (const { failed } of this.#waiting.splice(0)) failed(new Error('A backup was restored meanwhile'));
  }

  /** Records what waits if the database answers, and waits no longer for one that does not. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#pause?.timer.cancel();
    this.#pause?.end();
    await this.#working;
  }

  async #work(): Promise<void> {
    // Whoever calls remembers this work before any of it is done.
    await Promise.resolve();
    const { log } = this.#options;
    let wasTold = false;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        const number = await this.#insert(next);
        this.#done(next);
        next.done(number);
      } catch (failure) {
        if (isBadData(failure) || this.#isStopped) {
          log.error(
            { err: failure },
            'a version of the flows could not be recorded; the flows themselves are kept and run',
          );
          this.#done(next);
          next.failed(failure);
          continue;
        }
        if (!wasTold) log.warn('the version of the flows is recorded when the database answers again; the flows run');
        wasTold = true;
        await this.#rest();
      }
    }
    // In the same turn as the last look at what waits: nothing may come in between and wait for ever.
    this.#working = undefined;
  }

  #done(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
  }

  async #insert({ flows, origin: { who, note, cameFrom, keep = false }, at }: Waiting): Promise<number> {
    const { database, onRecorded } = this.#options;
    const { number, isNew, isChanged } = await inTransaction(database, async (connection) => {
      await lockFlowVersions(connection);
      const newest = await findFlowVersion(connection, {});
      const diff = newest && diffFlows(newest.flows, flows);
      const isSame = diff?.changes.length === 0 && diff.moved === 0;
      if (newest && isSame && who !== 'restore') return { number: newest.number, isNew: false, isChanged: false };
      const next = (newest?.number ?? 0) + 1;
      await insertFlowVersion(connection, {
        number: next,
        createdAt: at,
        who,
        note: note ?? null,
        cameFrom: cameFrom ?? null,
        flows: [...flows],
        summary: diff ? summaryOf(diff) : null,
        outcome: null,
      });
      return { number: next, isNew: true, isChanged: diff !== undefined && diff.changes.length > 0 };
    });
    this.#newest = number;
    onRecorded({ number, isNew, isChanged, isKept: keep });
    return number;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#pause = { timer: this.#options.clock.after(RETRY_MS, resolve), end: resolve };
    });
  }
}
