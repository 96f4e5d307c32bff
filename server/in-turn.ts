/**
 * Servers that work in turn: one of those on a database takes messages and runs the flows. Until its turn comes, an engine only
 * says that it stands by, and a whole server is a host. One that has lost its turn stops its flows, and waits again.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { backoff } from '@plantops/shared/backoff.ts';
import { pause, systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Environment } from './config/environment.ts';
import type { DatabaseAccess } from './db/direct-way.ts';
import { migrate } from './db/migrate.ts';
import type { EngineAtWork } from './db/repositories/engine-at-work.ts';
import { WorkLock } from './db/work-lock.ts';
import { close, listen } from './http/server.ts';
import { startDatabase } from './infrastructure.ts';
import { type RunningPlantOps, startPlantOps, type StopWords } from './plantops.ts';
import { assertFree } from './process/free-address.ts';
import { http } from './process/node-http.ts';
import { standbyStatus } from './services/system/readiness.ts';
import { StopList } from './stop-list.ts';

/** How long the stop of a server that has lost its turn may take (ms). */
const ABANDON_MS = 15_000;

/** Where hosts reach an engine: as it was told, or at the address by which it reaches the database. */
export function engineUrl(
  { ENGINE_URL, HOST }: Pick<Environment, 'ENGINE_URL' | 'HOST'>,
  port: number,
  localAddress: string | undefined,
): string {
  if (ENGINE_URL) return ENGINE_URL.origin;
  const isWildcard = HOST === '0.0.0.0' || HOST === '::';
  const address = isWildcard ? (localAddress ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/i, '') : HOST;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Answers those who watch over an engine that stands by. */
function standbyServer(words: () => string): Server {
  return http.createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const body = path === '/healthz' ? { ok: true } : path === '/readyz' ? standbyStatus(words()) : undefined;
    response.writeHead(body ? 200 : 503, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify(body ?? { detail: words() }));
  });
}

/** What serves meanwhile. */
interface Waiting {
  address: string;
  stop: () => Promise<unknown>;
}

class ServerInTurn {
  readonly #environment: Environment;
  readonly #log: Logger;
  readonly #isEngine: boolean;
  /** What it says of itself while it waits. */
  #words = 'stands by';
  #lock: WorkLock | undefined;
  #waiting: Promise<Waiting> | undefined;
  #work: Promise<RunningPlantOps> | undefined;
  #isStopping = false;
  #hasBeenThere = false;
  #port: number;
  readonly #serving = Promise.withResolvers<Pick<RunningPlantOps, 'address'> & Partial<RunningPlantOps>>();
  readonly failed = Promise.withResolvers<never>();

  constructor(environment: Environment, log: Logger) {
    this.#environment = environment;
    this.#log = log;
    this.#isEngine = environment.PLANTOPS_ROLE === 'engine';
    this.#port = environment.PORT;
  }

  /** @returns what serves first */
  async start(): Promise<Pick<RunningPlantOps, 'address'> & Partial<RunningPlantOps>> {
    const { HOST: host, PORT: port } = this.#environment;
    if (this.#isEngine) await this.#wait();
    // Before a turn is taken in which nobody could look at it.
    else await assertFree({ host, port, variable: 'PORT' });
    this.#run().catch((failure: unknown) => this.failed.reject(failure));
    return Promise.race([this.#serving.promise, this.failed.promise]);
  }

  async stop(): Promise<StopWords> {
    this.#isStopping = true;
    const work = await this.#work?.catch(() => undefined);
    const words = await work?.stop();
    this.#lock?.release();
    await this.#endWaiting();
    return words ?? { words: 'stopped; the engine at work goes on', isLoss: false };
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const ways = await this.#reachDatabase();
      if (!ways) return;
      const lock = this.#lockAt(ways);
      const hasTurn = await lock.take((other, trouble) => {
        this.#tellWaiting(other, trouble);
        void this.#wait();
      });
      if (!hasTurn) return;
      // It has the data folder, and would hear of nothing more.
      if (!this.#isEngine) await this.#endWaiting();
      this.#work = startPlantOps({ ...this.#environment, PORT: this.#port }, this.#log, {
        ways,
        release: () => lock.release(),
        onListen: () => this.#endWaiting(),
      });
      const work = await this.#work;
      this.#port = Number(new URL(work.address).port);
      this.#log.info('this engine is at work');
      this.#serving.resolve(work);
      // It never comes where this server is stopped.
      const reason = await lock.lost;
      this.#log.error(`this engine has lost its turn: ${reason}. It stops, and waits`);
      await this.#abandon(work);
      if (this.#isEngine) await this.#wait();
    }
  }

  async #abandon(work: RunningPlantOps): Promise<void> {
    this.#work = undefined;
    const tooLate = systemClock.after(ABANDON_MS, () => {
      this.#log.error('this engine did not stop in time, and ends');
      process.exit(1);
    });
    await work.abandon();
    tooLate.cancel();
  }

  #lockAt(ways: DatabaseAccess): WorkLock {
    this.#lock = new WorkLock({
      connection: ways.direct,
      urlFrom: (localAddress) => engineUrl(this.#environment, this.#port, localAddress),
      givesUpInDoubt: this.#isEngine,
      clock: systemClock,
      log: this.#log,
    });
    return this.#lock;
  }

  /**
   * At a start, what is wrong with the database is told; later on it is away for a while.
   * @returns undefined if this server is stopped before
   */
  async #reachDatabase(): Promise<DatabaseAccess | undefined> {
    for (let tries = 1; !this.#isStopping; tries += 1) {
      try {
        const ways = await startDatabase(this.#environment, new StopList(this.#log), this.#log);
        await migrate(ways.direct, this.#log);
        this.#hasBeenThere = true;
        return ways;
      } catch (failure) {
        if (!this.#hasBeenThere) throw failure;
        this.#words = 'stands by; the database cannot be reached';
        this.#log.warn({ err: failure }, 'the database cannot be reached; this engine goes on trying');
        await pause(systemClock, backoff(tries, { first: 500, longest: 5000 }));
      }
    }
    return undefined;
  }

  #tellWaiting(other: EngineAtWork | undefined, trouble: Error | undefined): void {
    const at = other ? `${other.url}, since ${other.since.toISOString()}` : 'an address that is not known yet';
    this.#words = trouble
      ? `stands by; the database cannot be asked: ${trouble.message}`
      : `stands by; the engine at work is at ${at}`;
    this.#log.info(`this engine ${this.#words}`);
  }

  /** Serves as far as it can until its turn comes. */
  async #wait(): Promise<void> {
    try {
      this.#waiting ??= this.#isEngine ? this.#standBy() : this.#beHost();
      const { address } = await this.#waiting;
      this.#port = Number(new URL(address).port);
      this.#serving.resolve({ address });
    } catch (failure) {
      this.failed.reject(failure);
      throw failure;
    }
  }

  async #standBy(): Promise<Waiting> {
    const server = standbyServer(() => this.#words);
    const { address, family, port } = (await listen(server, this.#environment.HOST, this.#port)) satisfies AddressInfo;
    return { address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, stop: () => close(server) };
  }

  #beHost(): Promise<Waiting> {
    return startPlantOps({ ...this.#environment, PLANTOPS_ROLE: 'host', PORT: this.#port }, this.#log);
  }

  async #endWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    await (await waiting?.catch(() => undefined))?.stop();
  }
}

/** @throws Error that says what to do. `failed` rejects when it cannot go on later. */
export async function startInTurn(
  environment: Environment,
  log: Logger,
): Promise<
  Pick<RunningPlantOps, 'address' | 'stop'> & Partial<Pick<RunningPlantOps, 'simulator'>> & { failed: Promise<never> }
> {
  const server = new ServerInTurn(environment, log);
  const { address, simulator } = await server.start();
  return { address, ...(simulator && { simulator }), stop: () => server.stop(), failed: server.failed.promise };
}
