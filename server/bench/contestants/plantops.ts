import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Device, deviceCredentialsSchema } from '@plantops/shared/api/devices.ts';
import type pg from 'pg';
import type { Place } from '../place.ts';
import { type BenchDevice, type Contestant, type RunningContestant } from './contestant.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'main.ts');
/** As `make run` has it. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];
const START_MS = 60_000;

/** Limits of the plants of the bench. The readings are within them. */
const THRESHOLDS = {
  soil_moisture: { min: 20, max: 80 },
  temperature: { min: 15, max: 28 },
  humidity: { min: 30, max: 90 },
  light_level: { min: 100, max: 10_000 },
};

export interface RunningPlantOps extends RunningContestant {
  url: string;
  /** The process that answers HTTP; the other one is the flow engine. */
  hostPid: number;
}

/** Sends JSON and answers JSON. @throws Error if it is refused */
export async function ask<T>(base: string, method: string, address: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(address, base), {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`${method} ${address} was answered with ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The `index`th address of a range that no real device has. */
export const macOf = (index: number): string =>
  `02:10:ad:${[index >> 16, (index >> 8) & 255, index & 255].map((part) => part.toString(16).padStart(2, '0')).join(':')}`;

/** Registers a device and gives it a plant with limits. */
async function addDevice(url: string, index: number): Promise<BenchDevice> {
  const registration = { mac_address: macOf(index), name: `Bench ${index + 1}` };
  const credentials = deviceCredentialsSchema.parse(await ask(url, 'POST', '/api/devices/register', registration));
  const { device_id: deviceId, mqtt_username: username, mqtt_password: password, topics } = credentials;
  const plant = { new_plant: { name: `Bench plant ${index + 1}`, thresholds: THRESHOLDS } };
  await ask<Device>(url, 'POST', `/api/devices/${deviceId}/provision`, plant);
  return { deviceId, username, password, topic: topics.telemetry };
}

/** PlantOps as `make run` starts it, with its own database and broker, and a data folder that it keeps between rounds. */
export class PlantOps implements Contestant {
  readonly name = 'plantops';
  readonly #place: Place;
  readonly #dataDir: string;
  readonly #mqttPort: number;
  #devices: readonly BenchDevice[] = [];
  #connection: pg.ClientConfig = {};

  private constructor(place: Place, dataDir: string, mqttPort: number) {
    this.#place = place;
    this.#dataDir = dataDir;
    this.#mqttPort = mqttPort;
  }

  /**
   * Starts it for the first time, registers devices that publish, gives each a plant with limits, and stops it again.
   * @param name of its data folder
   * @param publishers how many devices it has
   * @returns it, and how long that first start took (ms)
   */
  static async install(
    place: Place,
    name: string,
    publishers: number,
  ): Promise<{ plantOps: PlantOps; firstStartMs: number }> {
    const plantOps = new PlantOps(place, place.folder(name), await place.freePort());
    const startedAtMs = performance.now();
    // At this level it prints how to reach its database.
    const running = await plantOps.#launch('debug');
    const firstStartMs = performance.now() - startedAtMs;
    const indices = Array.from({ length: publishers }, (_, index) => index);
    plantOps.#devices = await Promise.all(indices.map((index) => addDevice(running.url, index)));
    await running.stop();
    return { plantOps, firstStartMs };
  }

  start(): Promise<RunningPlantOps> {
    return this.#launch('warn');
  }

  async #launch(logLevel: 'debug' | 'warn'): Promise<RunningPlantOps> {
    const child = spawn(process.execPath, [...NODE_OPTIONS, MAIN], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DATA_DIR: this.#dataDir,
        PORT: '0',
        MQTT_PORT: String(this.#mqttPort),
        MAX_DEVICES: '100000',
        LOG_LEVEL: logLevel,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the bench only, which then stops it.
      detached: true,
    });
    const stop = this.#place.runs(async () => {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    });
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`PlantOps did not start:\n${output}`)), START_MS);
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        const address = /PlantOps is running: (\S+)\n/.exec(output)?.[1];
        if (address === undefined) return;
        clearTimeout(patience);
        resolve(address);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`PlantOps ended with ${code}:\n${output}`)));
    });
    if (logLevel === 'debug') this.#connection = databasePlace(output);
    await ready(url);
    const hostPid = child.pid ?? 0;
    return {
      pids: [hostPid, this.#enginePid()],
      hostPid,
      starter: hostPid,
      brokerUrl: `mqtt://127.0.0.1:${this.#mqttPort}`,
      devices: this.#devices,
      connection: this.#connection,
      url,
      stop,
    };
  }

  #enginePid(): number {
    return Number.parseInt(readFileSync(path.join(this.#dataDir, 'node-red', 'engine.pid'), 'utf8'), 10);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function ready(url: string): Promise<void> {
  while (!(await fetch(new URL('/readyz', url))).ok) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Where the server said that its database is. */
function databasePlace(output: string): pg.ClientConfig {
  const found = /(?:PGPASSFILE=(\S+) )?psql -h (\S+) -p (\d+) -U (\S+) (\w+)/.exec(output);
  const [, passFile, host, port, user, database] = found ?? [];
  if (host === undefined) throw new Error('PlantOps did not say where its database is');
  const password =
    passFile !== undefined && existsSync(passFile)
      ? readFileSync(passFile, 'utf8').trim().split(':').at(-1)
      : undefined;
  return { host, port: Number(port), user, database, ...(password !== undefined && { password }) };
}
