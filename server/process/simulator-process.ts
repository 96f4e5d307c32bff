import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Clock, systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';

const SIMULATOR = path.join(import.meta.dirname, '..', 'simulator', 'main.ts');
const STOP_MS = 5000;
/** New plants get this much history: the range that their pages show first. */
const HISTORY = '24h';

export interface SimulatorProcessOptions {
  /** The server's address. */
  address: string;
  registrationKey: string | undefined;
  /** Needed to create plants if the server has an owner password. */
  ownerPassword: string | undefined;
  /** Create plants for the devices that have one in mind, with a day of history. */
  createPlants: boolean;
  /** Called once it has ended, for whatever reason. */
  onExit: () => void;
  clock?: Clock;
  log: Logger;
}

export interface SimulatorProcess {
  pid: number | undefined;
  /** Starts or ends a fault, for example `drought 1`. */
  obey(command: string): void;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Runs the simulator as a separate process. It uses only the server's public interfaces, and it ends when the server
 * ends, however that happens.
 */
export function startSimulatorProcess({
  address,
  registrationKey,
  ownerPassword,
  createPlants,
  onExit,
  clock = systemClock,
  log,
}: SimulatorProcessOptions): SimulatorProcess {
  const { PATH, TZ, TERM } = process.env;
  const options = createPlants ? ['--create-plants', '--backfill', HISTORY] : [];
  let isStopping = false;
  const child = spawn(process.execPath, [SIMULATOR, '--url', address, ...options], {
    // Every user of the machine can read a command line, but not an environment.
    env: { PATH, TZ, TERM, REGISTRATION_KEY: registrationKey, ...(createPlants && { OWNER_PASSWORD: ownerPassword }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // In its own process group: Ctrl-C does not reach it, and the server stops it first.
    detached: true,
  });
  // Its lines go the way of the log, which harms nothing that is being typed.
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) =>
      log[line.startsWith('simulator: ') ? 'info' : 'warn'](line),
    );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      if (!isStopping) log.warn(`the simulator has ended by itself (${signal ?? `exit code ${code}`})`);
      resolve();
    });
    child.once('error', (error) => {
      log.error(`the simulator does not start: ${error.message}`);
      resolve();
    });
  });
  void ended.then(onExit);

  return {
    pid: child.pid,
    obey: (command) => {
      if (child.connected) child.send(command);
    },
    async stop() {
      isStopping = true;
      child.kill('SIGTERM');
      const timer = clock.after(STOP_MS, () => child.kill('SIGKILL'));
      await ended;
      timer.cancel();
    },
  };
}
