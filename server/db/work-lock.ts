import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import pg from 'pg';
import type { Logger } from 'pino';
import { WORK_APPLICATION } from './directory-listener.ts';
import { type EngineAtWork, findEngineAtWork, noteEngineAtWork } from './repositories/engine-at-work.ts';

/** Any number that no other program uses for an advisory lock in this database. */
const WORK_LOCK = 7_308_212_021;
/** How often an engine that stands by asks for the lock, and one that has lost its connection tries to come back (ms). */
const ASK_MS = 500;
/** How often the holder looks whether its connection lives (ms). */
const LOOK_MS = 1000;
/** A database that says nothing for so long is out of reach (ms). */
const ANSWER_MS = 2000;
/** How long a holder that has lost its connection may go on, if it comes back within that time (ms). */
const GRACE_MS = 2500;
/**
 * The database lets go of a holder whose machine has vanished six seconds after it was heard last. A holder that is only cut
 * off has given up by then: it looks every second, waits two for the answer, and two and a half to come back. For a socket of
 * this machine they mean nothing.
 */
const SESSION = [
  'SET tcp_keepalives_idle = 3',
  'SET tcp_keepalives_interval = 1',
  'SET tcp_keepalives_count = 3',
  'SET tcp_user_timeout = 6000',
].join('; ');

export interface WorkLockOptions {
  /** Straight to the database: the lock belongs to a session, which a pooler may give to others. */
  connection: pg.ClientConfig;
  /** Where hosts reach this engine, once it is known by which address it reaches the database. */
  urlFrom: (localAddress: string | undefined) => string;
  /**
   * Whether it gives up its work while the database cannot be reached. One that works alone need not: what it cannot store
   * waits at the broker.
   */
  givesUpInDoubt: boolean;
  clock: Clock;
  log: Logger;
}

interface Answer {
  isMine: boolean;
  /** The one that began to work last, if that is another one. */
  other?: EngineAtWork | undefined;
  trouble?: Error;
}

/**
 * Which engine is at work: the one that holds a lock in the database, on a connection of its own. The others ask for it
 * twice a second. Whoever holds it has a row that tells hosts where it is.
 */
export class WorkLock {
  readonly #options: WorkLockOptions;
  readonly #id = randomUUID();
  #client: pg.Client | undefined;
  #timer: Timer | undefined;
  #over = false;
  readonly #lost = Promise.withResolvers<string>();

  constructor(options: WorkLockOptions) {
    this.#options = options;
  }

  /** Resolves with a reason when the lock is lost: somebody else may be at work from then on. Never after `release`. */
  get lost(): Promise<string> {
    return this.#lost.promise;
  }

  /**
   * Resolves with true once this engine is the one at work, with false when it is released before.
   * @param onWaiting told who is at work instead, each time that this is another one, and what keeps it from asking
   */
  async take(onWaiting: (other: EngineAtWork | undefined, trouble: Error | undefined) => void): Promise<boolean> {
    let told: string | undefined;
    for (;;) {
      if (this.#isOver()) return false;
      const state = await this.#ask();
      // It may have been released meanwhile.
      if (this.#isOver()) {
        this.#drop();
        return false;
      }
      if (state.isMine) {
        this.#watch();
        return true;
      }
      const saying = state.other?.id ?? state.trouble?.message;
      if (saying !== told) onWaiting(state.other, state.trouble);
      told = saying;
      await this.#pause(ASK_MS);
    }
  }

  /** Lets another one work. */
  release(): void {
    this.#over = true;
    this.#wake();
    this.#drop();
  }

  #isOver(): boolean {
    return this.#over;
  }

  #wake: () => void = () => undefined;
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        this.#timer?.cancel();
        resolve();
      };
    });
  }

  /**
   * Asks for the lock once. A connection that was made is kept for the next time.
   * @param isAgain takes it only if nobody else has worked since this engine did, however short
   */
  async #ask(isAgain = false): Promise<Answer> {
    try {
      const client = this.#client ?? (await this.#connect());
      const { rows } = await client.query<{ is_mine: boolean }>('SELECT pg_try_advisory_lock($1) AS is_mine', [
        WORK_LOCK,
      ]);
      const last = await findEngineAtWork(client);
      const isMine = rows[0]?.is_mine === true && !(isAgain && last?.id !== this.#id);
      if (isMine)
        await noteEngineAtWork(client, { id: this.#id, url: this.#options.urlFrom(streamOf(client).localAddress) });
      else if (rows[0]?.is_mine) await client.query('SELECT pg_advisory_unlock($1)', [WORK_LOCK]);
      return { isMine, other: last?.id === this.#id ? undefined : last };
    } catch (trouble) {
      this.#drop();
      return { isMine: false, trouble: trouble instanceof Error ? trouble : new Error(String(trouble)) };
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#options.connection,
      application_name: WORK_APPLICATION,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => undefined); // the query or the next look reports it
    await client.connect();
    await client.query(SESSION);
    this.#client = client;
    return client;
  }

  /** Cuts the connection: to say goodbye takes minutes where nobody answers. The database then lets go at once. */
  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client) streamOf(client).destroy();
  }

  /** Looks once a second whether the connection that holds the lock lives. */
  #watch(): void {
    this.#timer = this.#options.clock.after(LOOK_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      await this.#client?.query('SELECT 1');
    } catch (failure) {
      if (this.#isOver()) return;
      this.#options.log.warn({ err: failure }, 'the connection that says which engine is at work broke');
      this.#drop();
      await this.#comeBack();
      return;
    }
    if (!this.#isOver()) this.#watch();
  }

  /** Goes on if nobody else has begun to work meanwhile. */
  async #comeBack(): Promise<void> {
    const { givesUpInDoubt, clock } = this.#options;
    const until = givesUpInDoubt ? clock.elapsedMs() + GRACE_MS : Number.POSITIVE_INFINITY;
    for (;;) {
      const { isMine, other } = await this.#ask(true);
      if (this.#isOver()) {
        this.#drop();
        return;
      }
      // While the database still holds the connection of before, nobody gets the lock.
      if (isMine) {
        this.#options.log.info('this engine is the one at work still');
        this.#watch();
        return;
      }
      if (!other) await this.#pause(ASK_MS);
      if (other || clock.elapsedMs() >= until) {
        this.#lost.resolve(other ? `another engine is at work now, at ${other.url}` : 'the database cannot be reached');
        return;
      }
    }
  }
}

/** The socket of a connection, which `pg` does not declare. */
const streamOf = (client: pg.Client): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;
