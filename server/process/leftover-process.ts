/** Ends a database or broker process that a killed server left behind. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Clock, pause, systemClock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { processStartTime } from './directory-claim.ts';

/** A signal, and how long to wait for its effect before the next step. */
export interface StopStep {
  signal: NodeJS.Signals;
  waitMs: number;
}

/**
 * The command line of a running process, its arguments joined by spaces; '' if there is none or reading is not
 * permitted.
 */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

const isAlive = (pid: number): boolean => processStartTime(pid) !== undefined;

/** The pid on the first line of a pid file; undefined if the file is missing or contains none. */
function readPidFile(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stops the process named in a pid file if its command line shows that it is really ours (the pid may since have been
 * given to another program). Takes the steps in order until the process is gone.
 * @returns whether there was such a process.
 * @throws {Error} if it outlives every step or belongs to another user.
 */
export async function stopLeftover(options: {
  name: string;
  pidFile: string;
  commandHolds: string;
  steps: StopStep[];
  /** Called before the first step, if there is such a process. */
  beforeStop?: (() => Promise<void>) | undefined;
  clock?: Clock;
  log: Logger;
}): Promise<boolean> {
  const { clock = systemClock } = options;
  const pid = readPidFile(options.pidFile);
  if (pid === undefined || !commandLine(pid).includes(options.commandHolds)) return false;
  options.log.warn({ leftover_pid: pid }, `${options.name} was left behind by a server that was killed; stopping it`);
  await options.beforeStop?.();
  for (const { signal, waitMs } of options.steps) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
      throw new Error(
        `${options.name} of an earlier start still runs (process ${pid}) and cannot be stopped: ${(error as Error).message}. Stop it by hand.`,
        { cause: error },
      );
    }
    const untilMs = clock.elapsedMs() + waitMs;
    while (clock.elapsedMs() < untilMs) {
      if (!isAlive(pid)) return true;
      await pause(clock, 20);
    }
  }
  throw new Error(`${options.name} of an earlier start (process ${pid}) does not end. Stop it by hand: kill -9 ${pid}`);
}
