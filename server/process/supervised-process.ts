/**
 * A child process that is kept running: it is started, awaited until ready, restarted with back-off when it dies, and
 * stopped step by step. It has its own process group, so that Ctrl-C in the terminal reaches only the server, which
 * decides what to stop when.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { backoff } from '@plantops/shared/backoff.ts';
import { type Clock, pause, systemClock, type Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { LineFile } from './line-file.ts';
import type { StopStep } from './leftover-process.ts';
import type { ServiceAccount } from './service-account.ts';

/** How a process ended; passed to listeners if the end was not requested. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of its output, for messages to people. */
  lastLines: string;
  /** Delay until it is restarted. */
  restartInMs: number;
}

export interface ProcessSpec {
  /** For log and error texts. */
  name: string;
  command: string;
  args: string[];
  /** Its working directory; must be reachable by its user. */
  directory: string;
  account: ServiceAccount | undefined;
  env: NodeJS.ProcessEnv;
  /** Where its pid is written for the next start, unless the program writes one itself. */
  pidFile?: string;
  /** Checks once whether it is serving; an error counts as no. */
  isReady: () => Promise<boolean>;
  readyWithinMs: number;
  /** How it is asked to end; SIGKILL follows automatically. */
  stopSteps: StopStep[];
  /** Log level of a line of its output: `debug`, unless it deserves a warning. */
  levelOf: (line: string) => 'debug' | 'warn';
  /** Called with each line of its output. */
  onLine?: (line: string) => void;
  /** A line that is for `onLine` only: it is neither logged nor among the last ones. */
  isChatter?: (line: string) => boolean;
  /** Where its output goes; left out: a pipe, which makes it wait while nobody reads. */
  outputFile?: string;
  clock?: Clock;
  log: Logger;
}

const RESTART_MS = { first: 250, longest: 30_000 };
/** After this long without a crash, the next crash counts as the first. */
const STABLE_AFTER_MS = 60_000;
const KEPT_LINES = 8;

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #clock: Clock;
  readonly #output: LineFile | undefined;
  readonly #listeners = new Set<(exit: ProcessExit) => void>();
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;
  #ready = false;
  #reloadWaits = false;
  #supervised = false;
  #crashes = 0;
  #restartTimer: Timer | undefined;

  constructor(spec: ProcessSpec) {
    this.#spec = spec;
    this.#clock = spec.clock ?? systemClock;
    const { outputFile } = spec;
    this.#output =
      outputFile === undefined ? undefined : new LineFile(outputFile, (line) => this.#take(line), this.#clock);
  }

  /** Starts it and waits until it is serving. @throws {Error} with its last lines if it does not. */
  async start(): Promise<void> {
    const child = this.#launch();
    try {
      await this.#untilReady(child);
    } catch (error) {
      await this.#end(child);
      throw error;
    }
    this.#supervised = true;
    if (hasEnded(child)) this.#onUnexpectedExit(child.exitCode, child.signalCode, 0);
  }

  /**
   * Asks it to reread its files. While it is starting, the request waits until it is ready: an earlier signal could end
   * it.
   */
  reload(): void {
    if (this.#ready) this.#child?.kill('SIGHUP');
    else this.#reloadWaits = true;
  }

  /** Sends it a signal that it takes once it does its work, such as to save what it has. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Calls the listener after each unexpected exit. Returns a function that removes the listener. */
  onExit(listener: (exit: ProcessExit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends it without a restart. */
  async stop(): Promise<void> {
    this.#supervised = false;
    this.#restartTimer?.cancel();
    if (this.#child) await this.#end(this.#child);
  }

  get #lastLines(): string {
    return this.#lines.join('\n');
  }

  #launch(): ChildProcess {
    const { command, args, directory, account, env, pidFile } = this.#spec;
    this.#lines.length = 0;
    this.#ready = false;
    const startedAtMs = this.#clock.elapsedMs();
    const identity = account ? { uid: account.uid, gid: account.gid } : {};
    const output = this.#output?.open() ?? 'pipe';
    const child = spawn(command, args, {
      cwd: directory,
      env,
      detached: true,
      stdio: ['ignore', output, output],
      ...identity,
    });
    this.#child = child;
    if (pidFile && child.pid !== undefined) {
      rmSync(pidFile, { force: true });
      writeFileSync(pidFile, `${child.pid}\n`, { mode: 0o600, flag: 'wx' });
    }
    for (const pipe of [child.stdout, child.stderr])
      if (pipe) createInterface({ input: pipe }).on('line', (line) => this.#take(line));
    child.on('error', (error) => {
      this.#lines.push(error.message);
      if (child.pid === undefined) this.#output?.close();
      if (child.pid === undefined && this.#supervised) this.#onUnexpectedExit(null, null, 0);
    });
    child.on('exit', (code, signal) => {
      this.#ready = false;
      if (child === this.#child) this.#output?.close();
      if (pidFile) rmSync(pidFile, { force: true });
      if (this.#supervised) this.#onUnexpectedExit(code, signal, this.#clock.elapsedMs() - startedAtMs);
    });
    return child;
  }

  #take(line: string): void {
    const { name, levelOf, isChatter, onLine, log } = this.#spec;
    if (!isChatter?.(line)) {
      this.#lines.push(line);
      if (this.#lines.length > KEPT_LINES) this.#lines.shift();
      log[levelOf(line)](`${name}: ${line}`);
    }
    onLine?.(line);
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { name, isReady, readyWithinMs } = this.#spec;
    const untilMs = this.#clock.elapsedMs() + readyWithinMs;
    for (let pauseMs = 10; this.#clock.elapsedMs() < untilMs; pauseMs = Math.min(pauseMs * 1.5, 250)) {
      await pause(this.#clock, pauseMs);
      if (child.pid === undefined || hasEnded(child)) {
        throw new Error(
          `${name} ended while starting${this.#lines.length > 0 ? `. It said:\n${this.#lastLines}` : ' without a word.'}`,
        );
      }
      if (await isReady().catch(() => false)) {
        this.#ready = true;
        if (this.#reloadWaits) {
          this.#reloadWaits = false;
          child.kill('SIGHUP');
        }
        return;
      }
    }
    throw new Error(
      `${name} does not serve after ${Math.round(readyWithinMs / 1000)} s. It said last:\n${this.#lastLines}`,
    );
  }

  #onUnexpectedExit(code: number | null, signal: NodeJS.Signals | null, uptimeMs: number): void {
    if (uptimeMs > STABLE_AFTER_MS) this.#crashes = 0;
    this.#crashes += 1;
    const restartInMs = backoff(this.#crashes, RESTART_MS);
    const { name, log } = this.#spec;
    log.error(
      { code, signal, restart_in_ms: restartInMs },
      `${name} ended unexpectedly and is started again. It said last:\n${this.#lastLines}`,
    );
    this.#restartTimer?.cancel();
    this.#restartTimer = this.#clock.after(restartInMs, () => this.#restart());
    for (const listener of this.#listeners) listener({ code, signal, lastLines: this.#lastLines, restartInMs });
  }

  #restart(): void {
    const child = this.#launch();
    this.#untilReady(child).then(
      () => {
        this.#spec.log.info(`${this.#spec.name} runs again`);
      },
      // The exit handler schedules the next attempt, whether it ended by itself or is killed here.
      () => {
        if (this.#supervised) child.kill('SIGKILL');
      },
    );
  }

  async #end(child: ChildProcess): Promise<void> {
    const { name, stopSteps, log } = this.#spec;
    for (const { signal, waitMs } of [...stopSteps, { signal: 'SIGKILL' as const, waitMs: 5000 }]) {
      if (child.pid === undefined || hasEnded(child)) return;
      await new Promise<void>((resolve) => {
        const patience = this.#clock.after(waitMs, resolve);
        child.once('exit', () => {
          patience.cancel();
          resolve();
        });
        child.kill(signal);
      });
      if (!hasEnded(child)) log.warn(`${name} did not end ${waitMs / 1000} s after ${signal}`);
    }
  }
}
