import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';

const SIMULATOR = path.join(import.meta.dirname, '..', 'simulator', 'main.ts');
const STOP_MS = 5000;

export interface SimulatorProcessOptions {
  /** The server's address. */
  address: string;
  registrationKey: string | undefined;
  /** Lines such as `drought 1`, for the simulator; `stop` ends it. Usually the terminal. */
  commands: Readable;
  log: Logger;
}

/**
 * Runs the simulator as a process of its own, which sees nothing of the server but its interfaces and ends with it,
 * however the server ends.
 * @returns how to end it
 */
export function startSimulatorProcess({ address, registrationKey, commands, log }: SimulatorProcessOptions): () => Promise<void> {
  const { PATH, TZ, TERM } = process.env;
  const child = spawn(process.execPath, [SIMULATOR, '--url', address], {
    // A command line can be read by every user of the machine, an environment cannot.
    env: { PATH, TZ, TERM, REGISTRATION_KEY: registrationKey },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
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

  async function stop(): Promise<void> {
    lines.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  // A terminal that went away breaks the stream; the simulator goes on without commands.
  commands.on('error', () => undefined);
  const lines = createInterface({ input: commands });
  lines.on('line', (line) => {
    const command = line.trim();
    if (command === 'stop') void stop().then(() => log.info('the simulator has stopped: its devices fall silent'));
    else if (command !== '' && child.connected) child.send(command);
  });
  log.info(`simulated devices run (process ${child.pid}). Type "drought 1" and Enter to dry out the first, "clear 1" to water it, "stop" to switch all of them off`);
  return stop;
}
