import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { backoff } from '@plantops/shared/backoff.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { WillEvent } from '../broker/last-wills.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { ENGINE_PORT_PATH, TOKEN_HEADER } from '../port/address.ts';
import { type EngineOffer, engineOffer, type HostOffer, hostOffer, type Pulse } from '../port/offers.ts';
import { type CallInput, type CallOutput, type Handlers, PortClosedError, PortEnd } from '../port/port-end.ts';
import type { EngineAddress } from './editor-proxy.ts';
import { stopLeftover } from '../process/leftover-process.ts';
import type { EngineCommand } from './engine-command.ts';
import { relayLogLine } from './engine-log.ts';

type EngineCall = keyof EngineOffer['calls'];
export type EnginePort = PortEnd<EngineOffer, HostOffer>;

export interface EngineProcessOptions {
  command: EngineCommand;
  /** What the engine is told at each start. */
  settings: () => Omit<EngineSettings, 'token'>;
  /** What the host does for the engine; what tells how it is, is handled here. */
  handlers: { calls: Handlers<HostOffer>['calls']; news: Omit<Handlers<HostOffer>['news'], 'pulse' | 'entered'> };
  /** Called when the flows begin to run, at a start and after each deploy. */
  onRunning: () => void;
  /** Called when the engine ended without being asked to, before it is started again. */
  onCrash: (crash: EngineCrash) => void;
  clock: Clock;
  log: Logger;
}

/** How an engine ended that nobody had asked to. */
export interface EngineCrash {
  at: Date;
  /** In words for the owner. */
  reason: string;
  /** The node that took a message last and is not ours. */
  lastForeignNode: string | null;
}

/** How long loading Node-RED and starting the flows may take (ms). */
const START_MS = 30_000;
const TICK_MS = 1000;
/** An engine that is silent for this many ticks hangs. Ticks stand still with this process, so a pause is no silence. */
const SILENT_TICKS = 10;
const RESTART = { first: 100, longest: 2000 };
/** After this long without a crash, the next crash counts as the first (ms). */
const STABLE_AFTER_MS = 60_000;
/** How long an engine that was asked to end may take (ms). */
const STOP_MS = 20_000;
/** How long a call waits for an engine that is being started (ms). */
const AWAY_MS = 5000;
/** How long an engine that was left behind may take to end (ms). */
const LEFTOVER_MS = 3000;
const KEPT_LINES = 8;

const listeningSchema = z.object({ listening: z.int() });

/** A running engine, from its first moment to its end. */
interface Engine {
  child: ChildProcess;
  lastLines: string[];
  address: EngineAddress;
  port: EnginePort | undefined;
  socket: WebSocket | undefined;
  pulse: Pulse | undefined;
  silentTicks: number;
  lastForeignNode: string | null;
  bornAtMs: number;
  listening: Promise<number>;
  killedFor: string | undefined;
  /** It was asked to end, to be started again. */
  isRestarting: boolean;
}

/** Starts the engine, watches it, and starts it again when it ends or hangs. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #engine: Engine | undefined;
  #wanted = false;
  #crashes = 0;
  #tick: Timer | undefined;
  #restart: Timer | undefined;
  readonly #whenUp: (() => void)[] = [];
  #ofOwner = '';

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /**
   * Begins to load the engine, which takes a moment. It does nothing until it is started. Ends one before that a host
   * left behind when it was killed: it ends by itself, unless it hangs.
   */
  async prepare(): Promise<void> {
    const { command, clock, log } = this.#options;
    await stopLeftover({
      name: 'The flow engine',
      pidFile: command.pidFile,
      commandHolds: command.mark,
      steps: [
        { signal: 'SIGTERM', waitMs: LEFTOVER_MS },
        { signal: 'SIGKILL', waitMs: LEFTOVER_MS },
      ],
      clock,
      log,
    });
    this.#engine ??= this.#launch();
  }

  /** Starts the engine. Resolves when the flows run, or when it fails or takes too long: then it is not waited for. */
  async start(): Promise<void> {
    const { clock, log } = this.#options;
    this.#wanted = true;
    this.#tick = clock.every(TICK_MS, () => this.#look());
    let patience: Timer | undefined;
    const running = new Promise<boolean>((resolve) => {
      this.#whenRunning = resolve;
      patience = clock.after(START_MS, () => resolve(false));
    });
    void this.#bringUp();
    const isRunning = await running;
    patience?.cancel();
    if (!isRunning) log.error('the flows do not run yet: readings wait at the broker');
  }
  #whenRunning: (isRunning: boolean) => void = () => undefined;

  /** Ends it in order; what it has received is stored, or left to the broker. @param atOnce leaves all of it to the broker */
  async stop({ atOnce = false } = {}): Promise<void> {
    this.#wanted = false;
    this.#tick?.cancel();
    this.#restart?.cancel();
    const engine = this.#engine;
    if (!engine || hasEnded(engine.child)) return;
    const ended = once(engine.child, 'exit');
    const tooLate = this.#options.clock.after(STOP_MS, () => {
      this.#options.log.warn('the flow engine did not end in time and is ended by force');
      engine.child.kill('SIGKILL');
    });
    if (engine.port && !atOnce) engine.port.call('stop', null, { withinMs: STOP_MS }).catch(() => undefined);
    else engine.child.kill('SIGKILL');
    await ended;
    tooLate.cancel();
  }

  /** Ends the engine in order and starts it again. Readings wait at the broker meanwhile. */
  async restart(): Promise<void> {
    const engine = this.#engine;
    if (!engine?.port) return;
    engine.isRestarting = true;
    await engine.port.call('stop', null, { withinMs: STOP_MS }).catch(() => undefined);
    this.#kill(engine, 'it did not end in time', 5000);
  }

  /** What the engine said last of itself; undefined while it is away. */
  get pulse(): Pulse | undefined {
    return this.#engine?.port ? this.#engine.pulse : undefined;
  }

  get address(): EngineAddress | undefined {
    return this.#engine?.port ? this.#engine.address : undefined;
  }

  get pid(): number | undefined {
    return this.#engine?.child.pid;
  }

  /**
   * Calls the engine; waits for a moment if it is just being started.
   * @throws PortClosedError if it is away or gives no answer
   */
  async call<Name extends EngineCall>(
    name: Name,
    input: CallInput<EngineOffer, Name>,
    { withinMs, awayMs = AWAY_MS }: { withinMs?: number; awayMs?: number } = {},
  ): Promise<CallOutput<EngineOffer, Name>> {
    if (!this.#engine?.port && awayMs > 0) await this.#up(awayMs);
    const port = this.#engine?.port;
    if (!port) throw new PortClosedError('The flow engine is being started: try again in a moment');
    this.#tellSettings();
    return port.call(name, input, withinMs === undefined ? {} : { withinMs });
  }

  /** Tells the engine what the broker's log says of last wills. */
  tellOfWill(event: WillEvent): void {
    this.#engine?.port?.tell('will', event);
  }

  #up(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(withinMs, resolve);
      this.#whenUp.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #launch(): Engine {
    const { command, clock, log } = this.#options;
    const { account } = command;
    const child = spawn(command.command, command.args, {
      cwd: command.directory,
      env: command.env,
      // A group of its own: Ctrl-C in the terminal reaches the host alone, which decides what to stop when.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    if (child.pid !== undefined) writeFileSync(command.pidFile, `${child.pid}\n`, { mode: 0o600 });
    const lastLines: string[] = [];
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLines.push(relayLogLine(line, log));
      if (lastLines.length > KEPT_LINES) lastLines.shift();
    });
    const listening = new Promise<number>((resolve) => {
      let isListening = false;
      createInterface({ input: child.stdout }).on('line', (line) => {
        // A line that a flow prints later may look alike.
        const said = isListening ? undefined : listeningSchema.safeParse(parsed(line)).data;
        if (said) resolve(said.listening);
        else log.info(`flows: ${line}`);
        isListening ||= said !== undefined;
      });
    });
    const engine: Engine = {
      child,
      lastLines,
      address: { port: 0, token: randomBytes(32).toString('hex') },
      port: undefined,
      socket: undefined,
      pulse: undefined,
      silentTicks: 0,
      lastForeignNode: null,
      bornAtMs: clock.elapsedMs(),
      listening,
      killedFor: undefined,
      isRestarting: false,
    };
    child.on('error', (failure) => {
      lastLines.push(failure.message);
      this.#ended(engine, 'it could not be started');
    });
    child.on('exit', (code, signal) =>
      this.#ended(engine, signal ? `it was ended by ${signal}` : `it ended with ${code}`),
    );
    return engine;
  }

  async #bringUp(): Promise<void> {
    const { settings, clock } = this.#options;
    const engine = (this.#engine ??= this.#launch());
    engine.bornAtMs = clock.elapsedMs();
    engine.child.stdin?.write(
      `${JSON.stringify({ ...settings(), token: engine.address.token } satisfies EngineSettings)}\n`,
    );
    const patience = clock.after(START_MS, () => this.#kill(engine, `it did not listen within ${START_MS / 1000} s`));
    engine.address.port = await engine.listening;
    patience.cancel();
    this.#connect(engine);
  }

  #connect(engine: Engine): void {
    const { handlers, clock, log } = this.#options;
    const { port: number, token } = engine.address;
    const socket = new WebSocket(`ws://127.0.0.1:${number}${ENGINE_PORT_PATH}`, {
      headers: { [TOKEN_HEADER]: token },
      perMessageDeflate: false,
    });
    engine.socket = socket;
    const port: EnginePort = new PortEnd({
      theirs: engineOffer,
      mine: hostOffer,
      handlers: {
        calls: handlers.calls,
        news: {
          ...handlers.news,
          pulse: (pulse) => this.#heard(engine, pulse),
          entered(nodeId) {
            engine.lastForeignNode = nodeId;
          },
        },
      },
      send: (frame) => socket.send(frame),
      clock,
      onFault: (fault) => log.error(`the flow engine sent something unexpected: ${fault}`),
    });
    socket.on('open', () => {
      engine.port = port;
      for (const resume of this.#whenUp.splice(0)) resume();
    });
    socket.on('message', (data) => port.receive((data as Buffer).toString()));
    socket.on('error', (failure) => log.warn(`the connection to the flow engine broke: ${failure.message}`));
    socket.on('close', () => {
      port.close('The flow engine ended');
      engine.port = undefined;
      if (this.#wanted) this.#kill(engine, 'its connection broke', 1000);
    });
  }

  #heard(engine: Engine, pulse: Pulse): void {
    const before = engine.pulse;
    engine.pulse = pulse;
    engine.silentTicks = 0;
    if (!pulse.flowsRunning || before?.flowsRunning) return;
    this.#whenRunning(true);
    this.#options.onRunning();
  }

  /** Looks once a second whether the engine is alive. */
  #look(): void {
    const engine = this.#engine;
    if (!engine?.port) return;
    this.#tellSettings();
    engine.silentTicks += 1;
    const patience = engine.pulse ? SILENT_TICKS : START_MS / TICK_MS;
    if (engine.silentTicks > patience) this.#kill(engine, `it did not answer for ${engine.silentTicks - 1} s`);
  }

  /** Tells the engine what its nodes must know of the owner's settings, if that has changed. */
  #tellSettings(): void {
    const { ofOwner } = this.#options.settings();
    const text = JSON.stringify(ofOwner);
    if (text === this.#ofOwner) return;
    this.#ofOwner = text;
    this.#engine?.port?.tell('settings', ofOwner);
  }

  /** Ends an engine that is of no more use, at once or after a while if it has not ended by itself. */
  #kill(engine: Engine, reason: string, afterMs = 0): void {
    const kill = (): void => {
      if (hasEnded(engine.child)) return;
      engine.killedFor = reason;
      engine.child.kill('SIGKILL');
    };
    if (afterMs > 0) this.#options.clock.after(afterMs, kill);
    else kill();
  }

  #ended(engine: Engine, how: string): void {
    if (engine !== this.#engine) return;
    this.#engine = undefined;
    this.#ofOwner = '';
    engine.port?.close('The flow engine ended');
    if (!this.#wanted) return;
    const { clock, log, onCrash } = this.#options;
    if (engine.isRestarting) {
      void this.#bringUp();
      return;
    }
    const reason = engine.killedFor ?? how;
    if (clock.elapsedMs() - engine.bornAtMs > STABLE_AFTER_MS) this.#crashes = 0;
    this.#crashes += 1;
    const restartInMs = backoff(this.#crashes, RESTART);
    log.error(
      { restart_in_ms: Math.round(restartInMs) },
      `the flow engine ended (${reason}) and is started again; readings wait at the broker. It said last:\n${engine.lastLines.join('\n')}`,
    );
    if (this.#crashes > 1) this.#whenRunning(false);
    onCrash({ at: clock.now(), reason, lastForeignNode: engine.lastForeignNode });
    this.#restart = clock.after(restartInMs, () => void this.#bringUp());
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
