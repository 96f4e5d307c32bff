/** What is done to processes from outside. */
import { readFileSync } from 'node:fs';
import { residentMb } from '../bench/usage.ts';
import { sleep } from '../e2e/harness/eventually.ts';
import { isAlive, type PlantOpsProcess } from '../e2e/harness/plantops-process.ts';

/** A process and its children, with the parent first. */
export const family = (pid: number): number[] => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
];

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  // A backend of the database may have ended meanwhile.
  for (const pid of pids.filter(isAlive)) process.kill(pid, signal);
}

/** Has these stand still while `work` runs. */
export async function frozen<T>(pids: readonly number[], work: () => Promise<T>): Promise<T> {
  signalAll(pids, 'SIGSTOP');
  try {
    return await work();
  } finally {
    signalAll(pids, 'SIGCONT');
  }
}

/** The processes of PlantOps itself: the host and the flow engine. */
export const ownPids = ({ pid, enginePid }: PlantOpsProcess): number[] =>
  [pid ?? Number.NaN, enginePid].filter((one) => isAlive(one));

export const memoryMb = (server: PlantOpsProcess): number => residentMb(ownPids(server));

/** Waits so long, and notes the most memory meanwhile (MB). */
export async function peakMb(server: PlantOpsProcess, ms: number): Promise<number> {
  let peak = 0;
  for (const untilMs = performance.now() + ms; performance.now() < untilMs;) {
    peak = Math.max(peak, memoryMb(server));
    await sleep(250);
  }
  return peak;
}
