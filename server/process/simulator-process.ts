import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Logger } from 'pino';

const SIMULATOR = path.join(import.meta.dirname, '..', 'simulator', 'main.ts');
const STOP_MS = 5000;

/** Runs the simulator as a process of its own, which sees nothing of the server but its interfaces. @returns how to end it */
export function startSimulatorProcess(address: string, registrationKey: string | undefined, log: Logger): () => Promise<void> {
  const child = spawn(process.execPath, [SIMULATOR, '--url', address, ...(registrationKey ? ['--registration-key', registrationKey] : [])], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // In a group of its own: at Ctrl-C it is ended by us, first.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      log.error(`the simulator does not start: ${error.message}`);
      resolve();
    });
  });
  return async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
}
