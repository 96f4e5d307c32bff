import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { EngineAtWork } from '../db/repositories/engine-at-work.ts';
import { DOOR_HEADER, LINK_PATH } from '../port/address.ts';
import {
  besideOffer,
  type BesideOffer,
  type ToldChange,
  type WorkOffer,
  workOffer,
  type WorkPulse,
} from '../port/link-offers.ts';
import { PortClosedError, PortEnd } from '../port/port-end.ts';

/** How often it is looked for the engine at work while there is no link (ms). */
const LOOK_MS = 250;
/** How long a link may take to be made (ms). */
const CONNECT_MS = 2000;
/** The engine says every second how it is. One that was silent for so many seconds is gone, or hangs. */
const SILENT_SECONDS = 4;
/** The largest frame: changes of a whole greenhouse (bytes). */
const LARGEST_FRAME = 32 * 2 ** 20;

export interface EngineLinkOptions {
  /** The engine that began to work last. */
  find: () => Promise<EngineAtWork | undefined>;
  /** Proves that this host has the same encryption key. */
  token: string;
  clock: Clock;
  log: Logger;
}

/** Who is told of what the engine at work says. */
export interface Follower {
  follow(changes: readonly ToldChange[]): Promise<void>;
  /** A link was made: what happened before is not known. */
  missed(): Promise<void>;
}

/** In a host: the link to the engine at work, whichever that is. */
export class EngineLink {
  readonly #options: EngineLinkOptions;
  #socket: WebSocket | undefined;
  #port: PortEnd<WorkOffer, BesideOffer> | undefined;
  #url: string | undefined;
  #told: WorkPulse | undefined;
  #look: Timer | undefined;
  #watch: Timer | undefined;
  #silentSeconds = 0;
  #wantsReadings = false;
  #stopped = false;
  #trouble = '';
  #follower: Follower | undefined;
  #onLost: () => void = () => undefined;
  #applied: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  constructor(options: EngineLinkOptions) {
    this.#options = options;
  }

  /** @param onLost called when there is no link any more: whatever the engine was asked is not answered */
  start(follower: Follower, onLost: () => void): void {
    this.#follower = follower;
    this.#onLost = onLost;
    this.#watch = this.#options.clock.every(1000, () => this.#listen());
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.cancel();
    this.#look?.cancel();
    this.#socket?.terminate();
    for (const wake of this.#waiting) wake();
  }

  /** What the engine said last of itself; undefined while none is at work. */
  get told(): WorkPulse | undefined {
    return this.#told;
  }

  /**
   * Where the engine at work is reached. Waits for one that is just taking over.
   * @throws ProblemError `engine_unavailable`
   */
  async reach(withinMs: number): Promise<string> {
    if (!this.#port) await this.#linked(withinMs);
    if (!this.#port || this.#url === undefined)
      throw new ProblemError(
        'engine_unavailable',
        'No engine is at work at the moment: try again in a few seconds',
        [],
        {
          retryAfterS: 2,
        },
      );
    return this.#url;
  }

  /** Has the engine tell of each stored reading, or no more. Resolves once it does, or is away. */
  async announceReadings(isWanted: boolean): Promise<void> {
    this.#wantsReadings = isWanted;
    await this.#port?.call('announce_readings', isWanted).catch(() => undefined);
  }

  /** @throws ProblemError `too_many_requests`; `engine_unavailable` where nobody can tell */
  async isPassword(candidate: string, address: string, withinMs: number): Promise<boolean> {
    await this.reach(withinMs);
    try {
      return (await this.#port?.call('is_password', { candidate, address })) ?? false;
    } catch (failure) {
      if (!(failure instanceof PortClosedError)) throw failure;
      throw new ProblemError(
        'engine_unavailable',
        'The engine at work has just ended: try again in a few seconds',
        [],
        {
          cause: failure,
        },
      );
    }
  }

  #linked(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = this.#options.clock.after(withinMs, wake);
      this.#waiting.add(wake);
    });
  }

  async #connect(): Promise<void> {
    const { find, token } = this.#options;
    const found = await find().catch(() => undefined);
    if (this.#stopped) return;
    if (!found) {
      this.#again('no engine has worked on this database yet');
      return;
    }
    const socket = new WebSocket(new URL(LINK_PATH, found.url.replace(/^http/, 'ws')), {
      headers: { [DOOR_HEADER]: token },
      perMessageDeflate: false,
      maxPayload: LARGEST_FRAME,
      handshakeTimeout: CONNECT_MS,
    });
    this.#socket = socket;
    let trouble = `the engine at ${found.url} has ended`;
    socket.on('open', () => this.#begin(socket, found.url));
    socket.on('message', (data) => this.#port?.receive((data as Buffer).toString()));
    socket.on('error', (failure) => {
      trouble = /403/.test(failure.message)
        ? `the engine at ${found.url} has another ENCRYPTION_KEY`
        : `the engine at ${found.url} cannot be reached: ${failure.message || (failure as NodeJS.ErrnoException).code}`;
    });
    socket.on('close', () => this.#end(trouble));
  }

  #begin(socket: WebSocket, url: string): void {
    const { clock, log } = this.#options;
    const apply = (work: () => Promise<unknown> | undefined): void => {
      this.#applied = this.#applied.then(work);
    };
    const port: PortEnd<WorkOffer, BesideOffer> = new PortEnd({
      theirs: workOffer,
      mine: besideOffer,
      handlers: {
        calls: {},
        news: {
          changes: (changes) => apply(() => this.#follower?.follow(changes)),
          pulse: (pulse) => {
            this.#told = pulse;
            this.#silentSeconds = 0;
          },
        },
      },
      send: (frame) => socket.send(frame),
      clock,
      onFault: (fault) => log.error(`the engine at work sent something unexpected: ${fault}`),
    });
    this.#port = port;
    this.#url = url;
    this.#silentSeconds = 0;
    this.#trouble = '';
    log.info(`linked to the engine at work, at ${url}`);
    if (this.#wantsReadings) void this.announceReadings(true);
    apply(() => this.#follower?.missed());
    for (const wake of this.#waiting) wake();
  }

  #end(trouble: string): void {
    const wasLinked = this.#port !== undefined;
    this.#port?.close('The engine at work ended');
    this.#port = undefined;
    this.#told = undefined;
    this.#socket = undefined;
    if (this.#stopped) return;
    if (wasLinked) this.#onLost();
    this.#again(trouble);
  }

  #again(trouble: string): void {
    if (trouble !== this.#trouble) this.#options.log.warn(`there is no engine at work: ${trouble}`);
    this.#trouble = trouble;
    this.#look = this.#options.clock.after(LOOK_MS, () => void this.#connect());
  }

  #listen(): void {
    if (!this.#port) return;
    this.#silentSeconds += 1;
    if (this.#silentSeconds > SILENT_SECONDS) this.#socket?.terminate();
  }
}
