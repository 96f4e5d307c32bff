import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Logger } from 'pino';

const SIMULATOR = path.join(import.meta.dirname, '..', 'simulator', 'main.ts');
const STOP_MS = 5000;
/** With plants comes the history that their pages show first. */
const HISTORY = '24h';

export interface SimulatorProcessOptions {
  /** The server's address. */
  address: string;
  registrationKey: string | undefined;
  /** Needed to create plants, where one is set. */
  ownerPassword: string | undefined;
  /** Create plants for the devices that have one in mind, with a day of history. */
  createPlants: boolean;
  /** Told once when it has ended, however that came. */
  onExit: () => void;
  log: Logger;
}

export interface SimulatorProcess {
  pid: number | undefined;
  /** Sets or ends a fault, such as `drought 1`. */
  obey(command: string): void;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Runs the simulator as a process of its own, which sees nothing of the server but its interfaces and ends with it,
 * however the server ends.
 */
export function startSimulatorProcess({
  address,
  registrationKey,
  ownerPassword,
  createPlants,
  onExit,
  log,
}: SimulatorProcessOptions): SimulatorProcess {
  const { PATH, TZ, TERM } = process.env;
  const options = createPlants ? ['--create-plants', '--backfill', HISTORY] : [];
  let isStopping = false;
  const child = spawn(process.execPath, [SIMULATOR, '--url', address, ...options], {
    // A command line can be read by every user of the machine, an environment cannot.
    env: { PATH, TZ, TERM, REGISTRATION_KEY: registrationKey, ...(createPlants && { OWNER_PASSWORD: ownerPassword }) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // In a group of its own: at Ctrl-C it is ended by us, first.
    detached: true,
  });
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
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
