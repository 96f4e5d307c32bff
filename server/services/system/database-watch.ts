import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import pg from 'pg';
import type { Logger } from 'pino';

/** Pause between an answer and the next query (ms). */
const ASK_EVERY_MS = 500;
/**
 * If an answer takes longer (ms), the database counts as down. Together with the pause, callers learn it within two
 * seconds.
 */
const LATE_MS = 1000;
/** After this time, the connection itself counts as dead (ms). */
const GIVE_UP_MS = 10_000;

const away = (): ProblemError =>
  new ProblemError('database_unavailable', 'The database does not answer at the moment; try again shortly');

/**
 * Checks twice a second whether the database answers, on its own connection. A hanging database lets a query wait as
 * long as a slow query may take. Callers that use `guard` learn within two seconds that it is down.
 */
export class DatabaseWatch {
  readonly #connection: pg.ClientConfig;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #waiting = new Set<(failure: Error) => void>();
  #client: pg.Client | undefined;
  #isAway = false;
  #stopped = false;
  #asking: Promise<void> | undefined;
  #pause: { timer: Timer; end: () => void } | undefined;

  constructor({ connection, clock, log }: { connection: pg.ClientConfig; clock: Clock; log: Logger }) {
    this.#connection = connection;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#asking = this.#keepAsking();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endPause();
    await this.#client?.end().catch(() => undefined);
    await this.#asking;
  }

  /** Whether the database answers, as far as was seen. */
  get answers(): boolean {
    return !this.#isAway;
  }

  /**
   * Does the work, and gives up on it when the database stops answering.
   * @throws ProblemError `database_unavailable`
   */
  async guard<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.#isAway) throw away();
    const { promise, reject } = Promise.withResolvers<never>();
    this.#waiting.add(reject);
    try {
      return await Promise.race([work(), promise]);
    } finally {
      this.#waiting.delete(reject);
    }
  }

  async #keepAsking(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#ask();
        if (this.#isAway) this.#log.info('the database answers again');
        this.#isAway = false;
      } catch {
        this.#client?.end().catch(() => undefined);
        this.#client = undefined;
        this.#goAway();
      }
      await this.#rest();
    }
  }

  /** Waits until it is time to ask again, or to stop. */
  #rest(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#pause = { timer: this.#clock.after(ASK_EVERY_MS, resolve), end: resolve };
    });
  }

  #endPause(): void {
    this.#pause?.timer.cancel();
    this.#pause?.end();
  }

  async #ask(): Promise<void> {
    let answered = false;
    // Checked one turn of the event loop later, so that an answer that arrived while this process was busy still
    // counts.
    const late = this.#clock.after(LATE_MS, () =>
      setImmediate(() => {
        if (!answered) this.#goAway();
      }),
    );
    try {
      this.#client ??= await this.#connect();
      await this.#client.query('SELECT 1');
      answered = true;
    } finally {
      late.cancel();
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#connection,
      connectionTimeoutMillis: LATE_MS,
      query_timeout: GIVE_UP_MS,
      keepAlive: true,
      application_name: 'plantops-watch',
    });
    // A connection that breaks while idle is noticed at the next query.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  #goAway(): void {
    if (this.#stopped) return;
    if (!this.#isAway) this.#log.warn('the database does not answer');
    this.#isAway = true;
    for (const reject of this.#waiting) reject(away());
  }
}
