/** Runs the real server with its own PostgreSQL and Mosquitto, as `make run` does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { freePort, temporaryDataDir } from '../../testing/place.ts';
import { copyData } from './prepared-data.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'main.ts');
const START_TIMEOUT_MS = 120_000;
/** Several threads would wait for each other where all processors are busy. */
const NODE_OPTIONS = ['--single-threaded-gc', '--max-semi-space-size=4'];

export class PlantOpsProcess {
  readonly #place = temporaryDataDir();
  readonly dataDir = this.#place.dataDir;
  /** Environment variables for the server. A change takes effect at the next start. */
  readonly environment: Record<string, string>;
  readonly #main: string;
  /** The data folder to begin with. */
  readonly #from: string | null;
  readonly #compileCache: string;
  #child: ChildProcess | undefined;
  #output = '';
  #port = 0;
  /** The position in the output at which the last start began. */
  #startedAt = 0;
  /** For `query`: a connection of its own would cost more than most queries do. */
  #connections: pg.Pool | undefined;
  url = '';
  mqttPort = 0;

  /**
   * @param main the script to run; by default this project's server
   * @param from the data folder to begin with a copy of; by default one with an empty database; null for none
   * @param compileCache where Node.js keeps compiled code; by default where the tests have it
   */
  constructor(
    environment: Record<string, string> = {},
    {
      main = MAIN,
      from = inject('preparedData'),
      compileCache = inject('compileCache'),
    }: { main?: string; from?: string | null; compileCache?: string } = {},
  ) {
    this.environment = environment;
    this.#main = main;
    this.#from = from;
    this.#compileCache = compileCache;
  }

  /** Everything that it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** The process id of the server itself while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The broker's process id, even if the broker was left behind; NaN while it has none. */
  get brokerPid(): number {
    return this.#pidIn('mosquitto', 'mosquitto.pid');
  }

  /** The process id of the flow engine, even if it was left behind; NaN before there was one. */
  get enginePid(): number {
    return this.#pidIn('node-red', 'engine.pid');
  }

  /** The process id of the database's main process, even if it was left behind; NaN while it has none. */
  get databasePid(): number {
    return this.#pidIn('postgres', 'cluster', 'postmaster.pid');
  }

  /** Types a line into the server's terminal. */
  type(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  /** Starts a server that is expected to fail, with the same settings plus `environment`. @returns how it ended */
  async startInVain(environment: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
    const child = this.#spawn(environment);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    const timer = setTimeout(() => child.kill('SIGTERM'), START_TIMEOUT_MS);
    const code = await new Promise<number | null>((resolve) => child.once('exit', (exitCode) => resolve(exitCode)));
    clearTimeout(timer);
    return { code, output };
  }

  /** Fills the data folder with what it begins with, unless that has happened. */
  begin(): void {
    if (this.#from !== null && readdirSync(this.dataDir).length === 0) copyData(this.#from, this.dataDir);
  }

  async start(): Promise<void> {
    this.begin();
    // The ports stay the same after a restart, so that devices find the broker again.
    if (this.mqttPort === 0) this.mqttPort = await freePort();
    if (this.#port === 0) this.#port = await freePort();
    const child = this.#spawn();
    this.#child = child;
    this.#startedAt = this.#output.length;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no start within ${START_TIMEOUT_MS} ms:\n${this.#output}`)),
        START_TIMEOUT_MS,
      );
      child.stdout?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        const address = /PlantOps is running: (\S+)\n/.exec(this.#output.slice(this.#startedAt))?.[1];
        if (address) {
          clearTimeout(timer);
          resolve(address);
        }
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code}:\n${this.#output}`));
      });
    });
  }

  /** Stops it as Ctrl-C does. @returns the exit code */
  stop(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  /** Kills it, as a crash would: database and broker are left behind. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it and whatever a killed one left behind, and removes its data. */
  async remove(): Promise<void> {
    const wasKilled = this.#child === undefined;
    await this.stop();
    if (wasKilled) this.#endLeftovers();
    this.#place.remove();
  }

  /** A connection to its database, which the caller must end. */
  async database(): Promise<pg.Client> {
    const client = new pg.Client(this.databasePlace());
    await client.connect();
    return client;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    // A connection that ends with the database is replaced at the next query.
    this.#connections ??= new pg.Pool(this.databasePlace()).on('error', () => undefined);
    return (await this.#connections.query<Row>(text, values)).rows;
  }

  /** How to connect to its database. */
  databasePlace(): pg.ClientConfig {
    const found = /host=(\S+)[^"]*?port=(\d+)|-h (\S+) -p (\d+)/.exec(this.#output);
    // A server that is not root has a password for its database.
    const passFile = /PGPASSFILE=(\S+)/.exec(this.#output)?.[1];
    const password = passFile && readFileSync(passFile, 'utf8').trim().split(':').at(-1);
    return {
      ...(password !== undefined && { password }),
      host: found?.[1] ?? found?.[3],
      port: Number(found?.[2] ?? found?.[4] ?? 5432),
      user: 'plantops',
      database: 'plantops',
    };
  }

  #pidIn(...place: string[]): number {
    const file = path.join(this.dataDir, ...place);
    return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  }

  #spawn(environment: Record<string, string> = {}): ChildProcess {
    const settings = {
      DATA_DIR: this.dataDir,
      PORT: String(this.#port),
      MQTT_PORT: String(this.mqttPort),
      LOG_LEVEL: 'debug',
      ...this.environment,
      ...environment,
    };
    return spawn(process.execPath, [...NODE_OPTIONS, this.#main], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: this.#compileCache, ...settings },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  #endLeftovers(): void {
    for (const pidOf of [() => this.enginePid, () => this.brokerPid, () => this.databasePid]) {
      try {
        process.kill(pidOf(), 'SIGKILL');
      } catch {
        // It has no pid file, or has already ended.
      }
    }
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    const connections = this.#connections;
    this.#connections = undefined;
    await connections?.end();
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const code = new Promise<number | null>((resolve) => child.once('exit', (exitCode) => resolve(exitCode)));
    child.kill(signal);
    return code;
  }
}

/** Whether the process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
