/** What the operating system says of processes: their processor time and their memory. Linux only. */
import { readFileSync } from 'node:fs';

/** The unit of processor times in /proc, fixed for programs on every machine that Linux runs on (per second). */
const TICKS_PER_S = 100;
const SAMPLE_MS = 100;

/** Processor time that the processes have taken so far, in user and in kernel mode (µs). */
export function processorTimeUs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    // The name of the program, in brackets, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return (ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_S) * 1e6;
}

/** Resident memory of the processes together (MB); pages that they share count for each of them. */
export function residentMb(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Watches the memory of processes while `work` runs. @returns its result, and the most that they had (MB) */
export async function withPeakMemory<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ result: T; peakMb: number }> {
  let peakMb = residentMb(pids);
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pids));
  }, SAMPLE_MS);
  try {
    const result = await work();
    return { result, peakMb: Math.max(peakMb, residentMb(pids)) };
  } finally {
    clearInterval(sampling);
  }
}
