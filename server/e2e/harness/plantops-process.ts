/** Runs the real server, with its own PostgreSQL and Mosquitto, as `make run` does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

const MAIN = path.join(import.meta.dirname, '..', '..', 'main.ts');
const START_TIMEOUT_MS = 45_000;

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class PlantOpsProcess {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), 'plantops-test-'));
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #output = '';
  url = '';
  mqttPort = 0;

  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment;
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    // The ports stay the same after a restart, so that devices find the broker again.
    if (this.mqttPort === 0) this.mqttPort = await freePort();
    const port = this.url === '' ? await freePort() : Number(new URL(this.url).port);
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: this.dataDir, PORT: String(port), MQTT_PORT: String(this.mqttPort), LOG_LEVEL: 'debug', ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => { this.#output += chunk.toString(); });
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start within ${START_TIMEOUT_MS} ms:\n${this.#output}`)), START_TIMEOUT_MS);
      child.stdout.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        const address = /PlantOps is running: (\S+)/.exec(this.#output.slice(this.#output.lastIndexOf('PlantOps is running')))?.[1];
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

  /** As Ctrl-C does. @returns the exit code */
  stop(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  /** As a crash does: database and broker are left behind. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** A connection to its database. The caller ends it. */
  async database(): Promise<pg.Client> {
    const found = /host=(\S+)[^"]*?port=(\d+)|-h (\S+) -p (\d+)/.exec(this.#output);
    const client = new pg.Client({ host: found?.[1] ?? found?.[3], port: Number(found?.[2] ?? found?.[4] ?? 5432), user: 'plantops', database: 'plantops' });
    await client.connect();
    return client;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.database();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const code = new Promise<number | null>((resolve) => child.once('exit', (exitCode) => resolve(exitCode)));
    child.kill(signal);
    return code;
  }
}
